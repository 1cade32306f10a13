import { fileURLToPath } from 'node:url';
import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { type IRole, ManagedPolicy, PermissionsBoundary, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { AuditFleetVariables } from '../lambdas/audit-fleet/env.ts';
import { EVENT_SOURCE, METRIC_NAMESPACE } from '../lambdas/metrics.ts';
import type { ScoreFleetVariables } from '../lambdas/score-fleet/env.ts';
import { type AuditorConfig, BIN_HOURS } from './config.ts';
import { acknowledgeWildcard } from './constructs/acknowledge.ts';
import { ArchiveBucket } from './constructs/archive-bucket.ts';
import { HostProbeDocument } from './constructs/host-probe-document.ts';
import { afterEachBin, everyMinutes, ScheduledFunction } from './constructs/scheduled-function.ts';

export interface FleetAuditorStackProps extends StackProps {
  readonly config: AuditorConfig;
}

/** Everything the auditor is in one account and region. */
export class FleetAuditorStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: FleetAuditorStackProps) {
    super(scope, id, props);
    const removalPolicy = config.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const period = Duration.minutes(config.schedulePeriodMinutes);

    const archive = new ArchiveBucket(this, 'Archive', {
      retentionDays: config.retentionDays,
      removalPolicy,
      existingBucketName: config.archiveBucketName,
      keyArn: config.archiveKeyArn,
    });
    const probe = new HostProbeDocument(this, 'HostProbe');
    const auditFleet = new ScheduledFunction(this, 'AuditFleet', {
      entry: handlerOf('audit-fleet'),
      description: 'Asks each host of the fleet how its TCP memory and its HAProxy processes stand',
      timeout: Duration.minutes(5),
      schedule: everyMinutes(config.schedulePeriodMinutes),
      maxEventAge: period,
      removalPolicy,
      environment: {
        ACCOUNT_ID: Aws.ACCOUNT_ID,
        ARCHIVE_BUCKET: archive.bucketName,
        PROBE_DOCUMENT: probe.documentName,
        FLEET_TAG_KEY: config.fleetTag.key,
        FLEET_TAG_VALUE: config.fleetTag.value,
        ROLE_TAG_KEY: config.roleTagKey,
        PERIOD_SECONDS: String(period.toSeconds()),
        DEADLINE_SECONDS: String(config.deadlineSeconds),
        METRIC_BUDGET: String(config.metricBudget),
        PER_HOST_METRICS: config.perHostMetrics ? 'true' : 'false',
      } satisfies AuditFleetVariables,
    });
    grantListHosts(auditFleet.role);
    grantPublishMetrics(auditFleet.role);
    probe.grantRun(auditFleet.role, config.fleetTag);
    archive.grantReadWrite(auditFleet.role, 'samples');

    const scoreFleet = new ScheduledFunction(this, 'ScoreFleet', {
      entry: handlerOf('score-fleet'),
      description: 'Judges from four weeks of the archive which hosts leak, and tells what changed',
      timeout: Duration.minutes(15),
      // One whole vCPU: the statistics are one thread's work.
      memorySize: 1769,
      // The bin's last audit, its retry included, has ended by then.
      schedule: afterEachBin(20),
      maxEventAge: Duration.hours(BIN_HOURS),
      removalPolicy,
      environment: {
        ACCOUNT_ID: Aws.ACCOUNT_ID,
        ARCHIVE_BUCKET: archive.bucketName,
        ACKNOWLEDGEMENTS: JSON.stringify(config.acknowledgements),
      } satisfies ScoreFleetVariables,
    });
    grantPublishMetrics(scoreFleet.role);
    grantEmitFindings(scoreFleet.role);
    archive.grantRead(scoreFleet.role, 'samples');
    archive.grantReadWrite(scoreFleet.role, 'bins');
    archive.grantReadWrite(scoreFleet.role, 'assessments');

    if (config.permissionsBoundaryArn) {
      const boundary = ManagedPolicy.fromManagedPolicyArn(this, 'Boundary', config.permissionsBoundaryArn);
      PermissionsBoundary.of(this).apply(boundary);
    }

    new CfnOutput(this, 'ArchiveBucketName', { value: archive.bucketName });
    new CfnOutput(this, 'ProbeDocumentName', { value: probe.documentName });
    new CfnOutput(this, 'AuditFleetFunctionName', { value: auditFleet.function.functionName });
    new CfnOutput(this, 'AuditNowCommand', {
      description: 'Audits the fleet now; the answer is written to audit.json',
      value: invokeNowCommand(auditFleet.function.functionName, 'audit.json'),
    });
    new CfnOutput(this, 'ScoreFleetFunctionName', { value: scoreFleet.function.functionName });
    new CfnOutput(this, 'ScoreNowCommand', {
      description: 'Scores the fleet by the bins that have closed; the answer is written to score.json',
      value: invokeNowCommand(scoreFleet.function.functionName, 'score.json'),
    });
  }
}

const handlerOf = (verb: string): string =>
  fileURLToPath(new URL(`../lambdas/${verb}/handler.ts`, import.meta.url));

function grantListHosts(role: IRole): void {
  role.addToPrincipalPolicy(new PolicyStatement({ actions: ['ec2:DescribeInstances'], resources: ['*'] }));
  acknowledgeWildcard(
    role,
    '*',
    'AWS has no narrower resource, nor a tag condition, for describing instances.',
  );
}

function grantPublishMetrics(role: IRole): void {
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': METRIC_NAMESPACE } },
    }),
  );
  acknowledgeWildcard(role, '*', 'Metrics have no ARN: the namespace is the only bound there is.');
}

function grantEmitFindings(role: IRole): void {
  // The default bus carries the events of the whole account: this role speaks there under its own name alone.
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['events:PutEvents'],
      resources: [`arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:event-bus/default`],
      conditions: { StringEquals: { 'events:source': EVENT_SOURCE } },
    }),
  );
}

/** A read timeout of 0: by default the CLI gives up after 60 s and invokes again, while the first run goes on. */
const invokeNowCommand = (functionName: string, answerFile: string): string =>
  [
    `aws lambda invoke --region ${Aws.REGION} --function-name ${functionName}`,
    '--cli-read-timeout 0 --cli-binary-format raw-in-base64-out',
    '--payload "{\\"scheduledAt\\":\\"$(date -u +%Y-%m-%dT%H:%M:00Z)\\"}"',
    answerFile,
  ].join(' ');
