import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parentPort, workerData } from 'node:worker_threads';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';

const { file, hosts }: { file: string; hosts: number } = workerData;
const read: Bin[][] = [];
for await (const line of createInterface({ input: createReadStream(file) })) read.push(JSON.parse(line));
parentPort?.on('message', () => {
  let leaking = 0;
  for (let host = 0; host < hosts; host += 1) {
    if (scoreHost(read[host % read.length] ?? []).verdict === 'leaking') leaking += 1;
  }
  parentPort?.postMessage(leaking);
});
parentPort?.postMessage('ready');
