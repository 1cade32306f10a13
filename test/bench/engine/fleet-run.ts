import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** How large the young generation of each thread may grow: nearly all that a host's scoring makes is garbage soon. */
export const YOUNG_MEGABYTES = 48;

/** What scoring a fleet took: all of it between the first host's start and the last one's end. */
export interface FleetRun {
  hosts: number;
  threads: number;
  wallSeconds: number;
  cpuSeconds: number;
  /** Of the process over its whole life; and what it was when the hosts were read. */
  peakBytes: number;
  readyBytes: number;
}

// Prints a FleetRun: node test/bench/engine/fleet-run.ts HOSTS FILE..., a thread each file, a host's bins each line
if (import.meta.main) {
  const [count, ...files] = process.argv.slice(2);
  const hosts = Number(count);
  const workers = files.map((file) => {
    const workerData = { file, hosts: Math.ceil(hosts / files.length) };
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MEGABYTES };
    return new Worker(new URL('./fleet-run-worker.ts', import.meta.url), { workerData, resourceLimits });
  });
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const readyBytes = peakBytes();
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const done = Promise.all(workers.map((worker) => once(worker, 'message')));
  for (const worker of workers) worker.postMessage('go');
  await done;
  const { user, system } = process.cpuUsage(cpuBefore);
  const run: FleetRun = {
    hosts,
    threads: files.length,
    wallSeconds: (performance.now() - startedAt) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakBytes: peakBytes(),
    readyBytes,
  };
  await Promise.all(workers.map((worker) => worker.terminate()));
  process.stdout.write(JSON.stringify(run));
}

/** getrusage gives kilobytes. */
function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
