import { fileURLToPath } from 'node:url';
import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { AuditFleetVariables } from '../lambdas/audit-fleet/env.ts';
import { METRIC_NAMESPACE } from '../lambdas/metrics.ts';
import type { AuditorConfig } from './config.ts';
import { ArchiveBucket } from './constructs/archive-bucket.ts';
import { HostProbeDocument } from './constructs/host-probe-document.ts';
import { everyMinutes, ScheduledFunction } from './constructs/scheduled-function.ts';

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

    new CfnOutput(this, 'ArchiveBucketName', { value: archive.bucketName });
    new CfnOutput(this, 'ProbeDocumentName', { value: probe.documentName });
    new CfnOutput(this, 'AuditFleetFunctionName', { value: auditFleet.functionName });
    new CfnOutput(this, 'AuditNowCommand', {
      description: 'Audits the fleet now; the answer is written to audit.json',
      value: invokeNowCommand(auditFleet.functionName),
    });
  }
}

const handlerOf = (verb: string): string =>
  fileURLToPath(new URL(`../lambdas/${verb}/handler.ts`, import.meta.url));

function grantListHosts(role: IRole): void {
  // AWS has no narrower resource, nor a tag condition, for the Describe actions of EC2.
  role.addToPrincipalPolicy(new PolicyStatement({ actions: ['ec2:DescribeInstances'], resources: ['*'] }));
}

function grantPublishMetrics(role: IRole): void {
  // Metrics have no ARN: the namespace is the only bound there is.
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': METRIC_NAMESPACE } },
    }),
  );
}

/** A read timeout of 0: by default the CLI gives up after 60 s and invokes again, while the first run goes on. */
const invokeNowCommand = (functionName: string): string =>
  [
    `aws lambda invoke --region ${Aws.REGION} --function-name ${functionName}`,
    '--cli-read-timeout 0 --cli-binary-format raw-in-base64-out',
    '--payload "{\\"scheduledAt\\":\\"$(date -u +%Y-%m-%dT%H:%M:00Z)\\"}" audit.json',
  ].join(' ');
