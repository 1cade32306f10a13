import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** What a process took until its end, all threads together. */
export interface Usage {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

/** Loaded into a process by `--import`, writes its usage to its fourth file when it ends. */
process.on('exit', () => {
  // Threads have the hook too.
  if (!isMainThread) return;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage: Usage = {
    wallSeconds: performance.now() / 1e3,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakMiB: maxRSS / 1024,
  };
  writeSync(3, JSON.stringify(usage));
});
