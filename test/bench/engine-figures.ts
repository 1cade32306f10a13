import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Part } from './engine/part.ts';
import { PARTS } from './engine/parts.ts';
import { withParts } from './engine/section.ts';

const { values: options } = parseArgs({
  options: {
    /** Parts by name; all of them if none is given. */
    part: { type: 'string', multiple: true, default: [] },
    /** How many fleets the figures of cohorts rest on, for each of the slopes that have a goal. */
    fleets: { type: 'string', default: '60' },
    workers: { type: 'string', default: `${availableParallelism()}` },
    out: { type: 'string', default: 'docs/benchmarks.md' },
  },
});
const fleets = Number(options.fleets);
if (!(fleets >= 1)) throw new Error('--fleets takes a number of at least 1');
const names = PARTS.map(({ name }) => name);
const unknown = options.part.filter((name) => !names.includes(name));
if (unknown.length > 0) throw new Error(`--part takes ${names.join(', ')}`);

const reports = new Map<string, string>();
for (const part of PARTS) {
  if (options.part.length > 0 && !options.part.includes(part.name)) continue;
  const report = part.report(await measureAll(part));
  reports.set(part.name, `${report}\n\nMade by \`${commandLine(part.name)}\` on ${machine()}.`);
}
const page = existsSync(options.out) ? readFileSync(options.out, 'utf8') : '# Benchmarks\n';
writeFileSync(options.out, withParts(page, names, reports));

/** A part at a time, so that nothing of its own runs beside the measurement of cost. */
async function measureAll(part: Part): Promise<unknown[]> {
  const tasks = part.tasks(fleets);
  const waiting = [...tasks.entries()];
  const results: unknown[] = [];
  const startedAt = performance.now();
  let done = 0;
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./engine/engine-worker.ts', import.meta.url));
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [place, task] = next;
      results[place] = await answerOf(worker, { part: part.name, task });
      done += 1;
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
      console.error(`${part.name}: ${done} of ${tasks.length} (${seconds} s)`);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Math.min(tasks.length, Number(options.workers)) }, work));
  return results;
}

function answerOf(worker: Worker, asked: { part: string; task: unknown }): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', (answer) => {
      worker.off('error', reject);
      resolve(answer);
    });
    worker.once('error', reject);
    worker.postMessage(asked);
  });
}

function commandLine(part: string): string {
  return `npm run bench:engine -- --part ${part}${part === 'cohorts' ? ` --fleets ${fleets}` : ''}`;
}

function machine(): string {
  return `${availableParallelism()} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`;
}
