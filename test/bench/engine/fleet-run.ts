import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** What scoring a fleet took: all of it between the first host's start and the last one's end. */
export interface FleetRun {
  hosts: number;
  threads: number;
  /** Hosts that were simulated, and scored in turns. */
  made: number;
  wallSeconds: number;
  cpuSeconds: number;
  /** Of the process over its whole life, so with the simulation. */
  peakBytes: number;
}

const THREADS = 2;
const MADE_A_THREAD = 250;

// Prints a FleetRun: node test/bench/engine/fleet-run.ts HOSTS
if (import.meta.main) {
  const hosts = Number(process.argv[2]);
  const workers = Array.from({ length: THREADS }, (_, thread) => {
    const workerData = { thread, made: MADE_A_THREAD, hosts: Math.ceil(hosts / THREADS) };
    return new Worker(new URL('./fleet-run-worker.ts', import.meta.url), { workerData });
  });
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const done = Promise.all(workers.map((worker) => once(worker, 'message')));
  for (const worker of workers) worker.postMessage('go');
  await done;
  const { user, system } = process.cpuUsage(cpuBefore);
  const run: FleetRun = {
    hosts,
    threads: THREADS,
    made: THREADS * MADE_A_THREAD,
    wallSeconds: (performance.now() - startedAt) / 1000,
    cpuSeconds: (user + system) / 1e6,
    // In kilobytes, as getrusage gives it.
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
  await Promise.all(workers.map((worker) => worker.terminate()));
  process.stdout.write(JSON.stringify(run));
}
