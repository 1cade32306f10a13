import type { Bin } from './bin.ts';
import type { HostTrend } from './host-trend.ts';
import type { Growth } from './trend/growth.ts';
import { median } from './trend/vector.ts';

export const VERDICTS = [
  'leaking',
  'suspected',
  'load-growth',
  'step',
  'warming-up',
  'reload-residue',
  'healthy',
  'insufficient-data',
  'not-observable',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a person should know of at once: that a host leaks or may. What drains after reloads, fills or grows with its traffic is none. */
export const isFinding = (verdict: Verdict): verdict is 'leaking' | 'suspected' =>
  verdict === 'leaking' || verdict === 'suspected';

export const isLeaky = ({ verdict }: { verdict: Verdict }): boolean => isFinding(verdict);

/** Whether a host leaks or may, and nobody has accepted that. */
export const isOpenFinding = (host: { verdict: Verdict; acknowledgement: object | null }): boolean =>
  isLeaky(host) && host.acknowledgement === null;

/**
 * Least probabilities of a leak to say so. Growth that statistics alone see must be surer: what no model foresees
 * comes from there.
 */
export const LEAKING_FROM = { counted: 0.5, statistics: 0.75 } as const;
export const SUSPECTED_FROM = 0.3;

/** Days observed below which there is no verdict, only mechanism counts, and "suspected" at most. */
export const DAYS = { none: 2, mechanismOnly: 7, full: 13.5 } as const;
const RESTARTS_FOR_FULL = 3;
/** Log-odds from what counts the leak itself that need no minimum of days, and from statistics under 7 days. */
const MECHANISM_LOG_ODDS = 3;
const OVERWHELMING_LOG_ODDS = 8;
const SATURATES = -3;
const CLEAR = 3;

/** What speaks for a leak, summed over the checks that count it and over the others. */
export interface Balance {
  probability: number;
  mechanismLogOdds: number;
  statisticsLogOdds: number;
}

/** @param unadjusted growth of memory with the load left in */
export function verdictOf(host: HostTrend, balance: Balance, unadjusted: () => Growth | null): Verdict {
  const counted = balance.mechanismLogOdds >= MECHANISM_LOG_ODDS;
  if (host.days < DAYS.none) return 'insufficient-data';
  if (!isObservable(host)) return 'not-observable';
  if (balance.probability >= SUSPECTED_FROM) {
    const ceiling = counted ? 'leaking' : statisticalCeiling(host, balance);
    const least = counted ? LEAKING_FROM.counted : LEAKING_FROM.statistics;
    if (ceiling === 'leaking' && balance.probability >= least) return 'leaking';
    if (ceiling !== null) return 'suspected';
  }
  return explanationOf(host, unadjusted);
}

/** The most that statistics alone may say after so many days. */
function statisticalCeiling(host: HostTrend, { statisticsLogOdds }: Balance): 'leaking' | 'suspected' | null {
  if (host.days < DAYS.mechanismOnly) return statisticsLogOdds >= OVERWHELMING_LOG_ODDS ? 'suspected' : null;
  return host.days >= DAYS.full || restartsApart(host) >= RESTARTS_FOR_FULL ? 'leaking' : 'suspected';
}

/** Starts of processes that a day or more of the process before precedes. */
export function restartsApart({ usable }: HostTrend): number {
  return usable.filter((bin, index) => {
    const before = usable[index - 1];
    return (
      before?.ageSeconds &&
      bin.ageSeconds !== null &&
      bin.ageSeconds < before.ageSeconds &&
      before.ageSeconds >= 86_400
    );
  }).length;
}

/** A memory figure that stays at nothing while connections stand is the kernel's that charges sockets elsewhere. */
function isObservable(host: HostTrend): boolean {
  const most = Math.max(...host.usable.map(({ memoryBytes }) => memoryBytes ?? -1));
  const counts = host.level('deadSockets') !== null || host.level('stuckStreams') !== null;
  if (most < 0) return counts;
  const page = host.usable.at(-1)?.pageBytes ?? 4096;
  return most > 16 * page || (host.level('connections') ?? 0) < 100;
}

/** What else the readings show, or `healthy`. */
function explanationOf(host: HostTrend, unadjusted: () => Growth | null): Verdict {
  if (hasResidue(host)) return 'reload-residue';
  const memory = host.growth('memoryBytes');
  const connections = host.growth('connections');
  const raw = hasRisen(host) ? unadjusted() : null;
  const rises = raw !== null && raw.perDay > 2 * raw.standardError;
  if (rises && Math.min(memory?.shape ?? 0, connections?.shape ?? 0) < SATURATES) return 'warming-up';
  if (
    raw &&
    memory &&
    raw.perDay > CLEAR * raw.standardError &&
    memory.perDay < CLEAR * memory.standardError
  ) {
    return 'load-growth';
  }
  if (hasStepped(host)) return 'step';
  const isCounted = host.growth('stuckStreams') !== null || host.growth('deadSockets') !== null;
  return host.days < DAYS.mechanismOnly && !isCounted ? 'insufficient-data' : 'healthy';
}

/** Whether memory is higher in the last third of the window than in the first; spares most hosts another fit. */
function hasRisen({ usable }: HostTrend): boolean {
  const third = Math.floor(usable.length / 3);
  const level = (bins: readonly Bin[]) => median(bins.flatMap(({ memoryBytes }) => memoryBytes ?? []));
  return level(usable.slice(-third)) > 1.05 * level(usable.slice(0, third));
}

/** Old workers that drained for most of a day hold on to something. */
function hasResidue({ usable }: HostTrend): boolean {
  const lately = usable.slice(-8);
  return lately.length === 8 && median(lately.map(({ stoppingWorkers }) => stoppingWorkers ?? 0)) >= 1;
}

/** A rise of a fifth or more from the day before a new configuration to the day after the first hours of it. */
function hasStepped({ usable }: HostTrend): boolean {
  return usable.some((bin, index) => {
    const before = usable[index - 1];
    if (!before || bin.segment === before.segment || index < 8) return false;
    const memory = (from: number, to: number) =>
      median(usable.slice(from, to).flatMap((b) => b.memoryBytes ?? []));
    return memory(index + 4, index + 12) > 1.2 * memory(index - 8, index);
  });
}
