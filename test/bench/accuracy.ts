import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { accuracyReport } from './accuracy-report.ts';
import type { Asked } from './accuracy-worker.ts';
import { CORPORA } from './corpora.ts';
import { ENTRIES } from './entries.ts';
import { withSection } from './marked-section.ts';
import { type Measured, pooled, type Task } from './measure.ts';

const { values: options } = parseArgs({
  options: {
    /** Detectors and corpora by name; all of them if none is given. */
    detector: { type: 'string', multiple: true, default: [] },
    corpus: { type: 'string', multiple: true, default: [] },
    /** At most so many fleets of each corpus. */
    fleets: { type: 'string', default: 'all' },
    workers: { type: 'string', default: `${availableParallelism()}` },
    /** The page whose section is replaced; `-` prints it. */
    out: { type: 'string', default: 'docs/benchmarks.md' },
  },
});

const corpora = CORPORA.filter(({ corpus }) => chosen(corpus.name, options.corpus));
const entries = ENTRIES.filter(({ detector }) => chosen(detector.name, options.detector));
const tasks = corpora.flatMap(({ corpus, measures }) =>
  Array.from({ length: Math.min(corpus.fleets, limitOf(options.fleets)) }, (_, fleet) =>
    measures.map((measure): Task => ({ corpus: corpus.name, fleet, measure })),
  ).flat(),
);
const measured = await measureAll(tasks);
const report = accuracyReport(
  measured,
  entries,
  corpora.map(({ corpus }) => corpus),
  { command: commandLine(process.argv.slice(2)), machine: machine() },
);
if (options.out === '-') process.stdout.write(`${report}\n`);
else {
  const page = existsSync(options.out) ? readFileSync(options.out, 'utf8') : '# Benchmarks\n';
  writeFileSync(options.out, withSection(page, 'accuracy', report));
}

/** One fleet at a time for each worker, so that no more of them are in memory; in the order of the tasks. */
async function measureAll(all: readonly Task[]): Promise<Measured[]> {
  const results = new Map<Task, Measured[]>();
  const waiting = [...all];
  const startedAt = performance.now();
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./accuracy-worker.ts', import.meta.url));
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      results.set(task, await answerOf(worker, { task, only: options.detector }));
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
      console.error(
        `${results.size}/${all.length} ${task.corpus}, fleet ${task.fleet}, ${task.measure} (${seconds} s)`,
      );
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Number(options.workers) }, work));
  return pooled(all.flatMap((task) => results.get(task) ?? []));
}

function answerOf(worker: Worker, asked: Asked): Promise<Measured[]> {
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: Measured[]) => {
      worker.off('error', reject);
      resolve(answer);
    });
    worker.once('error', reject);
    worker.postMessage(asked);
  });
}

function commandLine(given: readonly string[]): string {
  const quoted = given.map((word) => (word.includes(' ') ? `'${word}'` : word));
  return ['npm run bench', ...(quoted.length === 0 ? [] : ['--', ...quoted])].join(' ');
}

function machine(): string {
  const [cpu] = cpus();
  return `${availableParallelism()} x ${cpu?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`;
}

function chosen(name: string, names: readonly string[]): boolean {
  return names.length === 0 || names.includes(name);
}

function limitOf(fleets: string): number {
  return fleets === 'all' ? Number.POSITIVE_INFINITY : Number(fleets);
}
