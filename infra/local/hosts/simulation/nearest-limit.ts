import { IDLE_DESCRIPTORS, maxConnectionsOf, maxOpenFilesOf, memoryLimitOf } from './capacity.ts';
import { descriptorsOf } from './holdings.ts';
import type { LeakRates } from './leak-rates.ts';
import { limitsAt, unlimitedBytes } from './tcp-memory.ts';
import type { Trajectory } from './trajectory.ts';
import { workerFigures } from './worker-figures.ts';
import { memoryKilobytes } from './worker-memory.ts';

export type LimitName = 'tcp-memory' | 'memory' | 'connections' | 'descriptors';

/** The limit that the leak meets first without a further restart, and when; 0 days: it is there. */
export interface NearestLimit {
  readonly limit: LimitName;
  readonly days: number;
}

/** Days until the mean of the last day, without noise, has grown to each limit; limits that nothing leaks towards are left out. */
export function daysToLimits(trajectory: Trajectory, rates: LeakRates, end: number): NearestLimit[] {
  if (Object.values(rates).every((rate) => rate === 0)) return [];
  const { scenario } = trajectory;
  const levels = meanLevels(trajectory, end);
  const rows = [
    [
      'tcp-memory',
      levels.tcpBytes,
      rates.tcpBytes,
      limitsAt(scenario, end).pressurePages * scenario.machine.pageBytes,
    ],
    ['memory', levels.memoryBytes, rates.memoryBytes, memoryLimitOf(scenario)],
    ['connections', levels.connections, rates.connections, maxConnectionsOf(scenario)],
    ['descriptors', levels.descriptors, rates.descriptors, maxOpenFilesOf(scenario)],
  ] as const;
  return rows
    .filter(([, , rate]) => rate > 0)
    .map(([limit, level, rate, maximum]) => ({ limit, days: Math.max(0, maximum - level) / rate }));
}

function meanLevels(trajectory: Trajectory, end: number): LeakRates {
  const { scenario, workers, noise } = trajectory;
  const quiet = { ...trajectory, noise: new Float64Array(noise.length) };
  const hours = Array.from({ length: 24 }, (_, ago) => end - ago - 0.01).filter((hour) => hour >= 0);
  const sum = { tcpBytes: 0, memoryBytes: 0, connections: 0, descriptors: 0 };
  for (const hour of hours) {
    const alive = workers.filter((worker) => worker.startedHours <= hour && worker.endedHours > hour);
    const figures = alive.map((worker) => workerFigures(trajectory, worker, hour));
    sum.tcpBytes += unlimitedBytes(quiet, figures, hour, 0);
    for (const worker of figures) {
      const { short, long, untimed, leakedStreams, held, running } = worker;
      const load = short + long + untimed;
      const current = load + leakedStreams + held.connections;
      sum.memoryBytes += 1024 * memoryKilobytes(scenario, current, worker);
      if (!running) continue;
      sum.connections += current;
      sum.descriptors +=
        IDLE_DESCRIPTORS +
        load * (1 + scenario.connections.backShare) +
        2 * leakedStreams +
        descriptorsOf(held);
    }
  }
  const count = Math.max(1, hours.length);
  return {
    tcpBytes: sum.tcpBytes / count,
    memoryBytes: sum.memoryBytes / count,
    connections: sum.connections / count,
    descriptors: sum.descriptors / count,
  };
}
