import { Duration, TimeZone } from 'aws-cdk-lib';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IDependable } from 'constructs';
import { BIN_HOURS } from '../../lambdas/domain/records/time.ts';
import type { ReportConfig } from '../config/report.ts';
import type { AuditorConfig } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import { AuditorFunction, type AuditorFunctionProps } from './auditor-function.ts';
import { type InvokeFunctionProps, invokeFunction, type StartedTarget } from './invoke-function.ts';

export interface ScheduledFunctionProps extends AuditorFunctionProps {
  readonly schedule: ScheduleExpression;
  /** An event that could not be delivered or run for so long is dropped: 1 minute to 6 hours. */
  readonly maxEventAge: Duration;
  /** What the schedule starts. @default the function */
  readonly target?: (scope: Construct, props: InvokeFunctionProps) => StartedTarget;
}

/**
 * A function, its schedule, its logs, a queue of what it failed to do, and a role that can write these two and nothing
 * else until it is granted more.
 */
export class ScheduledFunction extends AuditorFunction {
  /** Events that the schedule could not deliver, and those that the function failed to handle, twice or for too long. */
  readonly failures: Queue;
  readonly #schedule: Schedule;

  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id, props);
    this.failures = new Queue(this, 'Failures', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.failures, 'SQS3', "This is a dead-letter queue: the schedule's, and the function's.");
    this.function.configureAsyncInvoke({
      // Runs are idempotent: one more attempt a minute later covers a passing fault.
      retryAttempts: 1,
      maxEventAge: props.maxEventAge,
      onFailure: new SqsDestination(this.failures),
    });

    const { target, role } = (props.target ?? invokeFunction)(this, {
      function: this.function,
      failures: this.failures,
      maxEventAge: props.maxEventAge,
    });
    this.#schedule = new Schedule(this, 'Schedule', {
      description: props.description,
      schedule: props.schedule,
      target,
    });
    // Scheduler refuses a role that IAM made a moment ago: this one is made before the function, and the schedule after it.
    (this.function.node.defaultChild as CfnFunction).addResourceDependency(role.node.defaultChild as CfnRole);
    this.#schedule.node.addDependency(role.node.findChild('DefaultPolicy'));
  }

  /**
   * Makes the schedule after all of these, so that nothing runs, and nothing is archived, in a deployment that fails and
   * is rolled back.
   */
  startAfter(...others: IDependable[]): void {
    this.#schedule.node.addDependency(...others);
  }
}

/**
 * Every so many minutes, counted from the full hour in UTC or from so many minutes after it; a rate would count from the
 * stack's deployment.
 */
export function everyMinutes(
  periodMinutes: AuditorConfig['schedulePeriodMinutes'],
  from = 0,
): ScheduleExpression {
  return ScheduleExpression.cron({ minute: periodMinutes === 60 ? `${from}` : `${from}/${periodMinutes}` });
}

/** So many minutes (0 to 59) after each bin closes, in UTC as the bins are. */
export function afterEachBin(minutes: number): ScheduleExpression {
  return ScheduleExpression.cron({ minute: String(minutes), hour: `0/${BIN_HOURS}` });
}

/** Once a week, at a time of day in a zone. A time that summer time leaves out is left out that week. */
export function weekly({
  weekday,
  time,
  timeZone,
}: Pick<ReportConfig, 'weekday' | 'time' | 'timeZone'>): ScheduleExpression {
  const [hour = '', minute = ''] = time.split(':').map((text) => String(Number(text)));
  const weekDay = weekday.slice(0, 3).toUpperCase();
  return ScheduleExpression.cron({ minute, hour, weekDay, timeZone: TimeZone.of(timeZone) });
}
