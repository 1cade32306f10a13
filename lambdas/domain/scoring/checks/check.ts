import { daysPhrase, growthPhrase } from '../../format.ts';
import type { Disbelief, Interval } from '../../records/evidence.ts';
import type { LeakKind } from '../../records/leak-kind.ts';
import type { HostTrend } from '../host-trend.ts';
import { READINGS, type Reading } from '../readings.ts';
import { type Growth, interval } from '../trend/growth.ts';
import { firstSlope } from './first-slope.ts';
import { type LeakLimit, leakRates } from './leak-rates.ts';
import { growthLogRatio, isTold } from './log-ratio.ts';
import { besideReserve, widenedBy } from './unsure.ts';

/** What a host's readings answer a check. */
export interface Answer {
  /** Natural log of how much likelier it is of a host that leaks; above 0 speaks for a leak. */
  logRatio: number;
  /** Why a growth that is there was not believed. */
  because: Disbelief | null;
  /** Whether load is taken out of the growth, or has no part in it. */
  isLoadOut: boolean;
  summary: string;
  /** As it is told. */
  growthPerDay: Interval | null;
  /** The same as it is weighed, with what kernel and HAProxy may account otherwise. */
  weighedPerDay: Interval | null;
}

/** What a host's readings give a check to judge by, before it is known how far sound hosts of its fleet drift. */
export interface Measure {
  /** The present level, in the reading's unit, as all that follows. */
  level: number;
  /** What the check's sentence says beside it. */
  detail: number | null;
  /** Growth a day as it is told. */
  toldPerDay: number;
  /** As it is weighed: with its standard error and half of its 95% interval, with all that is unsure of the reading. */
  perDay: number;
  standardError: number;
  halfWidth: number;
  /** Half of the interval that people are told: that of limits and of the host's growth, which are the same figure. */
  toldHalfWidth: number;
  /** What stands without the growth. */
  base: number;
  /** The leaks that are looked for, a day. */
  slowest: number;
  fastest: number;
  /** Logs of how much better a line fits than filling and than one step. */
  shape: number;
  step: number;
  /** Over which it grew. */
  days: number;
  isLoadOut: boolean;
  /** What shows that the growth is another's or will end. */
  alibi: Disbelief | null;
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
  measure(host: HostTrend): Measure | null;
  /** @param unusual how far sound hosts of the fleet drift, as a multiple of what is usual: `soundGrowth` */
  answer(measure: Measure, unusual?: number): Answer;
  /** The growth in units of what sound hosts usually drift and its error. */
  drifts(measure: Measure): number;
}

/** A check's entry. */
export interface GrowthQuestion<Name extends string>
  extends Omit<Check<Name>, 'measure' | 'answer' | 'drifts' | 'scope'> {
  /** The limit of the host that such a leak reaches; its distance sets how fast leaks are. */
  limit: LeakLimit;
  /** How far sound hosts drift a day, as a part of what stands without the growth. */
  drift: number;
  /** How often sound hosts fill after a start, or rise once, for each that leaks. */
  fills: number;
  steps: number;
  /** A reading whose level the sentence says too. */
  detail?: Reading;
  /** What stands now, for the beginning of the sentence. */
  subject(level: number, detail: number | null): string;
  /** Standard deviation of a total over the window that the model doesn't know of: how the kernel and HAProxy account. */
  slack?(host: HostTrend): number;
  /** Instead, the most of a total that the kernel may account otherwise, either way: what grew by more than twice that, grew. */
  reserve?(host: HostTrend): number;
  /** The same of what leaks, because it comes at random: no error of whether it leaks, but of how fast. */
  clumps?(growth: Growth): number;
  /** Whether the reading means what the check takes it to mean on this host. */
  applies?(host: HostTrend): boolean;
  /** What shows, where it does, that the growth is another's or will end; with the reading's present level. */
  alibi?(host: HostTrend, growth: Growth, level: number): Disbelief | null;
}

/** Without arrivals growth may be the load's: sound hosts then drift so much more. */
const LOAD_UNKNOWN = 6;
/** What drifts for no reason also wanders: no more than so many standard errors of its own come without. */
const SMOOTHEST = 8;
/** What stands without the growth is at least so much of what stands. */
const LEAST_BASE = 0.1;
/** In the reading's own uncertainty: a few things, or a few pages, are no level to drift from. */
const LEAST_THINGS = 4;

export function growthCheck<const Name extends string>(question: GrowthQuestion<Name>): Check<Name> {
  const { limit, drift, fills, steps, detail, subject, slack, reserve, clumps, applies, alibi, ...entry } =
    question;
  const { reading, phrase, countsLeak } = entry;
  const { scope, floor } = READINGS[reading];
  const driftOf = ({ base, isLoadOut, standardError }: Measure, unusual = 1) =>
    Math.min(unusual * drift * base * (isLoadOut ? 1 : LOAD_UNKNOWN), SMOOTHEST * standardError);
  return {
    ...entry,
    scope,
    measure(host) {
      const level = host.level(reading);
      const fitted = host.growth(reading);
      const growth = fitted ?? (countsLeak ? firstSlope(host, reading) : null);
      if (level === null || growth === null || applies?.(host) === false) return null;
      const weighed = reserve ? besideReserve(growth, reserve(host)) : widenedBy(growth, slack?.(host) ?? 0);
      const { low, high } = interval(widenedBy(weighed, clumps?.(growth) ?? 0));
      return {
        level,
        detail: detail ? host.level(detail) : null,
        toldPerDay: growth.perDay,
        perDay: weighed.perDay,
        standardError: weighed.standardError,
        halfWidth: (high - low) / 2,
        toldHalfWidth: countsLeak ? (high - low) / 2 : halfWidthOf(growth),
        base: Math.max(
          level - Math.max(growth.perDay, 0) * growth.days,
          LEAST_BASE * Math.abs(level),
          LEAST_THINGS * floor,
        ),
        ...leakRates(host, limit, countsLeak),
        shape: growth.shape,
        step: growth.step,
        days: growth.days,
        isLoadOut: host.isLoadKnown || countsLeak,
        alibi: fitted === null ? 'brief' : isTold(growth) ? (alibi?.(host, growth, level) ?? null) : null,
      };
    },
    answer(measure, unusual = 1) {
      const judged = growthLogRatio(measure, {
        ...measure,
        drift: driftOf(measure, unusual),
        // Where little drifts sound hosts fill no less often.
        fills: Math.max(1, unusual) * fills,
        steps: unusual * steps,
      });
      const { perDay, halfWidth, toldPerDay, level, detail, days, isLoadOut } = measure;
      const isWithinInterval = perDay <= halfWidth;
      const speaks = judged.logRatio > 0 || measure.alibi === 'brief';
      const excuse = speaks ? (measure.alibi ?? (isWithinInterval ? 'unclear' : null)) : null;
      const growthPerDay = around(toldPerDay, measure.toldHalfWidth);
      return {
        logRatio: excuse === null ? judged.logRatio : 0,
        because: excuse ?? judged.because,
        isLoadOut,
        growthPerDay,
        weighedPerDay: around(perDay, halfWidth),
        // Made when it is read: most answers only weigh, and sentences take longer than that.
        get summary() {
          const load = isLoadOut ? '' : ', load unknown';
          return `${subject(level, detail)}, ${growthPhrase(growthPerDay, phrase)} over ${daysPhrase(days)}${load}`;
        },
      };
    },
    drifts: (measure) => measure.perDay / Math.hypot(measure.standardError, driftOf(measure)),
  };
}

/** What a check makes of a host by itself. */
export function ask(check: Check, host: HostTrend): Answer | null {
  const measure = check.measure(host);
  return measure && check.answer(measure);
}

const around = (estimate: number, halfWidth: number): Interval => ({
  estimate,
  low: estimate - halfWidth,
  high: estimate + halfWidth,
});

function halfWidthOf(growth: Growth): number {
  const { low, high } = interval(growth);
  return (high - low) / 2;
}
