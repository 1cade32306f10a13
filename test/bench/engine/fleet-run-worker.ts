import { parentPort, workerData } from 'node:worker_threads';
import { scoreHost } from '../../../lambdas/domain/score.ts';
import { hostsWithAllSignals } from './cost.ts';
import { SEEDS } from './seeds.ts';

const { thread, made, hosts }: { thread: number; made: number; hosts: number } = workerData;
const bins = hostsWithAllSignals(SEEDS.cost + 1 + thread, made);
let leaking = 0;
parentPort?.on('message', () => {
  for (let host = 0; host < hosts; host += 1) {
    if (scoreHost(bins[host % bins.length] ?? []).verdict === 'leaking') leaking += 1;
  }
  parentPort?.postMessage(leaking);
});
parentPort?.postMessage('ready');
