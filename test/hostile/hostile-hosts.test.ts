import { describe, expect, it } from 'vitest';
import { HARMLESS, type Medium } from './harmless.ts';
import { followOutput, identity, outcome, RUNS } from './journey.ts';
import { linesAtTheEdge, REAL_LINES } from './mutated-line.ts';

const HOST = identity('i-0fffffffffffffff0', 'lb-9', 'edge', 'eu-west-1a');

describe('what a host may print', () => {
  it.each(REAL_LINES)('is read where the probe printed it: %#', (line) => {
    expect(outcome(HOST, line, RUNS[0]).outcome).toBe('sampled');
  });

  it('harms nothing with any of its figures at any edge', () => {
    const lines = [...linesAtTheEdge()];
    const sampled = lines.filter(
      (line) => followOutput(HOST, [line, line]).samples[1]?.outcome === 'sampled',
    );
    expect(lines.length).toBeGreaterThan(2_000);
    expect(sampled.length).toBeGreaterThan(1_000);
  });
});

describe('a text is active', () => {
  it.each<{ medium: Medium; text: string; why: string }>([
    { medium: 'terminal', text: 'a\u001b[2Jb', why: 'an escape' },
    { medium: 'terminal', text: 'a\u009b2Jb', why: 'an escape of one character' },
    { medium: 'terminal', text: 'a\u202eb', why: 'a change of direction' },
    { medium: 'terminal', text: 'a\rb', why: 'a carriage return' },
    { medium: 'terminal', text: 'npm run -s auditor -- advise $(id)', why: 'a command to be typed' },
    { medium: 'terminal', text: "npm run -s auditor -- advise 'a';id", why: 'a quote that ends' },
    { medium: 'lines', text: '{"a":"b\u2028c"}\n', why: 'the end of a line' },
    { medium: 'lines', text: '{"a":1}\nforged\n', why: 'a line that is no JSON' },
    { medium: 'lines', text: '{"a":1}', why: 'a line without an end' },
    { medium: 'json', text: '{"a":"\u0085"}', why: 'the end of a line' },
    { medium: 'html', text: '<p>a<script>b</script></p>', why: 'a script' },
    { medium: 'html', text: '<p>a<svg/onload=alert(1)></p>', why: 'no tag that is written here' },
    { medium: 'html', text: '<p title="a" onclick="b">c</p>', why: 'something that runs' },
    { medium: 'html', text: '<a href="javascript:a">b</a>', why: 'an address that runs' },
    { medium: 'html', text: '<p>a < b</p>', why: 'a sign that is not escaped' },
    { medium: 'html', text: '<p>a\u202eb</p>', why: 'a change of direction' },
    { medium: 'csv', text: 'a,b\r\n=1,2\r\n', why: 'a formula' },
    { medium: 'csv', text: 'a,b\r\n" @A",2\r\n', why: 'a formula behind a blank' },
    { medium: 'csv', text: 'a,b\r\n1,2,3\r\n', why: 'a cell too many' },
  ])('in $medium with $why', ({ medium, text }) => {
    expect(() => HARMLESS[medium](text)).toThrow();
  });
});
