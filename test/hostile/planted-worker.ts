import { workerData } from 'node:worker_threads';
import type { PLANTED_WORKERS } from './planted.ts';

/** In the place of a worker that fuzzes: does what none may. */
const { does } = workerData as { does: (typeof PLANTED_WORKERS)[number]['does'] };
switch (does) {
  case 'throws':
    throw new Error('planted');
  case 'hangs':
    for (;;);
  case 'grows':
    for (const kept: number[][] = []; ; ) kept.push(Array(10_000).fill(1));
}
