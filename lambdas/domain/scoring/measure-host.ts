import type { Bin } from '../records/bin.ts';
import type { Interval, SecondsToPressure } from '../records/evidence.ts';
import type { HostLevels } from '../records/host-levels.ts';
import type { HostLimit, NearestLimit } from '../records/limit.ts';
import { endOfBin, printInstant } from '../records/time.ts';
import { type VerdictFacts, verdictFacts } from './decide-verdict.ts';
import { type HostTrend, hostTrend } from './host-trend.ts';
import { hostLimits, nearestOf, nearLimits } from './limits.ts';
import { type MeasuredChecks, measureChecks } from './measured-checks.ts';
import type { Slope } from './pooled-slope.ts';
import { timeToPressure } from './time-to-limit.ts';
import { interval } from './trend/growth.ts';
import { TREND_OPTIONS, type TrendOptions } from './trend/trend-options.ts';

/** All that a host's bins say by themselves; how much of it speaks for a leak depends on its fleet. */
export interface MeasuredHost {
  hostId: string;
  role: string | null;
  version: string | null;
  /** Load taken out; `null` where it can't be told. */
  memoryGrowthBytesPerDay: Interval | null;
  /** The same as a part of the present level, for cohorts. */
  relativeGrowthPerDay: Slope | null;
  /** Until the kernel's TCP memory pressure at the present growth; `null` for never, `high` also. */
  secondsToPressure: SecondsToPressure | null;
  /** How much it holds now; `null` where no bin was sampled. */
  levels: HostLevels | null;
  /** Between its restarts, where they come at regular intervals. */
  restartEverySeconds: number | null;
  /** Every limit that was read. */
  limits: HostLimit[];
  /** What severity goes by; `null` where none is reached at the present growth. */
  nearestLimit: NearestLimit | null;
  /** Whether it stands at 90% of any. */
  nearLimit: boolean;
  daysObserved: number;
  /** Start of the first and of the last bin that evidence rests on. */
  window: { from: string; to: string };
  checks: MeasuredChecks;
  facts: VerdictFacts;
}

/**
 * @param bins of one host, in any order; 28 days of them at most are of use
 * @throws RangeError where there is no bin
 */
export function measureHost(bins: readonly Bin[], options: TrendOptions = TREND_OPTIONS): MeasuredHost {
  const host = hostTrend(bins, options);
  const newest = host.bins.at(-1);
  if (!newest) throw new RangeError('a host without bins has no score');
  const memory = host.growth('memoryBytes');
  const limits = hostLimits(host);
  const unadjusted = () =>
    hostTrend(host.bins, { ...options, loadHours: [], forms: false }).growth('memoryBytes');
  return {
    hostId: newest.hostId,
    role: newest.role,
    version: host.usable.at(-1)?.version ?? newest.version,
    memoryGrowthBytesPerDay: memory && interval(memory),
    relativeGrowthPerDay: relativeGrowth(host),
    secondsToPressure: timeToPressure(host),
    levels: levelsOf(host),
    restartEverySeconds: host.restartEverySeconds,
    limits,
    nearestLimit: nearestOf(limits, host),
    nearLimit: nearLimits(limits).length > 0,
    daysObserved: host.days,
    window: windowOf(host),
    checks: measureChecks(host),
    facts: verdictFacts(host, limits, unadjusted),
  };
}

/** Of the bins of use: the workers', the host's where no worker lives for one, or all on the first day. */
function windowOf({ usable, usableOfHost, bins }: HostTrend): { from: string; to: string } {
  const seen = [usable, usableOfHost].find(({ length }) => length > 0) ?? bins;
  return { from: seen[0]?.binAt ?? '', to: seen.at(-1)?.binAt ?? '' };
}

function levelsOf(host: HostTrend): HostLevels | null {
  const newest = host.lastDay('workers').at(-1);
  if (newest === undefined) return null;
  return {
    at: printInstant(endOfBin(newest)),
    memoryBytes: host.level('memoryBytes'),
    pressureBytes: host.limit('pressureBytes'),
    stuckStreams: host.level('stuckStreams'),
    deadSockets: host.level('deadSockets'),
  };
}

function relativeGrowth(host: HostTrend): Slope | null {
  const growth = host.growth('memoryBytes');
  const level = host.level('memoryBytes');
  if (!growth || !level || !host.isLoadKnown) return null;
  return { estimate: growth.perDay / level, standardError: growth.standardError / level };
}
