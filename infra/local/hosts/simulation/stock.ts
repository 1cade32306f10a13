import { between } from './by-hour.ts';
import type { HostScenario } from './host-scenario.ts';
import type { Worker } from './lifecycle.ts';
import type { Pulse, Stock } from './nuisances.ts';
import type { Pile } from './pile.ts';
import { type Random, wander } from './random.ts';

/** Time constant of what comes and goes at once. */
const AT_ONCE_HOURS = 0.02;

/** New connections a second and how many times as long they last as at the start, one value an hour. */
export interface HourlyLoad {
  readonly rates: Float64Array;
  readonly lifetimes: Float64Array;
}

export function stockPile(scenario: HostScenario, stock: Stock, load: HourlyLoad, random: Random): Pile {
  const byHour = levels(scenario, stock, load, random);
  const tau = Math.max(stock.hours, AT_ONCE_HOURS);
  const levelOf = stock.peakHours === undefined ? standing(byHour) : peaks(byHour, stock.peakHours);
  return {
    unit: stock.unit,
    countAt: (worker, hours, olderThanHours) => {
      const { startedHours, stoppingHours } = worker;
      const until = Math.min(hours, stoppingHours);
      const isKept = stock.oldWorkerShare !== undefined;
      const now = isKept ? until : hours;
      const youngest = Math.min(hours - olderThanHours, stoppingHours);
      if (youngest <= startedHours) return 0;
      const share = Math.exp((youngest - now) / tau) - Math.exp((startedHours - now) / tau);
      const kept = isKept && hours >= stoppingHours ? (stock.oldWorkerShare ?? 1) : 1;
      return Math.round(levelOf(worker, until) * Math.min(1, share) * kept);
    },
  };
}

/** How many would stand in a worker that has run for ever. */
function levels(
  scenario: HostScenario,
  stock: Stock,
  { rates, lifetimes }: HourlyLoad,
  random: Random,
): Float64Array {
  const { loadShare, level, pulses = [] } = stock;
  const drift = wander(random, rates.length, stock.wanderSd, stock.wanderTauHours);
  const keep = stock.hours > 0 ? Math.exp(-1 / stock.hours) : 0;
  let load = rates.subarray(0, 24).reduce((sum, rate) => sum + rate, 0) / 24;
  return drift.map((deviation, hour) => {
    const rate = (rates[hour] ?? 0) * (lifetimes[hour] ?? 1);
    load = rate + (load - rate) * keep;
    const relativeLoad = load / scenario.traffic.connectionsPerSecond;
    const pulsed = pulses.reduce((sum, pulse) => sum + pulseAt(pulse, hour), 0);
    return level * Math.exp(deviation) * (1 - loadShare + loadShare * relativeLoad) + pulsed;
  });
}

function pulseAt({ atDay, riseHours, standHours, fallHours, count }: Pulse, hour: number): number {
  const since = hour - 24 * atDay;
  const until = riseHours + standHours + fallHours - since;
  return count * Math.max(0, Math.min(1, since / riseHours, until / fallHours));
}

const standing = (byHour: Float64Array) => (_worker: Worker, hours: number) => between(byHour, hours);

/** The most since the worker started, each moment's going back with the time constant. */
function peaks(byHour: Float64Array, peakHours: number) {
  const keep = Math.exp(-1 / peakHours);
  const seriesByWorker = new Map<number, Float64Array>();
  const seriesOf = ({ pid, startedHours, stoppingHours }: Worker) => {
    const first = Math.max(0, Math.floor(startedHours));
    const last = Math.min(byHour.length - 1, Math.ceil(stoppingHours));
    let highest = 0;
    const series = byHour.slice(first, last + 1).map((level) => {
      highest = Math.max(level, highest * keep);
      return highest;
    });
    seriesByWorker.set(pid, series);
    return series;
  };
  return (worker: Worker, hours: number) =>
    between(
      seriesByWorker.get(worker.pid) ?? seriesOf(worker),
      hours - Math.max(0, Math.floor(worker.startedHours)),
    );
}
