import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FLEET, LEAKING, textOf, writeArchive } from './archives.ts';
import { auditor } from './auditor.ts';

const folder = writeArchive({ 'samples.ndjson': textOf(FLEET) });
afterAll(() => rmSync(folder, { recursive: true }));

describe('on a terminal of 40 columns', () => {
  beforeEach(() => {
    for (const [key, value] of Object.entries({ columns: 40, isTTY: true }))
      Object.defineProperty(process.stdout, key, { value, configurable: true });
  });
  afterEach(() => {
    Reflect.deleteProperty(process.stdout, 'columns');
    Reflect.deleteProperty(process.stdout, 'isTTY');
    vi.restoreAllMocks();
  });

  it.each([
    { words: ['score', folder] },
    { words: ['estimate', '--hosts', '20'] },
    { words: ['knowledge', 'show'] },
    { words: ['--help'] },
    { words: ['collect', '--help'] },
    { words: ['explain', LEAKING, '--from', folder] },
  ])('$words has no row of a table and no option that is wider', async ({ words }) => {
    const { stdout } = await auditor(words);
    // Commands and addresses are as long as they are; a list of verdicts and a plot's legend are prose of their own.
    const isTable = (line: string) =>
      /^( {2,}\S| *[A-Z$][A-Z /]+( {2,}|$))/.test(line) && !/auditor|https:|[─┤│]|:$/.test(line);
    expect(stdout.split('\n').filter((line) => line.length > 40 && isTable(line))).toEqual([]);
    expect(stdout.split('\n').length).toBeGreaterThan(5);
  });
});
