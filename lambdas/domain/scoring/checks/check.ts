import { daysPhrase, growthPhrase } from '../../format.ts';
import type { Disbelief, Interval } from '../../records/evidence.ts';
import type { LeakKind } from '../../records/leak-kind.ts';
import type { HostTrend } from '../host-trend.ts';
import { READINGS, type Reading } from '../readings.ts';
import { type Growth, interval } from '../trend/growth.ts';
import { growthLogRatio } from './log-ratio.ts';

/** What a host's readings answer a check. */
export interface Answer {
  /** Natural log of how much likelier it is of a host that leaks; above 0 speaks for a leak. */
  logRatio: number;
  /** Why a growth that is there was not believed. */
  because: Disbelief | null;
  summary: string;
  growthPerDay: Interval | null;
}

/** One question asked of a host: does a reading grow beyond what load explains? */
export interface Check<Name extends string = string> {
  /** As archived evidence has it. */
  name: Name;
  /** The kind of leak that it speaks of first. */
  kind: LeakKind;
  /** The reading that it is about. */
  reading: Reading;
  /** What the reading is called in a sentence: `stuck streams`. */
  label: string;
  /** An amount of the reading, with its unit. */
  phrase(value: number): string;
  /** Whether it counts what leaks itself, rather than what a leak makes of memory: no minimum of days then. */
  countsLeak: boolean;
  /** Whether the reading is the running workers', and so starts anew with each of them, or the whole host's. */
  scope: 'workers' | 'host';
  /** `null` where the host's bins can't answer. */
  ask(host: HostTrend): Answer | null;
}

/** A check's entry. */
export interface GrowthQuestion<Name extends string> extends Omit<Check<Name>, 'ask' | 'scope'> {
  /** The limit of the host that such a leak reaches; its distance sets how fast leaks are. */
  limit: 'connections' | 'descriptors' | 'memory' | 'tcp-memory' | 'workers';
  /** How far sound hosts drift a day, as a part of what stands without the growth. */
  drift: number;
  /** How often sound hosts fill after a start, or rise once, for each that leaks. */
  fills: number;
  steps: number;
  /** What stands now, for the beginning of the sentence. */
  subject(level: number, host: HostTrend): string;
  /** Standard deviation of a total over the window that the model doesn't know of: how the kernel and HAProxy account. */
  slack?(host: HostTrend): number;
  /** The same of what leaks, because it comes at random: no error of whether it leaks, but of how fast. */
  clumps?(growth: Growth): number;
  /** Whether the reading means what the check takes it to mean on this host. */
  applies?(host: HostTrend): boolean;
  /** What shows, where it does, that the growth is another's or will end. */
  alibi?(host: HostTrend): Disbelief | null;
}

/** Without arrivals growth may be the load's: sound hosts then drift so much more. */
const LOAD_UNKNOWN = 6;
/** What stands without the growth is at least so much of what stands. */
const LEAST_BASE = 0.1;
/** In the reading's own uncertainty: a few things, or a few pages, are no level to drift from. */
const LEAST_THINGS = 4;

export function growthCheck<const Name extends string>(question: GrowthQuestion<Name>): Check<Name> {
  const { limit, drift, fills, steps, subject, slack, clumps, applies, alibi, ...entry } = question;
  const { reading, phrase, countsLeak } = entry;
  const { scope, floor } = READINGS[reading];
  return {
    ...entry,
    scope,
    ask(host) {
      const level = host.level(reading);
      const growth = host.growth(reading);
      if (level === null || growth === null || applies?.(host) === false) return null;
      const widened = widenedBy(growth, slack?.(host) ?? 0);
      const isLoadOut = host.isLoadKnown || countsLeak;
      const base = Math.max(
        level - Math.max(growth.perDay, 0) * growth.days,
        LEAST_BASE * Math.abs(level),
        LEAST_THINGS * floor,
      );
      const judged = growthLogRatio(widened, {
        ...leakRates(host, limit, countsLeak),
        drift: drift * base * (isLoadOut ? 1 : LOAD_UNKNOWN),
        fills,
        steps,
      });
      const excuse = judged.logRatio > 0 ? (alibi?.(host) ?? null) : null;
      const growthPerDay = interval(widenedBy(widened, clumps?.(growth) ?? 0));
      return {
        logRatio: excuse === null ? judged.logRatio : 0,
        because: excuse ?? judged.because,
        growthPerDay,
        summary: `${subject(level, host)}, ${growthPhrase(growthPerDay, phrase)} over ${daysPhrase(growth.days)}${isLoadOut ? '' : ', load unknown'}`,
      };
    },
  };
}

const widenedBy = (growth: Growth, total: number): Growth => ({
  ...growth,
  standardError: Math.hypot(growth.standardError, total / Math.max(growth.days, 0.5)),
});

/** Where a host doesn't say its limits: HAProxy's and the kernel's own on a small machine. */
const USUAL = {
  connections: 10_000,
  descriptors: 20_000,
  memory: 8 * 2 ** 30,
  'tcp-memory': 256 * 2 ** 20,
  workers: 60,
};

/** From the limit in three years to the limit in two days; what is counted itself may be so few things a day. */
const [SLOWEST_DAYS, FASTEST_DAYS] = [1000, 2];
const FEW_THINGS = 3;

function leakRates(
  host: HostTrend,
  limit: keyof typeof USUAL,
  countsLeak: boolean,
): { slowest: number; fastest: number } {
  const connections = host.limit('maxConnections') ?? USUAL.connections;
  const value = {
    connections,
    descriptors: host.limit('maxOpenFiles') ?? 2 * connections,
    memory: host.limit('memoryLimitBytes') ?? USUAL.memory,
    'tcp-memory': host.limit('pressureBytes') ?? USUAL['tcp-memory'],
    workers: USUAL.workers,
  }[limit];
  const isBytes = limit === 'memory' || limit === 'tcp-memory';
  const things = countsLeak ? FEW_THINGS : connections / SLOWEST_DAYS;
  const slowest =
    isBytes || limit === 'workers' ? value / SLOWEST_DAYS : Math.min(value / SLOWEST_DAYS, things);
  return { slowest, fastest: value / FASTEST_DAYS };
}

/** Standard deviation of a total of things that come in pairs at random: Poisson's, doubled. */
export const pairsAtRandom = (growth: Growth): number =>
  2 * Math.sqrt(Math.max(1, Math.abs(growth.perDay * growth.days)));
