import type { EvaluatedAlarm } from '../../infra/local/aws/alarms/alarm.ts';
import { type Ringing, ringings } from '../../infra/local/aws/alarms/evaluate-alarm.ts';
import { HOUR } from '../../lambdas/domain/records/time.ts';
import { createServiceMetrics } from '../infra/alarms/function-metrics.ts';
import { templateAlarms } from '../infra/alarms/template-alarms.ts';
import { watchedTemplate } from '../infra/alarms/watched-stack.ts';
import type { Attempt } from './invoker.ts';
import type { ChaosResult } from './run-chaos.ts';
import type { Verb } from './schedule.ts';

const FUNCTIONS = { audit: 'AuditFleet', score: 'ScoreFleet', report: 'SendReport' } as const;

/**
 * Silences that ring: of which metric, the longest (hours) at which nobody may be woken, and from where on somebody has to be:
 * where three periods more are looked back at, no data point may be in any of them.
 */
const SILENCES = [
  { id: 'AuditNotRunning', metric: 'Hosts', quiet: 4, loud: 7.2 },
  { id: 'ScoringNotRunning', metric: 'MaxLeakScore', quiet: 6, loud: 15.2 },
  // 7.05 days, seen by each of eight scorings; lost ones make it later.
  { id: 'ReportNotSent', metric: 'mail', quiet: 24 * 8, loud: 24 * 8.4 },
] as const;

/**
 * Events on end that failed altogether: from how many on the function's alarm has to ring. One may: its two attempts fall
 * into two periods where a border lies between them. So may it where `often` of `within` events failed at first.
 */
const FAILURES = {
  audit: { loud: 4, often: 3, within: 4, hours: 1 },
  score: { loud: 3, often: 2, within: 3, hours: 3 },
  report: { loud: 1, often: 2, within: 1, hours: 24 },
} as const;

/** A person empties a queue so long after an event was put into it. */
const PURGED_AFTER_HOURS = 2;

export interface AlarmAccounting {
  /** Times that an alarm about the auditor itself rang. */
  readonly rung: number;
  /** What needed a person. */
  readonly troubles: number;
  /** What needed a person, and no alarm rang. */
  readonly unrung: string[];
  /** Alarms that rang for nothing, or for what had been made up for. */
  readonly rungForNothing: string[];
}

/** A time, in hours from the start, in which an alarm has to ring (`isLoud`), or may. */
interface Reason {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly isLoud: boolean;
  readonly because: string;
}

/** Evaluates the stack's alarms about the auditor over what was published, and by how the invocations ended. */
export function accountAlarms(
  result: ChaosResult,
  alarms: readonly EvaluatedAlarm[] = templateAlarms(watchedTemplate()),
): AlarmAccounting {
  const { from, until, endpoint, attempts } = result;
  const services = createServiceMetrics();
  for (const { at, act } of serviceEvents(attempts, services)) if (at < until) act();
  const stored = [...endpoint.metrics(), ...services.metrics(until)];
  const reasons = [...silences(result), ...failures(result), ...givenUp(result)];
  const found = alarms
    .filter(({ id }) => isAboutTheAuditor(id))
    .flatMap((alarm) =>
      ringings(
        alarm,
        stored,
        { from, until },
        { extraPeriods: 3, delaySeconds: 300, windows: 'sliding' },
      ).map((ringing) => ({ id: alarm.id, ...ringing })),
    );
  const loud = reasons.filter(({ isLoud }) => isLoud);
  const belongs = (ringing: Ringing & { id: string }) => (reason: Reason) =>
    reason.id === ringing.id && ringing.from <= reason.to && ringing.to >= reason.from;
  return {
    rung: found.length,
    troubles: loud.length,
    unrung: loud
      .filter((reason) => !found.some((ringing) => belongs(ringing)(reason)))
      .map(({ id, because }) => `${id} did not ring: ${because}`),
    rungForNothing: found
      .filter((ringing) => !reasons.some(belongs(ringing)))
      .map((one) => `${one.id} rang from hour ${one.from.toFixed(1)} to ${one.to.toFixed(1)}`),
  };
}

const isAboutTheAuditor = (id: string): boolean =>
  SILENCES.some((silence) => silence.id === id) || /(Fails|NearTimeout|GivenUp)$/.test(id);

function silences({ endpoint, from, until }: ChaosResult): Reason[] {
  return SILENCES.flatMap(({ id, metric, quiet, loud }) => {
    const points = endpoint
      .metrics()
      .filter(({ metricName, dimensions }) => metricName === metric && dimensions.length === 0)
      .flatMap(({ points }) => points.map(({ startsAt }) => startsAt));
    const mails = endpoint.mails().map(({ at }) => at.getTime());
    const known = (metric === 'mail' ? mails : points).filter((at) => at < until.getTime());
    const ends = [from.getTime(), ...known.sort((a, b) => a - b), until.getTime()];
    return ends.slice(1).flatMap((to, index) => {
      const since = hours(from, ends[index] ?? to);
      const length = hours(from, to) - since;
      if (length <= quiet) return [];
      const because = `${length.toFixed(1)} hours of silence`;
      return { id, from: since + quiet, to: hours(from, to) + 1, isLoud: length >= loud, because };
    });
  });
}

function failures({ attempts, from }: ChaosResult): Reason[] {
  return (Object.keys(FUNCTIONS) as Verb[]).flatMap((verb) => {
    const { loud, often, within, hours: period } = FAILURES[verb];
    const events = Map.groupBy(
      attempts.filter((attempt) => attempt.verb === verb && attempt.ending !== 'too-old'),
      ({ scheduledAt }) => scheduledAt.getTime(),
    );
    const eventsOf = (is: (of: readonly Attempt[]) => boolean) =>
      [...events]
        .filter(([, of]) => is(of))
        .map(([at]) => hours(from, at))
        .sort((a, b) => a - b);
    const failed = eventsOf((of) => of.every(({ ending }) => ending !== 'done'));
    const failedAtFirst = eventsOf((of) => of.some(({ ending }) => ending !== 'done'));
    const stretches: number[][] = [];
    for (const at of failed) {
      const last = stretches.at(-1);
      if (last && at - (last.at(-1) ?? 0) <= period) last.push(at);
      else stretches.push([at]);
    }
    const rings = (of: readonly number[], isLoud: boolean): Reason => ({
      id: `${FUNCTIONS[verb]}Fails`,
      from: of[0] ?? 0,
      to: (of.at(-1) ?? 0) + 5 * period,
      isLoud,
      because: `${of.length} events of ${verb} failed from hour ${of[0]}`,
    });
    return [
      ...stretches.map((of) => rings(of, of.length >= loud)),
      ...failedAtFirst
        .map((_, index) => failedAtFirst.slice(index, index + often))
        .filter((of) => of.length === often && (of.at(-1) ?? 0) - (of[0] ?? 0) < within * period)
        .map((of) => rings(of, false)),
    ];
  });
}

const givenUp = ({ attempts, from, until }: ChaosResult): Reason[] =>
  attempts
    .filter(({ isGivenUp }) => isGivenUp)
    .map(({ verb, endedAt }) => {
      const at = hours(from, endedAt.getTime());
      const end = hours(from, until.getTime());
      const because = `an event was given up at hour ${at.toFixed(1)}`;
      const to = at + PURGED_AFTER_HOURS + 0.5;
      return { id: `${FUNCTIONS[verb]}GivenUp`, from: at, to, isLoud: at + 0.5 < end, because };
    });

/** Lambda's and SQS's side of the invocations, and the person who looks after the queues, in the order of time. */
function serviceEvents(attempts: readonly Attempt[], services: ReturnType<typeof createServiceMetrics>) {
  const runs = attempts.map(({ verb, startedAt, endedAt, ending, isGivenUp }) => ({
    at: endedAt,
    act: () => {
      if (ending !== 'too-old') services.ran(FUNCTIONS[verb], startedAt, endedAt, ending !== 'done');
      if (isGivenUp) services.gaveUp(FUNCTIONS[verb], endedAt);
    },
  }));
  const purges = attempts
    .filter(({ isGivenUp }) => isGivenUp)
    .map(({ endedAt }) => {
      const at = new Date(endedAt.getTime() + PURGED_AFTER_HOURS * HOUR);
      return { at, act: () => services.purged(at) };
    });
  return [...runs, ...purges].sort((a, b) => a.at.getTime() - b.at.getTime());
}

const hours = (from: Date, at: number): number => (at - from.getTime()) / HOUR;
