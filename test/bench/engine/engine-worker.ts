import { parentPort } from 'node:worker_threads';
import { PARTS } from './parts.ts';

/** What the run asks of a worker: one task of a part. */
export interface Asked {
  part: string;
  task: unknown;
}

parentPort?.on('message', ({ part, task }: Asked) => {
  const asked = PARTS.find(({ name }) => name === part);
  if (asked === undefined) throw new Error(`No part is called ${part}`);
  parentPort?.postMessage(asked.measure(task));
});
