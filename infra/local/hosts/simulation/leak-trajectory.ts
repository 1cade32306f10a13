import type { HostScenario, Leak } from './host-scenario.ts';
import type { Worker } from './lifecycle.ts';
import type { Random } from './random.ts';

/** What leaked on the host since its first worker started, one value an hour; a worker's part is a difference of two. */
export interface LeakTrajectory {
  readonly streams: Float64Array;
  readonly deadSockets: Float64Array;
  readonly bytes: Float64Array;
}

/** Least that a stuck stream holds: one page. Most: full receive and send buffers of its two sockets. */
const MINIMUM_STREAM_BYTES = 4096;
const MAXIMUM_STREAM_BYTES = 10 * 1024 * 1024;
const BURST_HOURS_SHARE = 0.02;

/** @param rates new connections a second, one value an hour */
export function leakTrajectory(
  { leak, traffic }: HostScenario,
  workers: readonly Worker[],
  rates: Float64Array,
  random: Random,
): LeakTrajectory | null {
  if (leak === null) return null;
  const count = rates.length;
  const trajectory = {
    streams: new Float64Array(count),
    deadSockets: new Float64Array(count),
    bytes: new Float64Array(count),
  };
  const add = (hour: number, meanBytes: number) => {
    const growth = grow(leak, meanBytes, random);
    trajectory.streams[hour] = (trajectory.streams[hour - 1] ?? 0) + growth.streams;
    trajectory.deadSockets[hour] = (trajectory.deadSockets[hour - 1] ?? 0) + growth.deadSockets;
    trajectory.bytes[hour] = (trajectory.bytes[hour - 1] ?? 0) + growth.bytes;
  };
  const perHour = leak.bytesPerDay / 24;
  const [first] = workers;
  add(0, first && leaks(leak, first) ? perHour * Math.max(0, -first.startedHours) : 0);
  for (let hour = 1; hour < count; hour++) {
    const main = workers.findLast(({ startedHours }) => startedHours <= hour - 0.5);
    const active = main !== undefined && leaks(leak, main);
    const relativeTraffic = (rates[hour - 1] ?? 0) / traffic.connectionsPerSecond;
    add(hour, active ? perHour * intensity(leak, relativeTraffic, random) : 0);
  }
  return trajectory;
}

export const leaks = (leak: Leak, { version }: Pick<Worker, 'version'>): boolean =>
  leak.affectedVersions.includes(version);

function intensity(leak: Leak, relativeTraffic: number, random: Random): number {
  if (leak.pattern === 'with-traffic') return relativeTraffic;
  if (leak.pattern === 'bursts') return random.chance(BURST_HOURS_SHARE) ? 1 / BURST_HOURS_SHARE : 0;
  return 1;
}

function grow(leak: Leak, meanBytes: number, random: Random) {
  if (leak.mechanism === 'buffers') {
    const bytes = meanBytes * Math.max(0, 1 + 0.3 * random.gauss());
    return { streams: 0, deadSockets: 0, bytes };
  }
  const streams = random.poisson(meanBytes / leak.bytesPerStream);
  const root = Math.sqrt(streams);
  const bytes = streams * leak.bytesPerStream + root * 0.5 * leak.bytesPerStream * random.gauss();
  const streamBytes = Math.min(
    Math.max(bytes, streams * MINIMUM_STREAM_BYTES),
    streams * MAXIMUM_STREAM_BYTES,
  );
  if (leak.mechanism === 'held-connections') return { streams, deadSockets: 0, bytes: streamBytes };
  const { deadShare } = leak;
  const pairs = Math.round(
    streams * deadShare + root * Math.sqrt(deadShare * (1 - deadShare)) * random.gauss(),
  );
  return { streams, deadSockets: 2 * Math.min(Math.max(pairs, 0), streams), bytes: streamBytes };
}
