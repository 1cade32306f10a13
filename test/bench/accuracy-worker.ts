import { parentPort } from 'node:worker_threads';
import { CORPORA } from './corpora.ts';
import { ENTRIES } from './entries.ts';
import { measureFleet, type Task } from './measure.ts';

/** What the run asks of a worker: fleets to measure, on some detectors only if these are named. */
export type Asked = { task: Task; only: readonly string[] };

parentPort?.on('message', ({ task, only }: Asked) => {
  const corpus = CORPORA.find((one) => one.corpus.name === task.corpus)?.corpus;
  if (corpus === undefined) throw new Error(`No corpus is called ${task.corpus}`);
  const entries = ENTRIES.filter(({ detector }) => only.length === 0 || only.includes(detector.name));
  parentPort?.postMessage(measureFleet(task, corpus.makeFleet(task.fleet), entries, cpuMilliseconds));
});

/** This worker's own, whatever else the machine does. */
function cpuMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
