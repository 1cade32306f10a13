import type { Bin } from '../records/bin.ts';
import type { Interval } from '../records/evidence.ts';
import { daysCovered } from '../records/time.ts';
import { ask, type Check } from '../scoring/checks/check.ts';
import { GROWTH_CHECKS } from '../scoring/checks/index.ts';
import { memoryGrowth } from '../scoring/checks/memory.ts';
import { hostTrend } from '../scoring/host-trend.ts';
import { isHostUsable } from '../scoring/host-view.ts';
import type { HostAssessment } from '../scoring/judge-host.ts';
import type { BeforeAndAfter, Slope } from '../scoring/pooled-slope.ts';
import { READINGS, type Reading, type ReadingOf } from '../scoring/readings.ts';

/** Fewest days of a reading that say how it grows. */
export const MINIMUM_DAYS = 2;

/** What a leak was told by, its echoes too, and TCP memory, which every report shows. */
const checksThatTold = ({ evidence }: Pick<HostAssessment, 'evidence'>): readonly Check[] => {
  const told = new Set(
    evidence.flatMap(({ check, logOdds, because }) => (logOdds > 0 || because === 'echo' ? [check] : [])),
  );
  return GROWTH_CHECKS.filter((check) => check === memoryGrowth || told.has(check.name));
};

/** A reading's growth a day on either side of a change, 95%; `null` where it can't be told. */
export interface GrowthChange {
  check: Check;
  before: Interval | null;
  after: Interval | null;
  /** Days on which it is known since the change. */
  daysAfter: number;
}

/**
 * How each reading that told of a leak grew before a change and after it, load taken out. What load, the time of day and noise do is
 * fitted to both sides together, so that a few days afterwards say more than they would alone.
 * @param before a host's bins up to the change, by time
 * @param after those from it on
 * @param scored the side that leaks
 */
export function growthChanges(
  before: readonly Bin[],
  after: readonly Bin[],
  scored: Pick<HostAssessment, 'evidence'>,
): GrowthChange[] {
  // The trend tells growth of the newest version from that of earlier ones; what changed nothing gets a level anew, too.
  const earlierBins = before.map((bin) => ({ ...bin, version: 'before' }));
  const laterBins = after.map((bin) => ({ ...bin, version: 'after', segment: `after ${bin.segment}` }));
  const [earlierTrend, wholeTrend] = [hostTrend(earlierBins), hostTrend([...earlierBins, ...laterBins])];
  return checksThatTold(scored).map((check) => {
    const daysAfter = daysKnown(after, check.reading);
    const isKnownBefore = daysKnown(before, check.reading) >= MINIMUM_DAYS;
    return {
      check,
      before: isKnownBefore ? (ask(check, earlierTrend)?.weighedPerDay ?? null) : null,
      after: daysAfter >= MINIMUM_DAYS ? (ask(check, wholeTrend)?.weighedPerDay ?? null) : null,
      daysAfter,
    };
  });
}

function daysKnown(bins: readonly Bin[], reading: Reading): number {
  const { scope, of }: ReadingOf = READINGS[reading];
  const isUsable = (bin: Bin) => (scope === 'host' ? isHostUsable(bin) : bin.usable);
  const readable = bins.filter((bin) => isUsable(bin) && of(bin) !== null);
  return daysCovered(readable);
}

/** A reading that grew before, and is known on both sides. */
export interface Comparison extends BeforeAndAfter {
  check: Check;
  daysAfter: number;
}

/**
 * The reading that tells best whether growth ended: by how sure it would be either way, never by what it says. Counts
 * of what leaks are mostly far surer than memory.
 */
export function sharpest(changes: readonly GrowthChange[]): Comparison | null {
  const comparisons = changes.flatMap(({ check, before, after, daysAfter }) =>
    before && after && before.estimate > 0
      ? [{ check, before: slopeOf(before), after: slopeOf(after), daysAfter }]
      : [],
  );
  const sureness = ({ before, after }: BeforeAndAfter) => before.estimate / errorOfHalf({ before, after });
  return comparisons.sort((a, b) => sureness(b) - sureness(a))[0] ?? null;
}

/** Standard errors by which growth must be off half of what it was, to say on which side it is. */
const SURE = 2;
/** Growth that is left and clear, and more than this part of what it was, is still a leak. */
const [CLEAR, LEFT_OVER] = [3, 0.2];

/**
 * Whether growth ended: it did where it is surely less than half of what it was, and didn't where surely more.
 * Half is as far from all of it as from nothing. `null` where neither is sure.
 */
export function hasEnded({ before, after }: BeforeAndAfter): boolean | null {
  const off = (after.estimate - before.estimate / 2) / errorOfHalf({ before, after });
  if (Math.abs(off) < SURE) return null;
  const isLeft = after.estimate > Math.max(CLEAR * after.standardError, LEFT_OVER * before.estimate);
  return off < 0 && !isLeft;
}

/**
 * Days still to watch until growth that ended, or goes on as it was, is as likely told as not: the error of a slope
 * falls with the days to the power of 3/2.
 * @returns whole days, 1 to 28; `null` where what was before is itself too unsure
 */
export function daysUntilSure({ before, after }: BeforeAndAfter, daysAfter: number): number | null {
  const allowedVariance = (before.estimate / SURE) ** 2 - before.standardError ** 2;
  if (allowedVariance <= 0) return null;
  const neededDays = daysAfter * (after.standardError / (Math.sqrt(allowedVariance) / 2)) ** (2 / 3);
  return Math.min(28, Math.max(1, Math.ceil(neededDays - daysAfter)));
}

/** The same seen from its end: what a leak that began looks like to what tells whether one ended. */
export const reversed = (change: GrowthChange): GrowthChange => ({
  ...change,
  before: change.after,
  after: change.before,
});

/** `grew by 41 MiB/day before`; `showed no clear growth before` where the interval holds zero. */
export const growthBefore = ({ estimate, low }: Interval, phrase: (value: number) => string): string =>
  low > 0 ? `grew by ${phrase(estimate)}/day before` : 'showed no clear growth before';

const errorOfHalf = ({ before, after }: BeforeAndAfter): number =>
  Math.hypot(after.standardError, before.standardError / 2);

const NORMAL_95 = 1.96;

export const slopeOf = ({ estimate, low, high }: Interval): Slope => ({
  estimate,
  standardError: (high - low) / (2 * NORMAL_95),
});

export const intervalOf = ({ estimate, standardError }: Slope): Interval => ({
  estimate,
  low: estimate - NORMAL_95 * standardError,
  high: estimate + NORMAL_95 * standardError,
});

export const scaled = ({ estimate, low, high }: Interval, factor: number): Interval => ({
  estimate: estimate * factor,
  low: low * factor,
  high: high * factor,
});
