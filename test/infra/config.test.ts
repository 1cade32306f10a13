import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { ALL_CHANNELS } from './all-channels.ts';
import { leastConfig } from './least-config.ts';

const { fleetTag, report } = leastConfig;

const SECRET_VERSION = '0a1b2c3d-0000-4000-8000-0123456789ab';
const acknowledgement = { target: 'lb-7', reason: 'drained on Friday', until: '2026-12-04T12:00:00Z' };

const organization = {
  id: 'o-a1b2c3d4e5',
  organizationalUnitIds: ['ou-ab12-c3d4e5f6'],
  regions: ['eu-west-1', 'us-gov-west-1'],
};

describe('readConfig', () => {
  it('fills in everything but the tag of the fleet and the addresses of the report', () => {
    expect(readConfig(leastConfig)).toEqual({
      fleetTag,
      roleTagKey: 'role',
      report: {
        ...report,
        delivery: 'mail',
        senderIdentity: 'new-address',
        timeZone: 'UTC',
        weekday: 'monday',
        time: '08:00',
        attach: true,
      },
      alarms: {
        emails: [],
        page: { emails: [] },
        notify: { emails: [] },
        leakingHosts: 1,
        leakingScorings: 2,
        memoryOfPressurePercent: 80,
        daysToLimit: 7,
        coveragePercent: 90,
        missedAudits: 4,
        missedScorings: 2,
        timeoutPercent: 80,
        knowledgeAgeDays: 60,
        mutes: [],
      },
      channels: {},
      acknowledgements: [],
      schedulePeriodMinutes: 15,
      retentionDays: 35,
      largestFleet: 2000,
      memoryQuotaMiB: 3008,
      metricBudget: 30,
      perHostMetrics: false,
      logRetentionDays: 30,
      tags: {},
      cloudFormation: 'current',
      removalPolicy: 'retain',
    });
  });

  it.each([
    { fleetTag: { key: 'aws:autoscaling:groupName', value: 'edge proxies/eu @1' } },
    { roleTagKey: 'Größe' },
    { schedulePeriodMinutes: 5 },
    { schedulePeriodMinutes: 60 },
    { schedulePeriodMinutes: 15, largestFleet: 50_000, deadlineSeconds: 480, memoryQuotaMiB: 10_240 },
    { deadlineSeconds: 240 },
    { retentionDays: 3650 },
    { metricBudget: 1 },
    { perHostMetrics: true },
    { removalPolicy: 'destroy' },
    { report: { ...report, timeZone: 'America/Port-au-Prince', weekday: 'sunday', time: '23:59' } },
    { report: { ...report, senderIdentity: 'existing-domain', mailRegion: 'us-gov-west-1', attach: false } },
    { report: { delivery: 'topic' } },
    { alarms: { leakingHosts: 3, mutes: [{ from: '2026-12-01T09:00Z', hours: 4, reason: 'rollout' }] } },
    { acknowledgements: [acknowledgement] },
    { channels: ALL_CHANNELS },
    { channels: { pagerDuty: { secretName: 'a/b', secretVersionId: SECRET_VERSION, region: 'eu' } } },
    { archiveBucketName: 'logs.example.org' },
    { archiveKeyArn: 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-0123abcd' },
    { permissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/teams/edge' },
    { rolePath: '/teams/edge/', roleNamePrefix: 'edge-', name: 'a-name-of-20-letters' },
    { tags: { 'cost-centre': '4711', team: 'edge proxies' } },
    {
      vpc: { subnetIds: ['subnet-0123abcd', 'subnet-0123456789abcdef0'], securityGroupIds: ['sg-0123abcd'] },
    },
    { logRetentionDays: 365, logKeyArn: 'arn:aws-cn:kms:cn-north-1:111122223333:key/0123abcd' },
    { cloudFormation: 'older' },
    { organization },
    { organization: { id: organization.id, regions: organization.regions, deployedFrom: 'elsewhere' } },
    { organization: { ...organization, organizationalUnitIds: ['r-ab12'], accounts: ['111122223333'] } },
    {
      organization: {
        ...organization,
        excludedAccounts: ['111122223333'],
        deployedFrom: 'management-account',
      },
    },
  ])('takes %j', (chosen) => {
    expect(readConfig({ ...leastConfig, ...chosen })).toMatchObject(chosen);
  });

  it.each([
    [undefined, 'context.auditor: Invalid input: expected object, received undefined; found undefined'],
    ['{}', 'context.auditor: Invalid input: expected object, received string; found "{}"'],
    [{ report }, 'context.auditor.fleetTag: Invalid input: expected object, received undefined'],
    [{ fleetTag }, 'context.auditor.report: Invalid input: expected object, received undefined'],
  ])('refuses %j', (context, message) => {
    expect(() => readConfig(context)).toThrow(message);
  });

  it.each([
    [{ fleetTag: { key: 'a' } }, 'context.auditor.fleetTag.value: Invalid input: expected string'],
    [{ fleetTag: { key: '', value: 'a' } }, 'context.auditor.fleetTag.key: expected 1 to 128 letters'],
    [{ fleetTag: { key: 'a', value: '*' } }, 'context.auditor.fleetTag.value: expected 1 to 256 letters'],
    [{ fleetTag: { key: 'a', value: `\${aws:username}` } }, 'fleetTag.value: expected 1 to 256 letters'],
    [{ fleetTag: { key: 'a'.repeat(129), value: 'a' } }, 'fleetTag.key: expected 1 to 128 letters'],
    [{ fleetTag: { ...fleetTag, vlaue: 'a' } }, 'fleetTag.vlaue: unknown; expected one of key, value'],
    [{ roleTagKey: 'a\nb' }, 'context.auditor.roleTagKey: expected 1 to 128 letters'],
    [{ schedulePeriodMinutes: 7 }, 'schedulePeriodMinutes: Invalid option: expected one of 5|6|10'],
    [{ schedulePeriodMinutes: 1 }, 'expected one of 5|6|10|12|15|20|30|60; found 1'],
    [
      { schedulePeriodMinutes: 12, largestFleet: 50_000 },
      'schedulePeriodMinutes: expected 13 or more: an audit of so many hosts (largestFleet) may take 13 minutes; found 12',
    ],
    [
      { schedulePeriodMinutes: 5, largestFleet: 20_000 },
      'schedulePeriodMinutes: expected 7 or more: an audit of so many hosts (largestFleet) may take 7 minutes; found 5',
    ],
    [
      { largestFleet: 19_841 },
      'largestFleet: expected fewer hosts, or a memoryQuotaMiB of 3009 or more in an account whose quota AWS has raised: it is 3008; found 19841',
    ],
    [{ organization: { ...organization, id: 'o-*' } }, 'organization.id: expected the id of an organization'],
    [
      { organization: { ...organization, organizationalUnitIds: ['ou-1'] } },
      'organization.organizationalUnitIds.0: expected the id of an organizational unit',
    ],
    [
      { organization: { ...organization, organizationalUnitIds: undefined } },
      'organization.organizationalUnitIds: expected for a StackSet',
    ],
    [
      { organization: { ...organization, regions: ['eu-west-1', 'eu-west-1'] } },
      'organization.regions: expected each region once',
    ],
    [
      { organization: { ...organization, regions: ['*'] } },
      'organization.regions.0: expected the name of a region',
    ],
    [
      { organization: { ...organization, accounts: ['1111'] } },
      'organization.accounts.0: expected a 12-digit account id',
    ],
    [
      { organization: { ...organization, accounts: ['111122223333'], excludedAccounts: ['444455556666'] } },
      'organization.excludedAccounts: expected none beside accounts',
    ],
    [
      { organization, rolePath: `/${'p'.repeat(99)}/` },
      'rolePath: expected at most 100 characters beside organization',
    ],
    [
      { organization, archiveBucketName: 'logs.example.org' },
      'archiveBucketName: expected none beside organization',
    ],
    [{ memoryQuotaMiB: 1024 }, 'memoryQuotaMiB: Too small: expected number to be >=3008; found 1024'],
    [
      { channels: { pagerDuty: { secretName: '0123456789abcdef0123456789ABCDEF' } } },
      'channels.pagerDuty.secretName: expected the name of a secret, not the key itself; found what looks like one',
    ],
    [
      { channels: { jiraServiceManagement: { secretName: SECRET_VERSION } } },
      'channels.jiraServiceManagement.secretName: expected the name of a secret, not the key itself',
    ],
    [
      { channels: { pagerDuty: { secretName: 'arn:aws:secretsmanager:a' } } },
      'channels.pagerDuty.secretName: expected the name of a secret of Secrets Manager',
    ],
    [{ channels: { slack: { workspaceId: 'edge', channelId: 'C1' } } }, 'expected the id of a workspace'],
    [{ channels: { slack: { workspaceId: 'T1', channelId: '#edge' } } }, 'expected the id of a channel'],
    [
      { channels: { teams: { ...ALL_CHANNELS.teams, channelId: '19:ab@thread.tacv2' } } },
      'expected the id of a channel as its link has it',
    ],
    [{ channels: { discord: {} } }, 'channels.discord: unknown; expected one of slack, teams, pagerDuty'],
    [{ schedulePeriodMinutes: '15' }, 'schedulePeriodMinutes: Invalid option: expected one of 5|'],
    [{ deadlineSeconds: 59 }, 'context.auditor.deadlineSeconds: Too small: expected number to be >=60'],
    [
      { deadlineSeconds: 241 },
      'context.auditor.deadlineSeconds: expected 240 or less: the function ends after 5 minutes',
    ],
    [{ deadlineSeconds: 481 }, 'context.auditor.deadlineSeconds: Too big: expected number to be <=480'],
    [{ retentionDays: 34 }, 'retentionDays: Too small: expected number to be >=35; found 34'],
    [{ retentionDays: 35.5 }, 'context.auditor.retentionDays: Invalid input: expected int'],
    [{ metricBudget: 0 }, 'context.auditor.metricBudget: Too small: expected number to be >=1'],
    [{ perHostMetrics: 'true' }, 'context.auditor.perHostMetrics: Invalid input: expected boolean'],
    [{ removalPolicy: 'delete' }, 'removalPolicy: Invalid option: expected one of "retain"|"destroy"'],
    [{ retention: 40 }, 'context.auditor.retention: unknown; expected one of name, fleetTag, roleTagKey'],
    [{ report: { ...report, sender: 'sre' } }, 'context.auditor.report.sender: Invalid email address'],
    [
      { report: { recipients: report.recipients } },
      'context.auditor.report.sender: expected for a report by mail; without mail, set report.delivery to "topic"',
    ],
    [
      { report: { sender: report.sender } },
      'context.auditor.report.recipients: expected for a report by mail',
    ],
    [{ report: {} }, 'context.auditor.report.sender: expected for a report by mail'],
    [
      { report: { ...report, mailRegion: 'us-east-1' } },
      'report.senderIdentity: expected existing-address or existing-domain: the stack makes no identity in another',
    ],
    [
      { report: { ...report, mailRegion: 'Ireland', senderIdentity: 'existing-domain' } },
      'report.mailRegion: expected the name of a region such as eu-west-1',
    ],
    [{ report: { ...report, recipients: [] } }, 'report.recipients: Too small: expected array'],
    [{ report: { ...report, recipients: ['a@example.org', 'b'] } }, 'report.recipients.1: Invalid email'],
    [
      { report: { ...report, recipients: Array(50).fill(`${'a'.repeat(60)}@example.org`) } },
      'report.recipients: expected at most 3000 bytes of addresses',
    ],
    [{ report: { ...report, timeZone: '+02:00' } }, 'timeZone: expected an IANA time zone'],
    [{ report: { ...report, timeZone: 'Mars/Base' } }, 'timeZone: expected an IANA time zone'],
    [{ report: { ...report, time: '24:00' } }, 'report.time: expected a time of day such as 08:00'],
    [
      { report: { ...report, weekday: 'Monday' } },
      'report.weekday: Invalid option: expected one of "sunday"',
    ],
    [{ report: { ...report, to: 'a' } }, 'report.to: unknown; expected one of delivery, sender, recipients'],
    [{ alarms: { coveragePercent: 0 } }, 'alarms.coveragePercent: Too small'],
    [
      { alarms: { coverage: 1 } },
      'alarms.coverage: unknown; expected one of emails, page, notify, runbookUrl, leakingHosts',
    ],
    [
      { alarms: { page: { topic: 'a' } } },
      'alarms.page.topic: unknown; expected one of emails, topicArn, keyArn',
    ],
    [
      { alarms: { notify: { topicArn: 'arn:aws:sns:eu-west-1:111122223333:team.fifo' } } },
      'alarms.notify.topicArn: expected the ARN of an SNS topic (not a FIFO one)',
    ],
    [
      { alarms: { page: { topicArn: 'arn:aws:sns:eu-west-1:111122223333:p', emails: ['a@example.org'] } } },
      'alarms.page.emails: expected none beside topicArn: its owner subscribes to that topic',
    ],
    [
      { alarms: { notify: { keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1' } } },
      'alarms.notify.keyArn: expected none without topicArn',
    ],
    [{ alarms: { mutes: [{ til: '' }] } }, 'alarms.mutes.0.til: unknown; expected one of from, hours'],
    [{ alarms: { mutes: [{ from: '2026-12-01T09:00:30Z' }] } }, 'alarms.mutes.0.from: Invalid ISO datetime'],
    [
      { acknowledgements: [{ ...acknowledgement, until: 'June' }] },
      'context.auditor.acknowledgements.0.until: Invalid ISO datetime; found "June"',
    ],
    [
      { acknowledgements: Array(50).fill(acknowledgement) },
      'context.auditor.acknowledgements: expected at most 3000 bytes of JSON',
    ],
    [{ archiveBucketName: 'Archive' }, 'archiveBucketName: expected the name of a bucket'],
    [{ archiveKeyArn: 'alias/aws/s3' }, 'archiveKeyArn: expected the ARN of a KMS key'],
    [{ rolePath: 'teams/edge' }, 'rolePath: expected a path such as /teams/edge/; found "teams/edge"'],
    [{ roleNamePrefix: 'a b' }, 'roleNamePrefix: expected letters, digits or _ + = , . @ -'],
    [
      { roleNamePrefix: 'ten-letter', name: 'a-name-of-20-letters' },
      'roleNamePrefix: expected at most 9 characters beside the name of the fleet',
    ],
    [{ tags: { 'aws:team': 'edge' } }, 'context.auditor.tags.aws:team: '],
    [{ tags: { team: '' } }, 'context.auditor.tags.team: expected 1 to 256 letters'],
    [{ vpc: { subnetIds: [], securityGroupIds: ['sg-0123abcd'] } }, 'vpc.subnetIds: Too small'],
    [
      { vpc: { subnetIds: ['eu-1'], securityGroupIds: [] } },
      'vpc.subnetIds.0: expected ids such as subnet-0123abcd',
    ],
    [{ logRetentionDays: 31 }, 'logRetentionDays: Invalid option: expected one of 1|3|5|7'],
    [
      {
        cloudFormation: 'older',
        alarms: { mutes: [{ from: '2026-12-01T09:00Z', hours: 4, reason: 'rollout' }] },
      },
      'context.auditor.alarms.mutes: expected none where cloudFormation is older',
    ],
    [{ permissionsBoundaryArn: 'edge' }, 'permissionsBoundaryArn: expected the ARN of a managed policy'],
  ])('refuses %j with its path and the expected value', (chosen, message) => {
    expect(() => readConfig({ ...leastConfig, ...chosen })).toThrow(message);
  });

  it('names every problem at once', () => {
    expect(() => readConfig({ ...leastConfig, retentionDays: 1, metricBudget: 0 })).toThrow(
      /retentionDays: [^\n]+\n {2}context\.auditor\.metricBudget: /,
    );
  });

  it('accepts the cdk.json in the repository', () => {
    const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
    expect(() => readConfig(context.auditor)).not.toThrow();
  });
});
