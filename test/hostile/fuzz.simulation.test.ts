import { expect, it } from 'vitest';
import { added, fuzzRound, NOTHING } from './fuzz-round.ts';

const SEED = 20_261_122;
const ROUNDS = 1_500;

// `npm run fuzz` does the same a million times.
it(`what a host prints harms nothing that reads of it, mutated ${ROUNDS} times`, async () => {
  let tally = NOTHING;
  for (let round = 0; round < ROUNDS; round += 1) {
    const once = await fuzzRound(SEED, round).catch((cause) => {
      throw new Error(`again: npm run fuzz -- --seed ${SEED} --round ${round}`, { cause });
    });
    tally = added(tally, once);
  }
  // The reader refuses most of what is mutated; what it takes has to come in numbers, too.
  expect(tally.sampled).toBeGreaterThan(ROUNDS);
  expect(tally.assessments).toBeGreaterThan(20);
});
