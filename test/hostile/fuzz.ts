import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { added, fuzzRound, NOTHING } from './fuzz-round.ts';
import { runFuzzWorker } from './fuzz-workers.ts';

/** `npm run fuzz -- --count 1000000`: what hosts may print, mutated, through everything that reads it. */

const WORKERS = 2;

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
  const tallies = await Promise.all(
    Array.from({ length: WORKERS }, (_, first) =>
      runFuzzWorker({ seed, first, step: WORKERS, inputs: count / WORKERS }, (tally) => {
        if (first !== 0 || !process.stderr.isTTY) return;
        process.stderr.write(`\r\u001b[K${tally.inputs * WORKERS} of about ${count}`);
      }),
    ),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const { inputs, sampled, assessments, rendered, slowestMilliseconds } = tallies.reduce(added, NOTHING);
  const memory = process.resourceUsage().maxRSS / 1024;
  console.log(
    `${inputs} inputs from seed ${seed}, ${sampled} of them read as samples, ${assessments} assessments, ` +
      `${rendered} texts, in ${seconds.toFixed(0)} s; the slowest round took ${slowestMilliseconds.toFixed(0)} ms, ` +
      `memory ${memory.toFixed(0)} MiB at most`,
  );
}
