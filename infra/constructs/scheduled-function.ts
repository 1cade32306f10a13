import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { type AuditorConfig, BIN_HOURS } from '../config.ts';

export interface ScheduledFunctionProps {
  /** Path of the module that exports `handler`. */
  readonly entry: string;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  /** MiB, with a share of processor time in proportion: one vCPU at 1,769. @default 512 */
  readonly memorySize?: number;
  readonly schedule: ScheduleExpression;
  /** An event that could not be delivered or run for so long is dropped: 1 minute to 6 hours. */
  readonly maxEventAge: Duration;
  /** What becomes of the logs when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** A function, its schedule, its logs, and a role that can write these logs and nothing else until it is granted more. */
export class ScheduledFunction extends Construct {
  readonly role: Role;
  readonly functionName: string;

  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: props.removalPolicy,
    });
    // Not AWSLambdaBasicExecutionRole, which may write to every log group of the account.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);

    const handler = new NodejsFunction(this, 'Function', {
      entry: props.entry,
      description: props.description,
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memorySize ?? 512,
      timeout: props.timeout,
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      // Runs are idempotent: one more attempt a minute later covers a passing fault.
      retryAttempts: 1,
      maxEventAge: props.maxEventAge,
      bundling: {
        format: OutputFormat.ESM,
        mainFields: ['module', 'main'],
        minify: true,
        sourceMap: true,
        sourcesContent: false,
        // The tested, pinned SDK, not the one that the runtime happens to carry.
        bundleAwsSDK: true,
      },
    });
    this.functionName = handler.functionName;

    new Schedule(this, 'Schedule', {
      description: props.description,
      schedule: props.schedule,
      target: new LambdaInvoke(handler, {
        // The instant the run was due at is its identity, whenever and however often it is delivered.
        input: ScheduleTargetInput.fromObject({ scheduledAt: ContextAttribute.scheduledTime }),
        // The call only queues the event; from there on Lambda retries. One that is lost is followed by the next.
        retryAttempts: 0,
        maxEventAge: props.maxEventAge,
      }),
    });
  }
}

/** Every so many minutes, counted from the full hour in UTC; a rate would count from the stack's deployment. */
export function everyMinutes(periodMinutes: AuditorConfig['schedulePeriodMinutes']): ScheduleExpression {
  return ScheduleExpression.cron({ minute: periodMinutes === 60 ? '0' : `0/${periodMinutes}` });
}

/** So many minutes (0 to 59) after each bin closes, in UTC as the bins are. */
export function afterEachBin(minutes: number): ScheduleExpression {
  return ScheduleExpression.cron({ minute: String(minutes), hour: `0/${BIN_HOURS}` });
}
