import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVersions } from '../../../lambdas/domain/releases/read-version.ts';

describe('a text of many lines', () => {
  const reads = (...lines: string[]) =>
    readVersions(lines.join('\n')).map(({ line, read }) => read?.readAs ?? `nothing of ${line}`);

  it('is read by its line of haproxy -v alone', () => {
    const output = [
      'HAProxy version 2.8.5-1ubuntu3.3 2024/04/29 - https://haproxy.org/',
      'Status: long-term supported branch - will stop receiving fixes around Q2 2028.',
      'Known bugs: http://www.haproxy.org/bugs/bugs-2.8.5.html',
      'Running on: Linux 6.8.0-31-generic #31-Ubuntu SMP x86_64',
      'Built with OpenSSL version : OpenSSL 3.0.13 30 Jan 2024',
      'Built with Lua version : Lua 5.4.6',
    ];
    expect(reads(...output)).toEqual(['2.8.5-1ubuntu3.3']);
    expect(reads(...output, '', ...output)).toEqual(['2.8.5-1ubuntu3.3', '2.8.5-1ubuntu3.3']);
    expect(readVersions(output.join('\r\n'))).toHaveLength(1);
  });

  it('is read by its packages of HAProxy itself', () => {
    const list = [
      'Desired=Unknown/Install/Remove/Purge/Hold',
      '||/ Name           Version          Architecture Description',
      'ii  haproxy        2.8.5-1ubuntu3.4 amd64        fast and reliable load balancing reverse proxy',
      'ii  haproxy-doc    2.8.5-1ubuntu3.4 all          documentation',
    ];
    expect(reads(...list)).toEqual(['2.8.5-1ubuntu3.4']);
  });

  it('is read by its line "Version:", or by the package that it names as its source', () => {
    expect(reads('Package: haproxy', 'Version: 2.8.5-1ubuntu3.4', 'Homepage: http://haproxy.org/')).toEqual([
      '2.8.5-1ubuntu3.4',
    ]);
    expect(reads('Version : 2.8.14', 'Release : 1.el9', 'Source RPM : haproxy-2.8.14-1.el9.src.rpm')).toEqual(
      ['2.8.14-1.el9'],
    );
  });

  it('is a version a line otherwise, none of which is left out', () => {
    expect(reads('2.8.11', '', 'nginx', 'haproxy:2.8.13')).toEqual(['2.8.11', 'nothing of nginx', '2.8.13']);
  });
});

describe('any text', () => {
  const word = fc.oneof(
    fc.constantFrom('haproxy', 'HAProxy', 'version', 'hapee-2.8r1-lb', '2.8.11', '2.8.0-1.0.0-329.1202'),
    fc.constantFrom('haproxy:', '/', '@sha256:', 'Version:', '-', '\u001b[31m', '\n', '|', '.el9.x86_64'),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  const anyText = fc
    .tuple(fc.array(word, { maxLength: 12 }), fc.constantFrom('', ' '))
    .map(([words, between]) => words.join(between));

  it('is read without throwing, as printable ASCII', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const { read } of readVersions(text)) if (read) expect(read.readAs).toMatch(/^[\x20-\x7e]+$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is read in the time that its length takes', () => {
    const parts = [
      'haproxy ',
      'haproxy-1.',
      '1.1.1-',
      'a/',
      'hapee-',
      '-alpine',
      ': ',
      '1:',
      '"',
      'HAProxy version ',
      ' ',
    ];
    for (const part of parts)
      runInNewContext(
        'read(text)',
        { read: readVersions, text: `${part.repeat(100_000)}!` },
        { timeout: 30_000 },
      );
  });
});
