import { Duration } from 'aws-cdk-lib';
import type { ComparisonOperator, IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { BIN_HOURS } from '../../../lambdas/domain/records/time.ts';
import type { AuditorConfig } from '../../config.ts';
import type { FleetMetrics } from '../fleet-metrics.ts';

/** A function of the auditor, as alarms and dashboard look at it. */
export interface WatchedFunction {
  readonly functionName: string;
  readonly timeout: Duration;
  /** The queue that takes the events of runs that were given up. */
  readonly failureQueueName: string;
}

/** What the alarms watch, and from where on a figure is a person's business. */
export interface Watched {
  readonly audit: WatchedFunction;
  readonly score: WatchedFunction;
  readonly report: WatchedFunction;
  /** Of a hub: what watches over its places. */
  readonly watch?: WatchedFunction | undefined;
  readonly thresholds: AuditorConfig['alarms'];
  readonly auditPeriod: Duration;
  /** The queue of what chats and pagers were not told, where there are any. */
  readonly undeliveredQueueName?: string | undefined;
  /** The state machine of scorings, where these run in shards. */
  readonly scoringStateMachineArn?: string | undefined;
  /** Of this fleet. */
  readonly metrics: FleetMetrics;
}

/** One alarm as the tables list it. */
export interface AlarmPlan {
  /** Construct id, and the end of the alarm's name. */
  readonly id: string;
  readonly metric: IMetric;
  readonly breaches: ComparisonOperator;
  readonly threshold: number;
  /** It rings where so many of the last so many data points breach. */
  readonly of: readonly [datapoints: number, periods: number];
  /** What a period without a data point counts as; a comment beside it says why. */
  readonly missing: TreatMissingData;
  /**
   * For alarms that silence rings: how long a new one waits for its first data. CloudWatch begins anew with each update of
   * the alarm, so it must not be longer than the alarm takes to ring.
   */
  readonly warmUp?: Duration;
  /** Whether it can't wait until somebody reads their mail. */
  readonly pages?: true;
  readonly meaning: string;
  readonly firstSteps: string;
  /** Heading in docs/runbook.md. */
  readonly heading: string;
}

/** score-fleet publishes once a bin. */
export const SCORING_PERIOD = Duration.hours(BIN_HOURS);
