import type { HostScenario } from './host-scenario.ts';
import type { Worker } from './lifecycle.ts';
import type { Trajectory } from './trajectory.ts';

/** Long connections by hour: each hour some arrive, and of those that stand a share of 1 / `longHours` leaves. */
export function longStock({ connections }: HostScenario, rates: Float64Array): Float64Array {
  const { longShare, longHours } = connections;
  const keep = Math.exp(-1 / longHours);
  const firstDay = rates.subarray(0, 24);
  const perHour = 3600 * longShare;
  const stock = new Float64Array(rates.length);
  stock[0] = (perHour * longHours * firstDay.reduce((sum, rate) => sum + rate, 0)) / firstDay.length;
  for (let hour = 1; hour < rates.length; hour++) {
    const arriving = perHour * 0.5 * ((rates[hour - 1] ?? 0) + (rates[hour] ?? 0));
    stock[hour] = keep * (stock[hour - 1] ?? 0) + arriving * longHours * (1 - keep);
  }
  return stock;
}

/** The part of the long connections that one worker has. */
export function longConnections(trajectory: Trajectory, worker: Worker, hours: number): number {
  const { longHours } = trajectory.scenario.connections;
  const until = Math.min(hours, worker.stoppingHours);
  const foreign =
    stockAt(trajectory, worker.startedHours) * Math.exp((worker.startedHours - until) / longHours);
  return Math.max(0, stockAt(trajectory, until) - foreign) * Math.exp((until - hours) / longHours);
}

function stockAt({ longConnections, rates, scenario }: Trajectory, hours: number): number {
  if (hours <= 0) return longConnections[0] ?? 0;
  const { longShare, longHours } = scenario.connections;
  const hour = Math.min(Math.floor(hours), rates.length - 2);
  const part = hours - hour;
  const rate = rates[hour] ?? 0;
  const arriving = 3600 * longShare * (rate + 0.5 * part * ((rates[hour + 1] ?? 0) - rate));
  const keep = Math.exp(-part / longHours);
  return keep * (longConnections[hour] ?? 0) + arriving * longHours * (1 - keep);
}
