import { execFileSync } from 'node:child_process';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { FleetAuditorStack } from '../../infra/fleet-auditor-stack.ts';
import { AuditFleetEnv, AuditFleetEvent } from '../../lambdas/audit-fleet/env.ts';
import { onlyProperties, readable, statementsByRole, unbundledApp } from './template.ts';

const fleetTag = { key: 'fleet', value: 'edge' };

const stackWith = (chosen: object = {}) =>
  new FleetAuditorStack(unbundledApp(), 'HaproxyFleetAuditor', {
    config: readConfig({ fleetTag, ...chosen }),
  });
const stack = stackWith();
const template = Template.fromStack(stack);
const here = `\${AWS::Region}:\${AWS::AccountId}`;

describe('FleetAuditorStack', () => {
  it('grants audit-fleet exactly what an audit needs', () => {
    const { AuditFleetRole } = statementsByRole(template);
    expect(AuditFleetRole).toEqual([
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `\${AuditFleetLogs.Arn}`),
      allow('ec2:DescribeInstances', '*'),
      allow('cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': 'HaproxyFleetAuditor' }),
      allow('ssm:SendCommand', `arn:\${AWS::Partition}:ssm:${here}:document/\${HostProbeDocument}`),
      allow('ssm:SendCommand', `arn:\${AWS::Partition}:ec2:${here}:instance/*`, {
        'ssm:resourceTag/fleet': 'edge',
      }),
      allow(['ssm:ListCommands', 'ssm:ListCommandInvocations', 'ssm:GetCommandInvocation'], '*'),
      allow(['s3:GetObject', 's3:PutObject'], `\${ArchiveBucket.Arn}/samples/*`),
      allow('s3:ListBucket', `\${ArchiveBucket.Arn}`),
    ]);
  });

  it('has a role for the function and one for its schedule, for these services only, without ready-made policies', () => {
    const roles = Object.values(template.findResources('AWS::IAM::Role')).map(({ Properties }) => Properties);
    expect(roles.map((role) => role.AssumeRolePolicyDocument.Statement[0].Principal.Service).sort()).toEqual([
      'lambda.amazonaws.com',
      'scheduler.amazonaws.com',
    ]);
    expect(roles.filter((role) => role.ManagedPolicyArns ?? role.Policies)).toEqual([]);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
    template.resourceCountIs('AWS::Lambda::Permission', 0);
  });

  it('gives audit-fleet the variables that it reads', () => {
    const chosen = {
      roleTagKey: 'tier',
      schedulePeriodMinutes: 30,
      deadlineSeconds: 90,
      metricBudget: 12,
      perHostMetrics: true,
    };
    const { Variables } = onlyProperties(Template.fromStack(stackWith(chosen)), 'AWS::Lambda::Function')
      .Environment as { Variables: Record<string, string> };
    expect(Variables.PROBE_DOCUMENT).toBe(`\${HostProbeDocument}`);
    expect(Variables.ARCHIVE_BUCKET).toBe(`\${ArchiveBucket}`);
    expect(Variables.ACCOUNT_ID).toBe(`\${AWS::AccountId}`);
    const deployed = {
      ...Variables,
      AWS_REGION: 'eu-west-1',
      ACCOUNT_ID: '111122223333',
      PROBE_DOCUMENT: onlyProperties(template, 'AWS::SSM::Document').Name,
      ARCHIVE_BUCKET: 'archive',
    };
    expect(AuditFleetEnv.parse(deployed)).toMatchObject({
      FLEET_TAG_KEY: 'fleet',
      FLEET_TAG_VALUE: 'edge',
      ROLE_TAG_KEY: 'tier',
      PERIOD_SECONDS: 1800,
      DEADLINE_SECONDS: 90,
      METRIC_BUDGET: 12,
      PER_HOST_METRICS: true,
    });
  });

  it.each([
    { schedulePeriodMinutes: 5, expression: 'cron(0/5 * * * ? *)', seconds: 300 },
    { schedulePeriodMinutes: 15, expression: 'cron(0/15 * * * ? *)', seconds: 900 },
    { schedulePeriodMinutes: 60, expression: 'cron(0 * * * ? *)', seconds: 3600 },
  ])('audits by $expression and drops events when the next is due', ({ expression, seconds, ...chosen }) => {
    const scheduled = Template.fromStack(stackWith(chosen));
    expect(onlyProperties(scheduled, 'AWS::Scheduler::Schedule')).toMatchObject({
      ScheduleExpression: expression,
      ScheduleExpressionTimezone: 'Etc/UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
    });
    expect(onlyProperties(scheduled, 'AWS::Lambda::EventInvokeConfig').MaximumEventAgeInSeconds).toBe(
      seconds,
    );
  });

  it.each([
    { removalPolicy: 'retain', deletion: 'Retain' },
    { removalPolicy: 'destroy', deletion: 'Delete' },
  ])('with $removalPolicy, archive and logs are subject to $deletion', ({ removalPolicy, deletion }) => {
    const removable = Template.fromStack(stackWith({ removalPolicy }));
    for (const type of ['AWS::S3::Bucket', 'AWS::Logs::LogGroup']) {
      removable.allResources(type, { DeletionPolicy: deletion });
    }
  });

  it('keeps samples for as long as configured', () => {
    const { LifecycleConfiguration } = onlyProperties(
      Template.fromStack(stackWith({ retentionDays: 70 })),
      'AWS::S3::Bucket',
    );
    expect(LifecycleConfiguration).toMatchObject({
      Rules: [{ Prefix: 'samples/', ExpirationInDays: 70 }, {}, {}, {}],
    });
  });

  it('fits any account and region', () => {
    expect(stack.environment).toBe('aws://unknown-account/unknown-region');
    expect(JSON.stringify(template.toJSON())).not.toMatch(/arn:aws|\d{12}:|(us|eu|ap)-\w+-\d/);
  });

  it.each([
    ['ArchiveBucketName', `\${ArchiveBucket}`],
    ['ProbeDocumentName', `\${HostProbeDocument}`],
    ['AuditFleetFunctionName', `\${AuditFleetFunction}`],
  ])('puts out %s', (output, value) => {
    expect(readable(template.findOutputs(output)[output]?.Value)).toBe(value);
  });

  it('puts out a command whose payload a shell turns into an event', () => {
    const command = readable(template.findOutputs('AuditNowCommand').AuditNowCommand?.Value) as string;
    const deployed = command
      .replace(`\${AWS::Region}`, 'eu-west-1')
      .replace(`\${AuditFleetFunction}`, 'AuditFleet');
    const shell = `aws() { for word; do printf '%s\\n' "$word"; done; }\n${deployed}`;
    const words = execFileSync('/bin/sh', ['-c', shell], { encoding: 'utf8' }).trimEnd().split('\n');
    const [payload] = words.splice(words.indexOf('--payload') + 1, 1);
    expect(words.join(' ')).toBe(
      'lambda invoke --region eu-west-1 --function-name AuditFleet --cli-read-timeout 0 --cli-binary-format raw-in-base64-out --payload audit.json',
    );
    expect(AuditFleetEvent.parse(JSON.parse(payload ?? '')).scheduledAt).toMatch(/:00Z$/);
  });
});

const allow = (action: string | string[], resource: string, equals?: Record<string, string>) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...(equals && { Condition: { StringEquals: equals } }),
});
