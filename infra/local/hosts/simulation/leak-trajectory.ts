import { between } from './by-hour.ts';
import { processLimits } from './capacity.ts';
import type { HostScenario, Leak } from './host-scenario.ts';
import { growHourly } from './leak-growth.ts';
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

/** @param rates new connections a second, one value an hour */
export function leakTrajectory(
  scenario: HostScenario,
  workers: readonly Worker[],
  rates: Float64Array,
  random: Random,
): LeakTrajectory | null {
  const { leak } = scenario;
  if (leak === null) return null;
  const count = rates.length;
  const trajectory = {
    streams: new Float64Array(count),
    deadSockets: new Float64Array(count),
    bytes: new Float64Array(count),
  };
  const perHour = leak.bytesPerDay / 24;
  const maximum = mostStreams(scenario);
  growHourly(leak, scenario, { workers, rates }, random, (hour, hours, main) => {
    const standing = standingAt(trajectory.streams, { workers }, main, hour);
    const growth = within(maximum - standing, grow(leak, perHour * hours, random));
    trajectory.streams[hour] = (trajectory.streams[hour - 1] ?? 0) + growth.streams;
    trajectory.deadSockets[hour] = (trajectory.deadSockets[hour - 1] ?? 0) + growth.deadSockets;
    trajectory.bytes[hour] = (trajectory.bytes[hour - 1] ?? 0) + growth.bytes;
  });
  return trajectory;
}

/** Units that a worker has taken up to the hour before. */
export const standingAt = (
  units: Float64Array,
  load: { readonly workers: readonly Worker[] },
  worker: Worker | undefined,
  hour: number,
): number =>
  worker === undefined || hour < 1
    ? 0
    : leakedBetween(units.subarray(0, hour), load, worker.startedHours, hour - 1);

/** Each takes a connection and two descriptors. */
function mostStreams(scenario: HostScenario): number {
  const limits = processLimits(scenario);
  return limits === null ? Infinity : Math.min(limits.connections, limits.descriptors >> 1);
}

type Growth = ReturnType<typeof grow>;

function within(maximum: number, growth: Growth): Growth {
  if (growth.streams <= maximum) return growth;
  const streams = Math.max(0, Math.floor(maximum));
  const share = streams / growth.streams;
  return {
    streams,
    deadSockets: 2 * Math.floor((growth.deadSockets * share) / 2),
    bytes: growth.bytes * share,
  };
}

/** What leaked between two instants; before the scenario it leaked evenly since the first worker's start. */
export function leakedBetween(
  byHour: Float64Array | undefined,
  { workers }: { readonly workers: readonly Worker[] },
  from: number,
  to: number,
): number {
  if (byHour === undefined || to <= from) return 0;
  const firstStart = workers[0]?.startedHours ?? 0;
  const before = (hours: number) => (byHour[0] ?? 0) * Math.max(0, 1 - hours / Math.min(firstStart, -1e-9));
  const at = (hours: number) => (hours < 0 ? before(hours) : between(byHour, hours));
  return at(to) - at(from);
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
