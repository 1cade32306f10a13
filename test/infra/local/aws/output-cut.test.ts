import { describe, expect, it } from 'vitest';
import { listedOutput, standardError, standardOutput } from '../../../../infra/local/aws/output-cut.ts';

const OUTPUT_CUT = '\n---Output truncated---';
const ERROR_CUT = '\n---Error truncated----';
const TITLE = '\n----------ERROR-------\n';
const o = (count: number) => 'o'.repeat(count);
const e = (count: number) => 'e'.repeat(count);

describe('the output in lists', () => {
  it.each([
    { stdout: 0, stderr: 0, expected: '' },
    { stdout: 2499, stderr: 0, expected: o(2499) },
    { stdout: 2500, stderr: 0, expected: o(2477) + OUTPUT_CUT },
    { stdout: 9000, stderr: 0, expected: o(2477) + OUTPUT_CUT },
    { stdout: 0, stderr: 2475, expected: TITLE + e(2475) },
    { stdout: 0, stderr: 2476, expected: TITLE + e(2453) + ERROR_CUT },
    { stdout: 2474, stderr: 1, expected: o(2474) + TITLE + e(1) },
    { stdout: 2475, stderr: 1, expected: o(2452) + OUTPUT_CUT + TITLE + e(1) },
    { stdout: 1238, stderr: 1237, expected: o(1238) + TITLE + e(1237) },
    { stdout: 1238, stderr: 1238, expected: o(1238) + TITLE + e(1215) + ERROR_CUT },
    { stdout: 1238, stderr: 9000, expected: o(1238) + TITLE + e(1215) + ERROR_CUT },
    { stdout: 1239, stderr: 1238, expected: o(1215) + OUTPUT_CUT + TITLE + e(1238) },
    { stdout: 1239, stderr: 1239, expected: o(1215) + OUTPUT_CUT + TITLE + e(1215) + ERROR_CUT },
    { stdout: 9000, stderr: 100, expected: o(2353) + OUTPUT_CUT + TITLE + e(100) },
  ])('takes at most 2,500 of $stdout bytes of stdout, $stderr of stderr', ({ stdout, stderr, expected }) => {
    const output = listedOutput(o(stdout), e(stderr));
    expect(output).toBe(expected);
    expect(output.length).toBeLessThanOrEqual(2500);
  });

  it('counts bytes, and may cut a character in two', () => {
    expect(listedOutput('ü'.repeat(1250), '')).toBe(`${'ü'.repeat(1238)}\uFFFD${OUTPUT_CUT}`);
    expect(listedOutput('ü'.repeat(1249), '')).toBe('ü'.repeat(1249));
  });
});

describe('the streams of one invocation', () => {
  it.each([
    { count: 23_999, expected: o(23_999) },
    { count: 24_000, expected: `${o(23_980)}--output truncated--` },
    { count: 90_000, expected: `${o(23_980)}--output truncated--` },
  ])('keep at most 24,000 of $count bytes of stdout, with the mark of the cut', ({ count, expected }) => {
    expect(standardOutput(o(count))).toBe(expected);
  });

  it.each([
    { count: 8000, kept: 8000 },
    { count: 8001, kept: 8000 },
    { count: 90_000, kept: 8000 },
  ])('keep $kept of $count bytes of stderr', ({ count, kept }) => {
    expect(standardError(e(count))).toBe(e(kept));
  });
});
