import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Duration, type RemovalPolicy, Stack, Stage, Token } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { VpcConfig } from '../config/account.ts';
import type { FunctionSize } from '../config/function-size.ts';
import type { AuditorConfig } from '../config.ts';
import { runInVpc } from './run-in-vpc.ts';

export interface AuditorFunctionProps {
  /** Path of the module that exports `handler`. */
  readonly entry: string;
  /** The code itself, a CommonJS module that takes the runtime's own SDK. @default a bundle of the entry, as an asset */
  readonly inlineCode?: string | undefined;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly size: FunctionSize;
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

/** A function, its logs, and a role that can write these and nothing else until it is granted more. */
export class AuditorFunction extends Construct {
  readonly role: Role;
  readonly function: LambdaFunction;
  readonly timeout: Duration;

  constructor(scope: Construct, id: string, props: AuditorFunctionProps) {
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
    });
    if (props.vpc) runInVpc(this.function, this.role, props.vpc);
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
