import { setTimeout as sleep } from 'node:timers/promises';
import { keepSample } from '../../../cli/collect/keep-sample.ts';
import { sampled } from '../../domain/samples.ts';

// A process of its own that keeps twenty samples of one host: node keep-many.ts FOLDER HOUR
const [folder = '', hour = ''] = process.argv.slice(2);
for (let minute = 0; minute < 20; minute += 1) {
  const runAt = `2026-11-22T${hour}:${String(minute).padStart(2, '0')}:00Z`;
  await keepSample(folder, sampled('lb-1', { runAt }), { now: Date.now, sleep });
}
