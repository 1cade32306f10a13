import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { readConfig, SCHEDULE_PERIODS_MINUTES } from '../../infra/config.ts';
import { FleetAuditorStack } from '../../infra/fleet-auditor-stack.ts';
import { AuditFleetEnv } from '../../lambdas/audit-fleet/env.ts';
import { previousProbeDocument, previousProbeDocumentName } from '../../lambdas/probe/previous-document.ts';
import { probeDocumentHash, probeDocumentName } from '../../lambdas/probe/probe-document.ts';
import { ScoreFleetEnv } from '../../lambdas/score-fleet/env.ts';
import { SendReportEnv } from '../../lambdas/send-report/env.ts';
import { EVENT_SOURCE, REPORT_DETAIL_TYPE } from '../../lambdas/telemetry.ts';
import { leastConfig } from './least-config.ts';
import { onlyProperties, propertiesOf, readable, statementsByRole, unbundledApp } from './template.ts';

const fleetTag = { key: 'fleet', value: 'edge' };

const stackWith = (chosen: object = {}) =>
  new FleetAuditorStack(unbundledApp(), 'HaproxyFleetAuditor', {
    config: readConfig({ ...leastConfig, fleetTag, ...chosen }),
  });
const stack = stackWith();
const template = Template.fromStack(stack);
const PROBE_ID = `\${HostProbeDocument${probeDocumentHash()}}`;
const PREVIOUS_PROBE_ID = `\${HostProbeDocument${probeDocumentHash(previousProbeDocument())}}`;
const place = `account=\${AWS::AccountId}/region=\${AWS::Region}`;
const here = `\${AWS::Region}:\${AWS::AccountId}`;

describe('FleetAuditorStack', () => {
  it('grants audit-fleet exactly what an audit needs', () => {
    const { AuditFleetRole } = statementsByRole(template);
    expect(AuditFleetRole).toEqual([
      ...allowOwnLogsAndFailures('AuditFleet'),
      allow('ec2:DescribeInstances', '*'),
      allow('ssm:SendCommand', [
        `arn:\${AWS::Partition}:ssm:${here}:document/${PROBE_ID}`,
        `arn:\${AWS::Partition}:ssm:${here}:document/${PREVIOUS_PROBE_ID}`,
      ]),
      allow('ssm:SendCommand', `arn:\${AWS::Partition}:ec2:${here}:instance/*`, {
        'ssm:resourceTag/fleet': 'edge',
      }),
      allow(['ssm:ListCommands', 'ssm:ListCommandInvocations', 'ssm:GetCommandInvocation'], '*'),
      allow('cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': 'HaproxyFleetAuditor' }),
      allow(['s3:GetObject', 's3:PutObject'], `\${ArchiveBucket.Arn}/samples/${place}/*`),
      allow('s3:ListBucket', `\${ArchiveBucket.Arn}`),
      allow(['s3:GetObject', 's3:PutObject'], `\${ArchiveBucket.Arn}/trials/${place}/*`),
    ]);
  });

  it('grants score-fleet exactly what a score needs', () => {
    const { ScoreFleetRole } = statementsByRole(template);
    expect(ScoreFleetRole).toEqual([
      ...allowOwnLogsAndFailures('ScoreFleet'),
      allow('cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': 'HaproxyFleetAuditor' }),
      allow('events:PutEvents', `arn:\${AWS::Partition}:events:${here}:event-bus/default`, {
        'events:source': 'haproxy-fleet-auditor',
        'events:detail-type': ['Finding Opened', 'Finding Worsened', 'Finding Closed', 'Findings Digest'],
      }),
      allow('sns:Publish', `\${AlertsNotices}`),
      allow(['kms:Decrypt', 'kms:GenerateDataKey'], `\${AlertsKey.Arn}`, {
        'kms:ViaService': `sns.\${AWS::Region}.\${AWS::URLSuffix}`,
      }),
      allow('s3:GetObject', `\${ArchiveBucket.Arn}/samples/${place}/*`),
      allow('s3:ListBucket', `\${ArchiveBucket.Arn}`),
      allow(['s3:GetObject', 's3:PutObject'], `\${ArchiveBucket.Arn}/bins/${place}/*`),
      allow(['s3:GetObject', 's3:PutObject'], `\${ArchiveBucket.Arn}/assessments/${place}/*`),
      allow(['s3:GetObject', 's3:PutObject'], `\${ArchiveBucket.Arn}/digests/${place}/*`),
      allow('s3:GetObject', `\${ArchiveBucket.Arn}/reports/${place}/*`),
      allow('s3:GetObject', `\${ArchiveBucket.Arn}/knowledge/*`),
      allow('s3:GetObject', `\${ArchiveBucket.Arn}/acknowledgements/${place}/*`),
    ]);
  });

  it('grants send-report exactly what a report needs, and to mail to its recipients alone', () => {
    const { SendReportRole } = statementsByRole(template);
    expect(SendReportRole).toEqual([
      ...allowOwnLogsAndFailures('SendReport'),
      allow('cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': 'HaproxyFleetAuditor' }),
      allow('s3:GetObject', `\${ArchiveBucket.Arn}/samples/${place}/*`),
      allow('s3:ListBucket', `\${ArchiveBucket.Arn}`),
      allow('s3:GetObject', `\${ArchiveBucket.Arn}/bins/${place}/*`),
      allow('s3:GetObject', `\${ArchiveBucket.Arn}/assessments/${place}/*`),
      allow('s3:GetObject', `\${ArchiveBucket.Arn}/knowledge/*`),
      allow(['s3:GetObject', 's3:PutObject'], `\${ArchiveBucket.Arn}/reports/${place}/*`),
      {
        ...allow(
          ['ses:SendEmail', 'ses:SendRawEmail'],
          [
            `arn:\${AWS::Partition}:ses:${here}:identity/*`,
            `arn:\${AWS::Partition}:ses:${here}:configuration-set/*`,
          ],
        ),
        Condition: {
          StringEquals: { 'ses:FromAddress': 'auditor@example.org' },
          'ForAllValues:StringEquals': { 'ses:Recipients': ['sre@example.org'] },
        },
      },
    ]);
  });

  it('tells the topic for notices where the report lies, and needs nothing of SES, where it is not mailed', () => {
    const unmailed = Template.fromStack(stackWith({ report: { delivery: 'topic' } }));
    unmailed.resourceCountIs('AWS::SES::EmailIdentity', 0);
    expect(JSON.stringify(unmailed.toJSON())).not.toMatch(/"ses:|SENDER|RECIPIENTS/);
    expect(statementsByRole(unmailed).SendReportRole).toContainEqual(
      allow('events:PutEvents', `arn:\${AWS::Partition}:events:${here}:event-bus/default`, {
        'events:source': EVENT_SOURCE,
        'events:detail-type': [REPORT_DETAIL_TYPE],
      }),
    );
    const { EventPattern, Targets } = propertiesOf(unmailed, 'ReportNoticeRule') as {
      EventPattern: object;
      Targets: [{ Arn: string; DeadLetterConfig: object; InputTransformer: { InputTemplate: string } }];
    };
    expect(EventPattern).toEqual({
      source: [EVENT_SOURCE],
      'detail-type': [REPORT_DETAIL_TYPE],
      detail: { fleet: ['haproxy'] },
    });
    expect(Targets[0].Arn).toBe(`\${AlertsNotices}`);
    expect(Targets[0].DeadLetterConfig).toEqual({ Arn: `\${SendReportFailures.Arn}` });
    expect(Targets[0].InputTransformer.InputTemplate).toBe('"<detail-subject>."\n"Report: <detail-url>"');
    template.resourceCountIs('AWS::SES::EmailIdentity', 1);
  });

  it('mails by the SES of the region that is configured', () => {
    const report = { ...leastConfig.report, senderIdentity: 'existing-domain', mailRegion: 'us-east-1' };
    const elsewhere = Template.fromStack(stackWith({ report }));
    expect(variablesOf(elsewhere, 'SendReportFunction').MAIL_REGION).toBe('us-east-1');
    expect(JSON.stringify(statementsByRole(elsewhere).SendReportRole)).toContain(':ses:us-east-1:');
  });

  it('has a role for each function and one for each schedule, for these services only, without ready-made policies', () => {
    const roles = Object.values(template.findResources('AWS::IAM::Role')).map(({ Properties }) => Properties);
    expect(roles.map((role) => role.AssumeRolePolicyDocument.Statement[0].Principal.Service).sort()).toEqual([
      ...Array(3).fill('lambda.amazonaws.com'),
      ...Array(3).fill('scheduler.amazonaws.com'),
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
    const Variables = variablesOf(Template.fromStack(stackWith(chosen)), 'AuditFleetFunction');
    expect(Variables.PROBE_DOCUMENT).toBe(PROBE_ID);
    expect(Variables.PREVIOUS_PROBE_DOCUMENT).toBe(PREVIOUS_PROBE_ID);
    expect(Variables.ARCHIVE_BUCKET).toBe(`\${ArchiveBucket}`);
    expect(Variables.ACCOUNT_ID).toBe(`\${AWS::AccountId}`);
    const deployed = {
      ...Variables,
      AWS_REGION: 'eu-west-1',
      ACCOUNT_ID: '111122223333',
      PROBE_DOCUMENT: probeDocumentName('HaproxyFleetAuditor'),
      PREVIOUS_PROBE_DOCUMENT: previousProbeDocumentName('HaproxyFleetAuditor'),
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

  it('gives score-fleet the variables that it reads', () => {
    const acknowledgement = { target: 'lb-7', reason: 'drained', until: '2026-12-04T12:00:00Z' };
    const chosen = { acknowledgements: [acknowledgement] };
    const Variables = variablesOf(Template.fromStack(stackWith(chosen)), 'ScoreFleetFunction');
    expect(Variables).toMatchObject({
      ACCOUNT_ID: `\${AWS::AccountId}`,
      ARCHIVE_BUCKET: `\${ArchiveBucket}`,
      NOTIFY_TOPIC_ARN: `\${AlertsNotices}`,
      DASHBOARD_URL: `https://\${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=\${AWS::Region}#dashboards/dashboard/HaproxyFleetAuditor-\${AWS::Region}`,
      RUNBOOK_URL: 'docs/runbook.md#a-host-leaks',
    });
    const deployed = {
      ...Variables,
      AWS_REGION: 'eu-west-1',
      ACCOUNT_ID: '111122223333',
      ARCHIVE_BUCKET: 'archive',
      NOTIFY_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:notices',
    };
    expect(ScoreFleetEnv.parse(deployed)).toMatchObject({ ACKNOWLEDGEMENTS: [acknowledgement] });
  });

  it('gives send-report the variables that it reads', () => {
    const report = {
      sender: 'auditor@example.org',
      recipients: ['sre@example.org', 'edge@example.org'],
      timeZone: 'Europe/Berlin',
      attach: false,
    };
    const Variables = variablesOf(Template.fromStack(stackWith({ report })), 'SendReportFunction');
    expect(Variables).toMatchObject({
      ACCOUNT_ID: `\${AWS::AccountId}`,
      ARCHIVE_BUCKET: `\${ArchiveBucket}`,
    });
    const deployed = {
      ...Variables,
      AWS_REGION: 'eu-west-1',
      ACCOUNT_ID: '111122223333',
      ARCHIVE_BUCKET: 'archive',
    };
    expect(SendReportEnv.parse(deployed)).toMatchObject({
      SENDER: report.sender,
      RECIPIENTS: report.recipients,
      TIME_ZONE: report.timeZone,
      ATTACH_REPORT: false,
    });
  });

  it('reports once a week in the configured zone, and keeps an event for as long as Lambda does', () => {
    const report = { ...leastConfig.report, weekday: 'friday', time: '07:30', timeZone: 'Asia/Tokyo' };
    const scheduled = Template.fromStack(stackWith({ report }));
    expect(propertiesOf(scheduled, 'SendReportSchedule')).toMatchObject({
      ScheduleExpression: 'cron(30 7 ? * FRI *)',
      ScheduleExpressionTimezone: 'Asia/Tokyo',
    });
    expect(propertiesOf(scheduled, 'SendReportFunctionEventInvokeConfig')).toMatchObject({
      MaximumEventAgeInSeconds: 6 * 3600,
      MaximumRetryAttempts: 1,
    });
  });

  it.each([
    { id: 'SendReportFunction', size: { MemorySize: 1769, Timeout: 900 } },
    { id: 'AuditFleetFunction', size: { MemorySize: 512, Timeout: 300 } },
    { id: 'ScoreFleetFunction', size: { MemorySize: 1769, Timeout: 900 } },
  ])('gives $id $size', ({ id, size }) => {
    expect(propertiesOf(template, id)).toMatchObject(size);
  });

  it('gives all three more memory for a larger fleet', () => {
    const large = Template.fromStack(stackWith({ largestFleet: 50_000, memoryQuotaMiB: 10_240 }));
    for (const id of ['SendReportFunction', 'AuditFleetFunction', 'ScoreFleetFunction']) {
      expect(propertiesOf(large, id).MemorySize).toBeGreaterThan(
        2 * Number(propertiesOf(template, id).MemorySize),
      );
      expect(propertiesOf(large, id).MemorySize).toBeLessThanOrEqual(10_240);
    }
  });

  it.each([
    { schedulePeriodMinutes: 5, expression: 'cron(0/5 * * * ? *)', seconds: 300 },
    { schedulePeriodMinutes: 15, expression: 'cron(0/15 * * * ? *)', seconds: 900 },
    { schedulePeriodMinutes: 60, expression: 'cron(0 * * * ? *)', seconds: 3600 },
  ])('audits by $expression and drops events when the next is due', ({ expression, seconds, ...chosen }) => {
    const scheduled = Template.fromStack(stackWith(chosen));
    expect(propertiesOf(scheduled, 'AuditFleetSchedule')).toMatchObject(onSchedule(expression));
    expect(propertiesOf(scheduled, 'AuditFleetFunctionEventInvokeConfig')).toMatchObject({
      MaximumEventAgeInSeconds: seconds,
      MaximumRetryAttempts: 1,
    });
  });

  it('scores 20 minutes after each bin closes and drops events when the next is due', () => {
    expect(propertiesOf(template, 'ScoreFleetSchedule')).toMatchObject(onSchedule('cron(20 0/3 * * ? *)'));
    expect(propertiesOf(template, 'ScoreFleetFunctionEventInvokeConfig')).toMatchObject({
      MaximumEventAgeInSeconds: 3 * 3600,
      MaximumRetryAttempts: 1,
    });
  });

  it('scores after the last audit of a bin has ended, even one that began again a minute after it failed', () => {
    const periodMinutes = Math.min(...SCHEDULE_PERIODS_MINUTES);
    const { Timeout } = propertiesOf(template, 'AuditFleetFunction') as { Timeout: number };
    const { ScheduleExpression } = propertiesOf(template, 'ScoreFleetSchedule') as Record<string, string>;
    const scoredAfterMinutes = Number(/^cron\((\d+) /.exec(ScheduleExpression ?? '')?.[1]);
    expect(scoredAfterMinutes * 60).toBeGreaterThan(Timeout + 60 + Timeout - periodMinutes * 60);
  });

  it.each([
    { removalPolicy: 'retain', deletion: 'RetainExceptOnCreate' },
    { removalPolicy: 'destroy', deletion: 'Delete' },
  ])('with $removalPolicy, archive and logs are subject to $deletion', ({ removalPolicy, deletion }) => {
    const removable = Template.fromStack(stackWith({ removalPolicy }));
    for (const type of ['AWS::S3::Bucket', 'AWS::Logs::LogGroup']) {
      removable.allResources(type, { DeletionPolicy: deletion });
    }
  });

  it('writes to an existing bucket, encrypted with its key, where there is one', () => {
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/0123abcd';
    const existing = Template.fromStack(stackWith({ archiveBucketName: 'logs', archiveKeyArn: key }));
    existing.resourceCountIs('AWS::S3::Bucket', 0);
    expect(variablesOf(existing, 'AuditFleetFunction').ARCHIVE_BUCKET).toBe('logs');
    const { AuditFleetRole } = statementsByRole(existing);
    expect(AuditFleetRole?.filter((statement) => JSON.stringify(statement).includes(key))).toMatchObject([
      { Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key },
    ]);
  });

  it('sets the permissions boundary on each role, where there is one', () => {
    const boundary = 'arn:aws:iam::111122223333:policy/edge';
    const bounded = Template.fromStack(stackWith({ permissionsBoundaryArn: boundary }));
    bounded.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: boundary });
    expect(JSON.stringify(template.findResources('AWS::IAM::Role'))).not.toContain('PermissionsBoundary');
  });

  it('has a namespace of its own where it has a name, in quotes where the dashboard searches it', () => {
    const named = Template.fromStack(stackWith({ name: 'edge-eu' }));
    const { DashboardBody } = onlyProperties(named, 'AWS::CloudWatch::Dashboard');
    expect(DashboardBody).toContain(String.raw`SEARCH('{\"HaproxyFleetAuditor/edge-eu\",Release}`);
    expect(DashboardBody).not.toMatch(/HaproxyFleetAuditor[",]/);
  });

  it('keeps samples for as long as configured, and bins for four weeks longer', () => {
    const { LifecycleConfiguration } = onlyProperties(
      Template.fromStack(stackWith({ retentionDays: 70 })),
      'AWS::S3::Bucket',
    );
    expect(LifecycleConfiguration).toMatchObject({
      Rules: [{ Prefix: 'samples/', ExpirationInDays: 70 }, { ExpirationInDays: 98 }, {}, {}, {}, {}, {}, {}],
    });
  });

  it('fits any account and region', () => {
    expect(stack.environment).toBe('aws://unknown-account/unknown-region');
    expect(JSON.stringify(template.toJSON())).not.toMatch(/arn:aws|\d{12}:|(us|eu|ap)-\w+-\d/);
  });

  it.each([
    ['ArchiveBucketName', `\${ArchiveBucket}`],
    ['ProbeDocumentName', PROBE_ID],
    ['PreviousProbeDocumentName', PREVIOUS_PROBE_ID],
    ['AuditFleetFunctionName', `\${AuditFleetFunction}`],
    ['ScoreFleetFunctionName', `\${ScoreFleetFunction}`],
    ['SendReportFunctionName', `\${SendReportFunction}`],
    [
      'ShowFleetCommand',
      `aws s3 cp --region \${AWS::Region} s3://\${ArchiveBucket}/assessments/account=\${AWS::AccountId}/region=\${AWS::Region}/latest.json.gz - | gunzip | jq '{assessedAt, fleet, worst: [.hosts[:5][] | {hostId, name, version, verdict, score}]}'`,
    ],
  ])('puts out %s', (output, value) => {
    expect(readable(template.findOutputs(output)[output]?.Value)).toBe(value);
  });
});

const allow = (
  action: string | string[],
  resource: string | string[],
  equals?: Record<string, string | string[]>,
) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...(equals && { Condition: { StringEquals: equals } }),
});

const allowOwnLogsAndFailures = (verb: string) => [
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `\${${verb}Logs.Arn}`),
  allow(['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'], `\${${verb}Failures.Arn}`),
];

const onSchedule = (expression: string) => ({
  ScheduleExpression: expression,
  ScheduleExpressionTimezone: 'Etc/UTC',
  FlexibleTimeWindow: { Mode: 'OFF' },
  State: 'ENABLED',
});

const variablesOf = (from: Template, id: string) =>
  (propertiesOf(from, id).Environment as { Variables: Record<string, string> }).Variables;
