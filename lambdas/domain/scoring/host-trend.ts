import { median } from '../median.ts';
import type { Bin } from '../records/bin.ts';
import { DAY_SECONDS, daysCovered, printInstant } from '../records/time.ts';
import { hostView, isHostUsable } from './host-view.ts';
import { READINGS, type Reading, type ReadingOf, type Scope } from './readings.ts';
import { restartInterval } from './restart-rhythm.ts';
import { type Design, designOf, type View, viewOf } from './trend/design.ts';
import { type Growth, growthOf } from './trend/growth.ts';
import { flowOf, timesOf } from './trend/smoothed-load.ts';
import { TREND_OPTIONS, type TrendOptions } from './trend/trend-options.ts';
import { isConstant, type Vector } from './trend/vector.ts';

/** A host's bins, and the growth of each reading when it is first asked for. */
export interface HostTrend {
  /** In order of time, a bin each three hours at most. */
  bins: readonly Bin[];
  /** Those whose readings of the running workers may be used, and those of the whole host. */
  usable: readonly Bin[];
  usableOfHost: readonly Bin[];
  /** Days from the first usable bin to the end of the last. */
  days: number;
  /** Between its restarts, where they come at regular intervals: `restartInterval`. */
  restartEverySeconds: number | null;
  growth(reading: Reading): Growth | null;
  /** Whether arrivals were read, so that growth is beyond what they explain. */
  isLoadKnown: boolean;
  /** A limit as the newest bin that knows it has it. */
  limit(name: 'maxConnections' | 'maxOpenFiles' | 'memoryLimitBytes' | 'pressureBytes'): number | null;
  /** Usable bins of the last day of the newest segment. */
  lastDay(scope: Scope): readonly Bin[];
  /** The present level: the median over the last day of the newest segment. */
  level(reading: Reading): number | null;
}

/** Part of a day by which the interval of restarts may miss it, and the hours of the day still come with the same ages. */
const ABOUT_DAILY = 0.2;

/** @param history a host's bins in any order; of two for one instant the later one counts */
export function hostTrend(history: readonly Bin[], options: TrendOptions = TREND_OPTIONS): HostTrend {
  const bins = byTime(history);
  const usable = bins.filter((bin) => bin.usable);
  const views = viewsOf(bins);
  const usableOfHost = views.host.filter((bin) => bin.usable);
  const lastDayOf = (usableOfScope: readonly Bin[]): readonly Bin[] => {
    // On the first day no bin is whole: what was read stands all the same.
    const known = usableOfScope.length > 0 ? usableOfScope : bins.filter(({ sampled }) => sampled > 0);
    const newest = known.at(-1);
    if (!newest) return [];
    const after = printInstant(Date.parse(newest.binAt) - 1000 * DAY_SECONDS);
    return known.filter(({ binAt, segment }) => segment === newest.segment && binAt > after);
  };
  const restartEverySeconds = restartInterval(bins);
  const isDaily = Math.abs((restartEverySeconds ?? 0) / DAY_SECONDS - 1) < ABOUT_DAILY;
  const lastDays: Readonly<Record<Scope, readonly Bin[]>> = {
    workers: lastDayOf(usable),
    host: lastDayOf(usableOfHost),
  };
  const lastDay = (scope: Scope) => lastDays[scope];
  return {
    bins,
    usable,
    usableOfHost,
    days: daysCovered(usableOfHost),
    restartEverySeconds,
    isLoadKnown: flowOf(usable) !== undefined,
    growth: growths(views, options, isDaily),
    limit: (name) => bins.findLast((bin) => bin[name] !== null)?.[name] ?? null,
    lastDay,
    level: (reading) => {
      const { scope, of } = READINGS[reading];
      return median(lastDay(scope).flatMap((bin) => of(bin) ?? []));
    },
  };
}

function byTime(history: readonly Bin[]): readonly Bin[] {
  if (history.every(({ binAt }, index) => index === 0 || binAt > (history[index - 1] as Bin).binAt))
    return history;
  const newest = new Map(history.map((bin) => [bin.binAt, bin]));
  return [...newest.values()].sort((a, b) => (a.binAt < b.binAt ? -1 : 1));
}

/** Where no old worker was seen all workers are those that run, and one fit does for both. */
const OF_RUNNING: Readonly<Partial<Record<Reading, Reading>>> = {
  allDeadSockets: 'deadSockets',
  allOpenFiles: 'openFiles',
};
const OF_RUNNING_IN_ONE_VIEW: typeof OF_RUNNING = { ...OF_RUNNING, allResidentBytes: 'residentBytes' };

const sameOf = (bin: Bin, a: Reading, b: Reading): boolean => READINGS[a].of(bin) === READINGS[b].of(bin);

type Views = Readonly<Record<Scope, readonly Bin[]>>;

/** Where one set of workers ran all the time both are the same, and so need one design. */
function viewsOf(bins: readonly Bin[]): Views {
  const first = bins.find(({ usable }) => usable);
  const isSame = bins.every(
    (bin) => bin.usable === isHostUsable(bin) && (!bin.usable || bin.segment === first?.segment),
  );
  return { workers: bins, host: isSame ? bins : hostView(bins) };
}

/** Designs are made once for each set of bins that a reading is known in: mostly one for each view. */
function growths(views: Views, options: TrendOptions, isDaily: boolean): (reading: Reading) => Growth | null {
  const designs = new Map<string, Design | null>();
  const times = timesOf(views.workers);
  const workers = viewOf(views.workers, options, times);
  const viewsByScope: Readonly<Record<Scope, View>> = {
    workers,
    host: views.host === views.workers ? workers : viewOf(views.host, options, times),
  };
  const room = new Float64Array(views.workers.length);
  const drains = new Set(views.host.map(({ stoppingWorkers }) => stoppingWorkers)).size > 1;
  const growthsByReading = new Map<Reading, Growth | null>();
  const hasOldWorkers = views.host.some(({ stoppingWorkers }) => stoppingWorkers !== 0);
  const runningOf = (reading: Reading): Reading | null => {
    const all = views.host === views.workers ? OF_RUNNING_IN_ONE_VIEW : OF_RUNNING;
    const running = hasOldWorkers ? undefined : all[reading];
    return running && views.workers.every((bin) => sameOf(bin, running, reading)) ? running : null;
  };
  const fitted = (reading: Reading): Growth | null => {
    const { scope, floor, of, hasNoSeason }: ReadingOf = READINGS[reading];
    const view = viewsByScope[scope];
    const known = knownRows(view, of, room);
    if (!known) return null;
    const { rows, values, name } = known;
    // What old workers hold is itself asked for here, and their number is no explanation of it.
    const isOfOld = drains && (reading.startsWith('stopping') || reading.startsWith('all'));
    const draining = options.draining && !isOfOld;
    const hasSeason = !hasNoSeason || isConstant(values);
    // With a restart each day the hour and the age are one: a finer curve of the day, or it passes for growth by age.
    const harmonics = hasSeason ? (isDaily ? 2 : 1) * options.harmonics : 0;
    const key = `${view === workers} ${draining} ${harmonics} ${name}`;
    if (!designs.has(key)) designs.set(key, designOf(view, rows, { ...options, draining, harmonics }));
    const design = designs.get(key);
    if (!design) return null;
    return growthOf(design, values, floor);
  };
  const growth = (reading: Reading): Growth | null => {
    const cached = growthsByReading.get(reading);
    if (cached !== undefined) return cached;
    const running = runningOf(reading);
    const made = running ? growth(running) : fitted(reading);
    growthsByReading.set(reading, made);
    return made;
  };
  return growth;
}

/**
 * The rows in which a reading is known, with its values there, and a name that rows have which are the same.
 * @param room for a value each row, where the values then stand
 * @returns `null` where it is never known
 */
function knownRows(
  { bins, usable }: View,
  of: ReadingOf['of'],
  room: Vector,
): { rows: readonly number[]; values: Vector; name: string } | null {
  let [known, name] = [0, ''];
  for (const row of usable) {
    const value = of(bins[row] as Bin);
    if (value === null) {
      name += ` ${row}`;
      continue;
    }
    room[known] = value;
    known += 1;
  }
  if (known === 0) return null;
  const rows = known === usable.length ? usable : usable.filter((row) => of(bins[row] as Bin) !== null);
  return { rows, values: room.subarray(0, known), name };
}
