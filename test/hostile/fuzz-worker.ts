import { parentPort, workerData } from 'node:worker_threads';
import { added, fuzzRound, NOTHING, type Tally } from './fuzz-round.ts';

/** What the worker is to do: every `step`th round from `first` on, until so many inputs were read. */
export interface Order {
  seed: number;
  first: number;
  step: number;
  inputs: number;
}

/** What it says about twice a second, and at the end. */
export interface Progress {
  tally: Tally;
  round: number;
  failure?: string;
  ended: boolean;
}

const SAY_EVERY_MILLISECONDS = 500;

const { seed, first, step, inputs } = workerData as Order;
let tally = NOTHING;
let saidAt = 0;
for (let round = first; ; round += step) {
  let failure: string | undefined;
  try {
    tally = added(tally, await fuzzRound(seed, round));
  } catch (error) {
    failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const ended = tally.inputs >= inputs || failure !== undefined;
  if (ended || performance.now() - saidAt > SAY_EVERY_MILLISECONDS) {
    saidAt = performance.now();
    parentPort?.postMessage({ tally, round, ended, ...(failure && { failure }) } satisfies Progress);
  }
  if (ended) break;
}
