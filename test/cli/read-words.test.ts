import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adviseLine } from '../../cli/advise-line.ts';
import { isStdinAsked, readWords } from '../../cli/read-words.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';

const reads = (words: string, stdin = '') =>
  readWords(words.split(' '), stdin).map(({ line, read }) => read?.readAs ?? `nothing of ${line}`);

describe('the words of a command line', () => {
  it.each([
    ['HAProxy version 2.8.5-1ubuntu3.3 2024/04/29 - https://haproxy.org/', '2.8.5-1ubuntu3.3'],
    ['HA-Proxy version 2.4.22-0ubuntu0.22.04.2 2023/08/14 - https://haproxy.org/', '2.4.22-0ubuntu0.22.04.2'],
    ['HAProxy version 2.8.11-a1b2c3d', '2.8.11-a1b2c3d'],
    ['hapee-lb version 2.1.0-1.0.0-223.130, released 2019/12/05', '2.1.0-1.0.0-223.130'],
    ['HAProxy 2.8.11', '2.8.11'],
    ['haproxy 1:2.8.5-1ubuntu3.4', '2.8.5-1ubuntu3.4'],
    ['ii haproxy 2.8.5-1ubuntu3.4 amd64 fast and reliable load balancing', '2.8.5-1ubuntu3.4'],
    ['ii hapee-2.8r1-lb 1.0.0-329.1202 amd64 HAProxy', 'hapee-2.8r1-lb 1.0.0-329.1202'],
    ['hapee-2.8r1-lb 1.0.0-329.1202', 'hapee-2.8r1-lb 1.0.0-329.1202'],
    ['HAPEE 2.8r1', '2.8r1'],
    ['HAProxy Enterprise 2.8r1', '2.8r1'],
  ])('are one line where a shell has split it: %s', (words, readAs) => {
    expect(reads(words)).toEqual([readAs]);
    expect(isStdinAsked(words.split(' '))).toBe(false);
  });

  it.each([
    ['2.8.11 2.8.13', ['2.8.11', '2.8.13']],
    ['2.8.11 nginx', ['2.8.11', 'nothing of nginx']],
    ['haproxy 2.8.11 nginx', ['nothing of haproxy', '2.8.11', 'nothing of nginx']],
    ['haproxy 2.8.11 2.8.13', ['nothing of haproxy', '2.8.11', '2.8.13']],
    ['haproxy-2.8.11 2.8.13', ['2.8.11', '2.8.13']],
    ['haproxy:2.8.11 2.8.13', ['2.8.11', '2.8.13']],
    ['hapee-2.8r1-lb 2.8.11', ['hapee-2.8r1-lb', '2.8.11']],
    ['HAProxy version nginx', ['nothing of HAProxy', 'nothing of version', 'nothing of nginx']],
  ])('are a version each otherwise, and none is left out: %s', (words, each) => {
    expect(reads(words)).toEqual(each);
  });

  it('have standard input where - stands', () => {
    expect(isStdinAsked(['2.8.11', '-'])).toBe(true);
    expect(isStdinAsked(['2.8.11'])).toBe(false);
    expect(reads('2.8.11 -', 'HAProxy version 2.8.13 2024/12/12\nStatus: stable\n')).toEqual([
      '2.8.11',
      '2.8.13',
    ]);
    expect(reads('-', '2.8.11\n2.8.13\n')).toEqual(['2.8.11', '2.8.13']);
    expect(reads('-', '')).toEqual(['nothing of ']);
  });

  it('are answered whatever they are', () => {
    const at = new Date('2026-11-22T12:00:00Z');
    const word = fc.oneof(
      fc.constantFrom(
        'haproxy',
        'HAProxy',
        'version',
        '-',
        '2.8.11',
        '2.8.0-1.0.0-329.1202',
        'hapee-2.8r1-lb',
      ),
      fc.constantFrom('2.8.11-aloha', '2.8', '99.1', 'haproxy:2.2', 'haproxy:lts', '2.8.99', '3.0-dev12'),
      fc.string({ unit: 'binary', maxLength: 30 }),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), word, (words, stdin) => {
        for (const line of readWords(words, stdin)) adviseLine(line, knowledge, at);
      }),
      { numRuns: 300 },
    );
  });
});
