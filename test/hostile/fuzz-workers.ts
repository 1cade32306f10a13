import { Worker } from 'node:worker_threads';
import type { Tally } from './fuzz-round.ts';
import type { Order, Progress } from './fuzz-worker.ts';

export interface WorkerLimits {
  readonly script: URL;
  /** A round takes some milliseconds, one with a history some hundred. */
  readonly hangsAfterMilliseconds: number;
  readonly mostMegabytes: number;
}

const LIMITS: WorkerLimits = {
  script: new URL('./fuzz-worker.ts', import.meta.url),
  hangsAfterMilliseconds: 30_000,
  mostMegabytes: 256,
};

/** Throws where a round failed, hung or took too much memory, and says how to run that round alone. */
export function runFuzzWorker(
  order: Order,
  onProgress: (tally: Tally) => void,
  { script, hangsAfterMilliseconds, mostMegabytes }: WorkerLimits = LIMITS,
): Promise<Tally> {
  const worker = new Worker(script, {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
  });
  return new Promise((resolve, reject) => {
    let last = order.first;
    let watchdog: NodeJS.Timeout | undefined;
    const fail = (what: string) => {
      clearTimeout(watchdog);
      void worker.terminate();
      reject(new Error(`${what}\nAgain: npm run fuzz -- --seed ${order.seed} --round ${last}`));
    };
    const watch = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => fail(`a round after ${last} hangs`), hangsAfterMilliseconds);
    };
    worker.on('message', ({ tally, round, failure, ended }: Progress) => {
      last = round;
      watch();
      onProgress(tally);
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
