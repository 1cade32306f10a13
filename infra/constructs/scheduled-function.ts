import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Duration, type RemovalPolicy, Stack, Stage, TimeZone, Token } from 'aws-cdk-lib';
import { type CfnRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  type CfnFunction,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import { BIN_HOURS } from '../../lambdas/domain/records/time.ts';
import type { VpcConfig } from '../config/account.ts';
import type { FunctionSize } from '../config/function-size.ts';
import type { ReportConfig } from '../config/report.ts';
import type { AuditorConfig } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import { invokeFunction } from './invoke-function.ts';
import { runInVpc } from './run-in-vpc.ts';

export interface ScheduledFunctionProps {
  /** Path of the module that exports `handler`. */
  readonly entry: string;
  /** The code itself, a CommonJS module that takes the runtime's own SDK. @default a bundle of the entry, as an asset */
  readonly inlineCode?: string | undefined;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly size: FunctionSize;
  readonly schedule: ScheduleExpression;
  /** An event that could not be delivered or run for so long is dropped: 1 minute to 6 hours. */
  readonly maxEventAge: Duration;
  /** Whether the logs are deleted with the stack. */
  readonly removalPolicy: RemovalPolicy;
  /** @default 30 days */
  readonly logRetentionDays?: AuditorConfig['logRetentionDays'];
  /** The customer key of the logs. @default CloudWatch's own keys */
  readonly logKeyArn?: string | undefined;
  /** @default no VPC of the account */
  readonly vpc?: VpcConfig | undefined;
  /** What a reviewer should know of the role; IAM's console shows it. */
  readonly roleDescription?: string;
}

/**
 * A function, its schedule, its logs, a queue of what it failed to do, and a role that can write these two and nothing
 * else until it is granted more.
 */
export class ScheduledFunction extends Construct {
  readonly role: Role;
  readonly function: LambdaFunction;
  /** Events that the schedule could not deliver, and those that the function failed to handle, twice or for too long. */
  readonly failures: Queue;
  readonly timeout: Duration;
  readonly #schedule: Schedule;

  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id);
    this.timeout = Duration.minutes(props.size.timeoutMinutes);
    const { inlineCode } = props;
    const environment = {
      ...props.environment,
      ...(inlineCode === undefined && { NODE_OPTIONS: '--enable-source-maps' }),
    };
    checkSize(id, environment);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetentionDays ?? RetentionDays.ONE_MONTH,
      removalPolicy: props.removalPolicy,
      ...(props.logKeyArn && { encryptionKey: Key.fromKeyArn(this, 'LogKey', props.logKeyArn) }),
    });
    // Not AWSLambdaBasicExecutionRole, which may write to every log group of the account.
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      ...(props.roleDescription && { description: props.roleDescription }),
    });
    logGroup.grantWrite(this.role);
    this.failures = new Queue(this, 'Failures', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.failures, 'SQS3', "This is a dead-letter queue: the schedule's, and the function's.");

    this.function = new LambdaFunction(this, 'Function', {
      code: inlineCode === undefined ? codeOf(this, props.entry) : Code.fromInline(inlineCode),
      handler: 'index.handler',
      description: props.description,
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.size.memoryMiB,
      timeout: this.timeout,
      environment,
      // Runs are idempotent: one more attempt a minute later covers a passing fault.
      retryAttempts: 1,
      maxEventAge: props.maxEventAge,
      onFailure: new SqsDestination(this.failures),
    });

    if (props.vpc) runInVpc(this.function, this.role, props.vpc);

    const { target, role } = invokeFunction(this, {
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

const BUNDLER = fileURLToPath(new URL('../bundle-function.ts', import.meta.url));

function codeOf(scope: Construct, entry: string): Code {
  // Templates are read by many tests, and bundles by few.
  if (!Stack.of(scope).bundlingRequired) return Code.fromAsset(dirname(entry));
  // Below the assembly: the paths in a source map, and with them the hash of the asset, are those of any clone.
  const outdir = join(Stage.of(scope)?.outdir ?? '', 'bundles', basename(dirname(entry)));
  return Code.fromCustomCommand(outdir, [process.execPath, BUNDLER, entry, outdir]);
}

/** Bytes that Lambda takes of names and values of a function's variables together. */
const MAXIMUM_VARIABLES_BYTES = 4_096;
/** Of what only a deployment knows: the longest are the names of a bucket and of a document. */
const UNRESOLVED_BYTES = 128;

/** CloudFormation finds out in the middle of a deployment, and rolls back. */
function checkSize(id: string, environment: Readonly<Record<string, string>>): void {
  const bytes = Object.entries(environment)
    .map(
      ([name, value]) =>
        name.length + (Token.isUnresolved(value) ? UNRESOLVED_BYTES : Buffer.byteLength(value)),
    )
    .reduce((sum, each) => sum + each, 0);
  if (bytes <= MAXIMUM_VARIABLES_BYTES) return;
  throw new Error(`The variables of ${id} take ${bytes} bytes, and Lambda takes ${MAXIMUM_VARIABLES_BYTES}`);
}

/** Every so many minutes, counted from the full hour in UTC; a rate would count from the stack's deployment. */
export function everyMinutes(periodMinutes: AuditorConfig['schedulePeriodMinutes']): ScheduleExpression {
  return ScheduleExpression.cron({ minute: periodMinutes === 60 ? '0' : `0/${periodMinutes}` });
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
