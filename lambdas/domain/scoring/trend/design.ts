import type { Bin } from '../../records/bin.ts';
import { DAY_SECONDS, HOUR } from '../../records/time.ts';
import { BlockColumns } from './least-squares.ts';
import { whiten, whitening } from './noise.ts';
import { rowsOf, smoothedLoads, timesOf } from './smoothed-load.ts';
import type { TrendOptions } from './trend-options.ts';
import { at, isConstant, minimum, type Vector, vector } from './vector.ts';
import { once, type WhiteDesign, weighted, whiteColumns } from './white-design.ts';

/** A model of growth, ready for any response over the same rows. */
export interface Design {
  /** One over the expected size of each row's noise, in units of its mean. */
  rowWeights: Vector;
  rows: readonly number[];
  /** One for each noise and, within it, each way that levels lie apart. */
  whites: readonly WhiteDesign[];
  degreesOfFreedom: number;
  /** Whether any worker was so young, or of an unknown age, that what it holds may still have been filling. */
  mayFill: boolean;
  /** Whether anybody asks which form a growth has. */
  hasForms: boolean;
  /** From the first to the last row that the growth is measured on. */
  daysOfGrowth: number;
}

/** Time constants of saturating growth that linear growth is held against; 16 days and more look linear. */
const SATURATION_DAYS = [0.7, 1.5, 3, 5];

/** From this age on nothing is left to fill. */
const FILLED_DAYS = 10;

/** How many places, evenly over the rows, growth is held against one step at. */
const STEPS = 6;

/** Bins in order, and what every design over some of them needs. */
export interface View {
  bins: readonly Bin[];
  /** The rows whose readings may be used. */
  usable: readonly number[];
  /** When each begins, in hours since 1970. */
  hours: Vector;
  loads: readonly Vector[];
}

/** @param times when each bin begins, in milliseconds since 1970 */
export const viewOf = (
  bins: readonly Bin[],
  { loadHours }: Pick<TrendOptions, 'loadHours'>,
  times = timesOf(bins),
): View => ({
  bins,
  usable: [...bins.keys()].filter((row) => bins[row]?.usable),
  hours: vector(bins.length, (row) => at(times, row) / HOUR),
  loads: smoothedLoads(bins, loadHours, times),
});

/**
 * @param view a host's bins
 * @param rows which of them to use
 * @returns `null` where too few rows are left beside the columns, or all of the time stands in one
 */
export function designOf(view: View, rows: readonly number[], options: TrendOptions): Design | null {
  const used = rows.map((row) => view.bins[row] as Bin);
  const last = used.at(-1);
  if (!last) return null;
  const each = (make: (row: number) => number): Vector => vector(used.length, make);
  const hours = rowsOf(view.hours, rows);
  const origin = at(hours, used.length - 1);
  const days = each((row) => (at(hours, row) - origin) / 24);
  const starts = startsOf(used);
  const gapHours = each((row) => at(hours, row) - at(hours, Math.max(0, row - 1)));
  for (const start of starts) gapHours[start] = Infinity;
  const isPresent = used.map((bin) => !options.splitVersions || bin.version === last.version);
  const ages = each((row) => (used[row]?.ageSeconds ?? Infinity) / DAY_SECONDS);
  const youngest = minimum(ages);
  const mayFill =
    youngest < FILLED_DAYS ||
    used.some(({ ageSeconds, events }) => ageSeconds === null || events.includes('reload'));

  const columns: Vector[] = [];
  for (let harmonic = 1; harmonic <= options.harmonics; harmonic += 1) {
    columns.push(each((row) => Math.cos((2 * Math.PI * harmonic * at(hours, row)) / 24)));
    columns.push(each((row) => Math.sin((2 * Math.PI * harmonic * at(hours, row)) / 24)));
  }
  const loads = view.loads.map((stock) => rowsOf(stock, rows));
  columns.push(...loads);
  const share = options.noiseWithLoad;
  const rowWeights = each((row) => 1 / (1 - share + share * Math.max(0.02, loads[0]?.[row] ?? 1)));
  for (const fill of options.warmUpDays) {
    if (youngest < 3 * fill) columns.push(each((row) => Math.exp(-at(ages, row) / fill)));
  }
  if (options.draining) {
    const stopping = each((row) => used[row]?.stoppingWorkers ?? 0);
    if (!isConstant(stopping)) columns.push(stopping);
  }
  const isPooled = options.jumps.length > 0 && starts.length > 1;
  const jumps = isPooled ? options.jumps : [{ older: Infinity, others: Infinity }];
  const began = vector(starts.length, (block) => {
    const row = starts[block] as number;
    return at(days, row) - (Number.isFinite(at(ages, row)) ? at(ages, row) : 0);
  });
  const growing = isPooled ? daysSince(days, starts, began) : days;
  if (isPresent.includes(false)) columns.push(each((row) => (isPresent[row] ? 0 : at(growing, row))));
  if (isPooled) columns.push(each(() => 1));
  const linear = each((row) => (isPresent[row] ? at(growing, row) : 0));
  const saturating = (): Vector[] => [
    ...SATURATION_DAYS.filter((fill) => youngest < 2 * fill).map((fill) =>
      each((row) => -Math.exp(-at(ages, row) / fill)),
    ),
    ...(youngest < FILLED_DAYS ? [each((row) => Math.log1p(2 * Math.min(at(ages, row), 1e6)))] : []),
  ];
  const stepping = (): Vector[] =>
    Array.from({ length: STEPS }, (_, place) => {
      const from = Math.round(((place + 1) * used.length) / (STEPS + 1));
      return each((row) => (row < from ? 0 : 1));
    });
  const weigh = (column: Vector): Vector => weighted(column, rowWeights);
  const shapes = {
    columns: columns.map(weigh),
    linear: weigh(linear),
    saturating: once(() => saturating().map(weigh)),
    stepping: once(() => stepping().map(weigh)),
  };
  const degreesBesideLevels = used.length - columns.length - 1;
  const whites = options.noises.flatMap(({ prior, ...noise }) => {
    const filter = whitening(noise, gapHours);
    const level = whiten(filter, rowWeights);
    return jumps.flatMap((jump) => {
      const segments = new BlockColumns(level, starts, (block) =>
        at(began, block) <= at(days, 0) ? jump.older : jump.others,
      );
      const degreesOfFreedom = degreesBesideLevels - segments.levels;
      const white = whiteColumns(filter, segments, shapes);
      if (!white) return [];
      return {
        ...white,
        jump,
        logPrior: Math.log(prior),
        degreesOfFreedom,
        degreesOfEvidence: isPooled ? degreesBesideLevels : degreesBesideLevels - starts.length,
        logDeterminantOfRows: filter.logDeterminant + (isPooled ? segments.logDeterminant : 0),
      };
    });
  });
  const degreesOfFreedom = degreesBesideLevels - starts.length;
  if (whites.length < options.noises.length * jumps.length || degreesOfFreedom < 4) return null;
  const firstPresent = isPresent.indexOf(true);
  const daysOfGrowth = -(days[firstPresent] ?? 0);
  return {
    rows,
    rowWeights,
    whites,
    degreesOfFreedom,
    mayFill,
    hasForms: options.forms,
    daysOfGrowth,
  };
}

/** The rows that a segment begins with. */
function startsOf(bins: readonly Bin[]): number[] {
  const starts: number[] = [];
  for (const [row, bin] of bins.entries()) {
    if (row === 0 || bin.segment !== bins[row - 1]?.segment) starts.push(row);
  }
  return starts;
}

/** Days since each row's process began. */
function daysSince(days: Vector, starts: readonly number[], began: Vector): Vector {
  let block = -1;
  return vector(days.length, (row) => {
    if (row === starts[block + 1]) block += 1;
    return at(days, row) - at(began, block);
  });
}
