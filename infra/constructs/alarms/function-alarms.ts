import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { functionMetric, queueMetric } from '../fleet-metrics.ts';
import { type AlarmPlan, SCORING_PERIOD, type Watched, type WatchedFunction } from './alarm-plan.ts';

interface Schedule {
  /** Of the function's construct. */
  readonly id: string;
  readonly watched: WatchedFunction;
  readonly failures: { readonly period: Duration; readonly of: AlarmPlan['of'] };
  readonly slowness: { readonly period: Duration; readonly of: AlarmPlan['of'] };
}

/** Failures, near-timeouts and given-up runs of each function. */
export const functionAlarms = (watched: Watched): AlarmPlan[] =>
  schedules(watched).flatMap((schedule) => [
    fails(schedule),
    nearTimeout(schedule, watched.thresholds.timeoutPercent),
    givenUp(schedule),
  ]);

function schedules({ audit, score, report, watch, auditPeriod }: Watched): Schedule[] {
  const eachAudit = { period: auditPeriod, of: [3, 4] } as const;
  const eachScoring = { period: SCORING_PERIOD, of: [2, 3] } as const;
  return [
    { id: 'AuditFleet', watched: audit, failures: eachAudit, slowness: eachAudit },
    ...(watch ? [{ id: 'WatchPlaces', watched: watch, failures: eachAudit, slowness: eachAudit }] : []),
    { id: 'ScoreFleet', watched: score, failures: eachScoring, slowness: eachScoring },
    {
      id: 'SendReport',
      watched: report,
      // It runs once a week: the attempt failed, and so did the one that follows within a run and a minute.
      failures: { period: Duration.minutes(1), of: [2, twoRunsMinutes(report)] },
      slowness: { period: Duration.hours(1), of: [1, 3] },
    },
  ];
}

/**
 * Lambda publishes Errors at the end of a run, at the instant at which it began: when that of a second run which timed
 * out can be read, the first one is two timeouts and the pause between them old.
 */
const twoRunsMinutes = ({ timeout }: WatchedFunction): number => 2 * timeout.toMinutes() + 15;

const fails = ({ id, watched, failures }: Schedule): AlarmPlan => ({
  id: `${id}Fails`,
  // Minimum: every attempt of a period failed. One that the attempt a minute later made up for is nobody's business.
  metric: functionMetric(watched.functionName, 'Errors', 'Minimum', failures.period),
  breaches: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  threshold: 1,
  of: failures.of,
  // Lambda publishes Errors with each run; a function that does not run fails at nothing, and another alarm rings.
  missing: TreatMissingData.NOT_BREACHING,
  meaning: `Runs of ${id} end with an error, again and again.`,
  firstSteps: `Read the newest error in the log of ${id}: it names the call that was refused, or what it could not read.`,
  heading: 'Runs fail',
});

const nearTimeout = ({ id, watched, slowness }: Schedule, percent: number): AlarmPlan => ({
  id: `${id}NearTimeout`,
  metric: functionMetric(watched.functionName, 'Duration', 'Maximum', slowness.period),
  breaches: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  threshold: (watched.timeout.toMilliseconds() * percent) / 100,
  of: slowness.of,
  // No run takes no time.
  missing: TreatMissingData.NOT_BREACHING,
  meaning: `${id} takes ${percent}% of its timeout of ${watched.timeout.toMinutes()} minutes or more: its runs may soon be cut off.`,
  firstSteps:
    'Compare the number of hosts with that of a month ago; look in the log for retries and throttling.',
  heading: 'Runs come near their timeout',
});

const givenUp = ({ id, watched }: Schedule): AlarmPlan => ({
  id: `${id}GivenUp`,
  metric: queueMetric(watched.failureQueueName, Duration.minutes(5)),
  breaches: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  threshold: 1,
  // The newest of three may not be there yet.
  of: [1, 3],
  // SQS falls silent on a queue that nobody has touched for six hours, whatever lies in it: it stays as it was.
  missing: TreatMissingData.IGNORE,
  meaning: `A run of ${id} failed twice and was given up. Its event stays in the dead-letter queue for 14 days.`,
  firstSteps:
    'Read the event and its error in the queue; once the cause is gone, run it again and purge the queue.',
  heading: 'Runs were given up',
});
