import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCapture } from './capture.ts';
import { lies } from './lies.ts';

const { answers } = readCapture('v2.8.0');
const told = lies(answers, join(tmpdir(), `marker-${process.pid}`));

describe('lies', () => {
  it.each(told)('differ from the truth: $name', (lie) => {
    expect(Object.keys(lie.answers)).toEqual(Object.keys(answers));
    expect(lie.answers).not.toEqual(answers);
    expect([...Object.values(lie.answers).join('')].filter((character) => character > '\u00ff')).toEqual([]);
  });
});
