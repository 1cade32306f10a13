import { median } from '../median.ts';
import type { Bin } from '../records/bin.ts';
import type { HostLimit } from '../records/limit.ts';
import { BINS_A_DAY, binsIn, DAY_SECONDS } from '../records/time.ts';
import type { Verdict } from '../records/verdict.ts';
import { ofConnectionsInUse } from './checks/alibis.ts';
import { FIRST_DAYS } from './checks/counted.ts';
import { type CheckName, WORKER_LEAK_COUNTS } from './checks/index.ts';
import type { HostTrend } from './host-trend.ts';
import { reachesSoon, staysAtLimit } from './limits.ts';
import type { Growth } from './trend/growth.ts';

/** Least probabilities of a leak to say so. Growth that statistics alone see must be surer: what no model foresees comes from there. */
export const LEAKING_FROM = { counted: 0.5, statistics: 0.75 } as const;
export const SUSPECTED_FROM = { counted: 0.15, statistics: 0.55 } as const;
/**
 * Of some witnesses the probability that they state was right more often, or less, than of others of their sort (ADR 33):
 * half-closed streams of sound hosts stand and fill like stuck ones, and reloads leave old workers for a while; what is no
 * socket has no load, and with the load taken out pools and TCP memory are steadier than what the allocator holds.
 */
const SUSPECTED_BY: Readonly<Partial<Record<CheckName, number>>> = {
  'stuck-streams': 0.4,
  'old-workers': 0.25,
  'plain-file-growth': 0.15,
  'pool-growth': 0.4,
  'memory-growth': 0.3,
};

/** Days observed below which there is no verdict, only mechanism counts, and "suspected" at most. */
export const DAYS = { none: FIRST_DAYS, mechanismOnly: 7, full: 13.5 } as const;
const RESTARTS_FOR_FULL = 3;
/** Log-odds from what counts the leak itself that need no minimum of days, and from statistics under 7 days. */
export const COUNTED_LOG_ODDS = 3;
const OVERWHELMING_LOG_ODDS = 5;
const SATURATES = -3;
const CLEAR = 3;
/** The first hours of a process are no level of it. */
const SETTLING_BINS = binsIn(12);

/** What speaks for a leak, summed over the checks that count it and over the others. */
export interface Balance {
  probability: number;
  mechanismLogOdds: number;
  statisticsLogOdds: number;
  /** The check that tells of the likeliest kind of leak, if anything was asked. */
  witness: CheckName | null;
  /** Whether that is TCP memory while what can be counted was read and stays flat. */
  isAlone: boolean;
}

/** What of a host bears on its verdict beside the probability. */
export interface VerdictFacts {
  days: number;
  isObservable: boolean;
  restartsApart: number;
  /** Whether it reaches a limit within a month, or stays at it, by what neither load nor filling nor a step explains. */
  reachesLimitSoon: boolean;
  /** What else its readings show. */
  otherwise: Verdict;
}

/** @param unadjusted growth of memory with the load left in */
export const verdictFacts = (
  host: HostTrend,
  limits: readonly HostLimit[],
  unadjusted: () => Growth | null,
): VerdictFacts => ({
  days: host.days,
  isObservable: isObservable(host),
  restartsApart: restartsApart(host),
  reachesLimitSoon: (host.days >= DAYS.mechanismOnly && reachesSoon(host, limits)) || staysAtLimit(host),
  otherwise: explanationOf(host, unadjusted),
});

export function decideVerdict(facts: VerdictFacts, balance: Balance): Verdict {
  const isCounted = balance.mechanismLogOdds >= COUNTED_LOG_ODDS;
  const isLikely = balance.probability >= suspectedFrom(balance);
  if (facts.days < DAYS.none) {
    // Ages are history: what was stuck for days was so before anybody looked.
    return isCounted && isLikely ? 'suspected' : 'insufficient-data';
  }
  if (isLikely) {
    const ceiling = isCounted ? 'leaking' : statisticalCeiling(facts, balance);
    const minimum = isCounted ? LEAKING_FROM.counted : LEAKING_FROM.statistics;
    if (ceiling === 'leaking' && balance.probability >= minimum) return 'leaking';
    if (ceiling !== null) return 'suspected';
  }
  if (facts.reachesLimitSoon) return 'suspected';
  // As likely as a suspect's, in fewer days than that takes.
  if (isLikely) return 'insufficient-data';
  return facts.isObservable ? facts.otherwise : 'not-observable';
}

function suspectedFrom({ mechanismLogOdds, statisticsLogOdds, witness }: Balance): number {
  const usual = SUSPECTED_FROM[mechanismLogOdds > statisticsLogOdds ? 'counted' : 'statistics'];
  return (witness && SUSPECTED_BY[witness]) ?? usual;
}

/** The most that statistics alone may say after so many days. */
function statisticalCeiling(
  { days, restartsApart }: VerdictFacts,
  { statisticsLogOdds, isAlone }: Balance,
): 'leaking' | 'suspected' | null {
  if (days < DAYS.mechanismOnly) return statisticsLogOdds >= OVERWHELMING_LOG_ODDS ? 'suspected' : null;
  if (isAlone) return 'suspected';
  return days >= DAYS.full || restartsApart >= RESTARTS_FOR_FULL ? 'leaking' : 'suspected';
}

/** Starts of processes that a day or more of the process before precedes. */
export function restartsApart({ usable }: HostTrend): number {
  return usable.filter((bin, index) => {
    const before = usable[index - 1];
    return (
      before?.ageSeconds &&
      bin.ageSeconds !== null &&
      bin.ageSeconds < before.ageSeconds &&
      before.ageSeconds >= DAY_SECONDS
    );
  }).length;
}

/**
 * Whether a leak would show. A memory figure that stays at nothing while connections stand is the kernel's that charges
 * sockets elsewhere; and where HAProxy ran and does no more, what is there is not its own.
 */
function isObservable(host: HostTrend): boolean {
  if (hasEnded(host)) return false;
  const maximum = Math.max(...host.usableOfHost.map(({ memoryBytes }) => memoryBytes ?? -1));
  const isCounted = WORKER_LEAK_COUNTS.some(({ reading }) => host.level(reading) !== null);
  if (maximum < 0) return isCounted;
  const page = host.usableOfHost.at(-1)?.pageBytes ?? 4096;
  return maximum > 16 * page || (host.level('connections') ?? 0) < 100;
}

/** Whether HAProxy ran before the last day that was sampled, and not in it. */
function hasEnded({ bins }: HostTrend): boolean {
  const sampled = bins.filter(({ sampled }) => sampled > 0);
  const runs = ({ version, openFiles, connections }: Bin) => (version ?? openFiles ?? connections) !== null;
  return sampled.some(runs) && !sampled.slice(-BINS_A_DAY).some(runs);
}

/** What else the readings show, or `healthy`. */
function explanationOf(host: HostTrend, unadjusted: () => Growth | null): Verdict {
  if (hasResidue(host)) return 'reload-residue';
  const [memory, level] = [host.growth('memoryBytes'), host.level('memoryBytes')];
  const connections = host.growth('connections');
  const unadjustedGrowth = hasRisen(host) ? unadjusted() : null;
  const rises = unadjustedGrowth !== null && unadjustedGrowth.perDay > 2 * unadjustedGrowth.standardError;
  if (rises && Math.min(memory?.shape ?? 0, connections?.shape ?? 0) < SATURATES) return 'warming-up';
  if (
    unadjustedGrowth &&
    memory &&
    unadjustedGrowth.perDay > CLEAR * unadjustedGrowth.standardError &&
    (memory.perDay < CLEAR * memory.standardError ||
      (level !== null && ofConnectionsInUse(host, memory, level)))
  ) {
    return 'load-growth';
  }
  if (hasStepped(host)) return 'step';
  const isCounted = WORKER_LEAK_COUNTS.some(({ reading }) => host.growth(reading) !== null);
  return host.days < DAYS.mechanismOnly && !isCounted ? 'insufficient-data' : 'healthy';
}

/** Whether memory is higher in the last third of the window than in the first; spares most hosts another fit. */
function hasRisen({ usable }: HostTrend): boolean {
  const third = Math.floor(usable.length / 3);
  const [last, first] = [memoryLevel(usable.slice(-third)), memoryLevel(usable.slice(0, third))];
  return last !== null && first !== null && last > 1.05 * first;
}

/** Old workers that drained for most of a day hold on to something. */
function hasResidue({ usableOfHost }: HostTrend): boolean {
  const lastDay = usableOfHost.slice(-BINS_A_DAY);
  const middle = median(lastDay.map(({ stoppingWorkers }) => stoppingWorkers ?? 0));
  return lastDay.length === BINS_A_DAY && middle !== null && middle >= 1;
}

/**
 * A rise of a fifth or more from the day before a new configuration to the day after the first hours of it, that
 * still stands.
 */
function hasStepped({ usable }: HostTrend): boolean {
  const levelNow = memoryLevel(usable.slice(-BINS_A_DAY)) ?? 0;
  return usable.some((bin, index) => {
    const before = usable[index - 1];
    if (!before || bin.segment === before.segment || index < BINS_A_DAY) return false;
    const settled = index + SETTLING_BINS;
    const [levelBefore, levelAfter] = [
      memoryLevel(usable.slice(index - BINS_A_DAY, index)),
      memoryLevel(usable.slice(settled, settled + BINS_A_DAY)),
    ];
    return levelBefore !== null && levelAfter !== null && Math.min(levelAfter, levelNow) > 1.2 * levelBefore;
  });
}

const memoryLevel = (bins: readonly Bin[]): number | null =>
  median(bins.flatMap(({ memoryBytes }) => memoryBytes ?? []));
