import recorded from '../traffic-shapes/traffic-shapes.json' with { type: 'json' };
import type { HostScenario, Traffic, TrafficShape } from './host-scenario.ts';
import { hash, type Random, seededRandom, wander } from './random.ts';

/** Names of the recorded shapes. */
export const RECORDED_SHAPES: readonly string[] = Object.keys(recorded);

const shapes: Readonly<Record<string, readonly number[]>> = recorded;
const MINIMUM = 0.02;

/**
 * New connections a second, one value an hour from the scenario's start on; between them traffic moves linearly.
 *
 * @returns `hours` + 1 values, each above 0
 */
export function trafficByHour({ traffic, from, days }: HostScenario, random: Random): Float64Array {
  const count = Math.ceil(days * 24) + 2;
  const hostNoise = wander(random, count, traffic.noiseSd, 3);
  const { fleet } = traffic;
  // Not the host's own chance: every host of the fleet draws the same.
  const fleetNoise = fleet && wander(seededRandom(hash(fleet.seed, 0xf1ee7)), count, fleet.noiseSd, 10);
  const rates = new Float64Array(count);
  for (let hour = 0; hour < count; hour++) {
    const day = hour / 24;
    const trend = Math.max(MINIMUM, 1 + traffic.growthPerDay * day) * (1 + (fleet?.driftPerDay ?? 0) * day);
    const level =
      shapeAt(traffic.shape, from, hour) *
      trend *
      migrated(traffic, day) *
      batchFactor(traffic, hour) *
      episodeFactor(traffic, day);
    rates[hour] =
      traffic.connectionsPerSecond * level * Math.exp((hostNoise[hour] ?? 0) + (fleetNoise?.[hour] ?? 0));
  }
  return rates;
}

/** The shape's share of the mean at an hour after the start. */
function shapeAt(shape: TrafficShape, from: Date, hour: number): number {
  if (shape.type === 'recorded') {
    const values = shapes[shape.name];
    if (values === undefined) throw new Error(`no recorded shape ${shape.name}`);
    return Math.max(MINIMUM, (values[(hour + shape.offsetHours) % values.length] ?? 0) / 1000);
  }
  const hourOfWeek = (from.getTime() / 3_600_000 + hour + 3 * 24) % 168; // 1970 began on a Thursday
  const phase = (2 * Math.PI * (hourOfWeek - shape.peakHour)) / 24;
  const day = 1 + shape.dayAmplitude * (0.85 * Math.cos(phase) + 0.15 * Math.cos(2 * phase));
  const mean = (5 + 2 * shape.weekendFactor) / 7;
  return Math.max(MINIMUM, (day * (hourOfWeek >= 120 ? shape.weekendFactor : 1)) / mean);
}

function migrated({ migrations }: Traffic, day: number): number {
  let factor = 1;
  for (const migration of migrations) if (migration.atDay <= day) factor *= migration.factor;
  return factor;
}

/** 1 outside campaigns and holidays; in their slopes in between. */
function episodeFactor({ episodes = [] }: Traffic, day: number): number {
  let factor = 1;
  for (const episode of episodes) {
    const rampDays = episode.rampHours / 24;
    const share = Math.min((day - episode.fromDay) / rampDays, (episode.toDay - day) / rampDays, 1);
    if (share > 0) factor *= 1 + (episode.factor - 1) * share;
  }
  return factor;
}

/** 1 outside the batch. */
function batchFactor({ batch }: Traffic, hour: number): number {
  return batch !== null && inBatch(batch, hour) ? batch.trafficFactor : 1;
}

export function batchMemoryFactor({ batch }: Traffic, hours: number): number {
  return batch !== null && inBatch(batch, hours) ? batch.memoryFactor : 1;
}

function inBatch(batch: NonNullable<Traffic['batch']>, hours: number): boolean {
  const hoursIntoPeriod =
    (((hours - batch.startHour) % (24 * batch.everyDays)) + 24 * batch.everyDays) % (24 * batch.everyDays);
  return hoursIntoPeriod < batch.hours;
}
