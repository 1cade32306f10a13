import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { added, fuzzRound, NOTHING, type Tally } from './fuzz-round.ts';
import type { Order, Progress } from './fuzz-worker.ts';

/** `npm run fuzz -- --count 1000000`: what hosts may print, mutated, through everything that reads it. */

const WORKERS = 2;
/** A round takes some milliseconds, one with a history some hundred. */
const HANGS_AFTER_MILLISECONDS = 30_000;
const MOST_MEGABYTES = 256;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: `${randomInt(2 ** 31)}` },
    round: { type: 'string' },
  },
});
const [count, seed] = [Number(values.count), Number(values.seed)];

if (values.round !== undefined) {
  console.log(await fuzzRound(seed, Number(values.round)));
} else {
  process.stderr.write(`${count} inputs from seed ${seed}\n`);
  const startedAt = performance.now();
  const tallies = await Promise.all(Array.from({ length: WORKERS }, (_, first) => runWorker(first)));
  const seconds = (performance.now() - startedAt) / 1000;
  const { inputs, sampled, assessments, rendered, slowestMilliseconds } = tallies.reduce(added, NOTHING);
  const memory = process.resourceUsage().maxRSS / 1024;
  console.log(
    `${inputs} inputs from seed ${seed}, ${sampled} of them read as samples, ${assessments} assessments, ` +
      `${rendered} texts, in ${seconds.toFixed(0)} s; the slowest round took ${slowestMilliseconds.toFixed(0)} ms, ` +
      `memory ${memory.toFixed(0)} MiB at most`,
  );
}

/** Throws where a round failed, hung or took too much memory, and says how to run that round alone. */
function runWorker(first: number): Promise<Tally> {
  const order: Order = { seed, first, step: WORKERS, inputs: count / WORKERS };
  const worker = new Worker(new URL('./fuzz-worker.ts', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
  });
  return new Promise((resolve, reject) => {
    let last = first;
    let watchdog: NodeJS.Timeout | undefined;
    const fail = (what: string) => {
      void worker.terminate();
      reject(new Error(`${what}\nAgain: npm run fuzz -- --seed ${seed} --round ${last}`));
    };
    const watch = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => fail(`a round after ${last} hangs`), HANGS_AFTER_MILLISECONDS);
    };
    worker.on('message', ({ tally, round, failure, ended }: Progress) => {
      last = round;
      watch();
      if (first === 0) process.stderr.write(`\r${tally.inputs * WORKERS} of about ${count}`);
      if (failure !== undefined) fail(failure);
      else if (ended) {
        clearTimeout(watchdog);
        resolve(tally);
      }
    });
    worker.on('error', (error) => fail(String(error)));
    watch();
  });
}
