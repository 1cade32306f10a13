import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { repositoryRoot } from '../files.ts';
import { ASSERTED, type Asserted } from './asserted.ts';
import { isHistory } from './fuzz-round.ts';
import { runFuzzWorker } from './fuzz-workers.ts';
import { PLANTED, PLANTED_WORKERS } from './planted.ts';

const SEED = 3;
const MAXIMUM_LINES = 200;
const MAXIMUM_HISTORIES = 12;
const LINES = Array.from({ length: MAXIMUM_LINES }, (_, round) => round).filter((round) => !isHistory(round));
const HISTORIES = Array.from({ length: 100 * MAXIMUM_HISTORIES }, (_, round) => round).filter(isHistory);

beforeEach(() => vi.resetModules());

describe('a round of fuzzing', () => {
  it.each(PLANTED.map((one) => [one.what, one] as const))('says so where %s', async (_, planted) => {
    const path = join(repositoryRoot, planted.module);
    vi.doMock(path, async (importOriginal) => {
      const module = await importOriginal<Record<string, never>>();
      return { ...module, [planted.name]: planted.defect(module[planted.name] as never) };
    });
    const said = await firstFailure(planted.rounds === 'lines' ? LINES : HISTORIES);
    vi.doUnmock(path);
    expect(said).toMatch(planted.says);
  });

  it('has something planted against each assertion', () => {
    const broken: Asserted[] = PLANTED.map(({ breaks }) => breaks);
    expect(Object.keys(ASSERTED).filter((one) => !broken.includes(one as Asserted))).toEqual([]);
  });
});

describe('npm run fuzz', () => {
  it.each(PLANTED_WORKERS)('ends where $what, and says how to run it again', async ({ does, says }) => {
    const order = { seed: 7, first: 0, step: 1, inputs: 10, does };
    const run = runFuzzWorker(order, () => {}, {
      script: new URL('./planted-worker.ts', import.meta.url),
      // Long, where it is something else that ends the round.
      hangsAfterMilliseconds: does === 'hangs' ? 2_000 : 120_000,
      mostMegabytes: 32,
    });
    await expect(run).rejects.toThrow(says);
    await expect(run).rejects.toThrow('npm run fuzz -- --seed 7 --round 0');
  });
});

/** What the first of these rounds that fails says, with the modules as they are mocked now. */
async function firstFailure(rounds: readonly number[]): Promise<string> {
  try {
    const { fuzzRound } = await import('./fuzz-round.ts');
    for (const round of rounds) await fuzzRound(SEED, round);
  } catch (error) {
    return String(error);
  }
  return `nothing in ${rounds.length} rounds`;
}
