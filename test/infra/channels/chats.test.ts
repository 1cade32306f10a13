import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { announceReport } from '../../../lambdas/aws/eventbridge-reports.ts';
import { digestOf } from '../../../lambdas/domain/assess/digest.ts';
import { changedFindings } from '../../../lambdas/domain/assess/finding.ts';
import { composeReport } from '../../../lambdas/report/compose-report.ts';
import { reportChat } from '../../../lambdas/report/report-chat.ts';
import { ScoreFleetEnv } from '../../../lambdas/score-fleet/env.ts';
import { tellPeople } from '../../../lambdas/score-fleet/tell-people.ts';
import { assessedHost } from '../../domain/a-leaking-host.ts';
import { assessment, sources } from '../../report/assessed.ts';
import { KNOWLEDGE } from '../../report/known.ts';
import { attemptAt, TELLING } from '../../telling.ts';
import { ALL_CHANNELS } from '../all-channels.ts';
import { deploy } from '../fleets/deployed-stack.ts';
import { BUCKET, startEndpoint } from '../local/aws/fleet.ts';
import { AMAZON_Q_RULES } from './amazon-q-rules.ts';
import { deliver } from './deliver.ts';
import { brokenRules } from './published-rule.ts';

const ACCOUNT = { accountId: '111122223333', region: 'eu-west-1' };
const { slack, teams } = ALL_CHANNELS;
const stack = deploy({ channels: { slack, teams } }, ACCOUNT);
const chats = stack.resources.filter(({ type }) => type.startsWith('AWS::Chatbot::'));

const NAMES = [
  'edge-3',
  '<!channel> leaks',
  '@here <@U024BE7LH>',
  '[log in](https://evil.example)',
  'https://evil.example/&lt;!here&gt;',
  '"}, "source": "aws.health',
  'x'.repeat(3_000),
];

/** What an HTTPS subscriber of the topic `notify` gets of a scoring that found hosts with these names. */
async function digestFor(names: readonly string[]): Promise<string> {
  const chat = { protocol: 'https', endpoint: 'https://chat.example', state: 'confirmed' } as const;
  const { endpoint, config, clock } = await startEndpoint({
    topics: [{ arn: TELLING.NOTIFY_TOPIC_ARN, subscriptions: [chat] }],
    clockSkewSeconds: Number.POSITIVE_INFINITY,
  });
  const hosts = names.map((name, index) => assessedHost({ hostId: `i-${index}`, name, score: 100 - index }));
  const after = assessment(hosts, { assessedAt: '2026-11-22T18:20:00Z' });
  const digest = digestOf(changedFindings(null, after), after);
  if (digest === null) throw new Error('nothing to tell');
  const env = {
    ACCOUNT_ID: ACCOUNT.accountId,
    AWS_REGION: ACCOUNT.region,
    ARCHIVE_BUCKET: BUCKET,
    ...TELLING,
  };
  const clients = {
    eventbridge: new EventBridgeClient(config),
    sns: new SNSClient(config),
    archive: { s3: new S3Client(config), bucket: BUCKET, ...ACCOUNT },
  };
  await tellPeople(
    clients,
    ScoreFleetEnv.parse(env),
    digest,
    attemptAt(() => clock.at),
  );
  return endpoint.notices()[0]?.text ?? '';
}

/** What the topic `reports` gets of a report on hosts with these names. */
async function reportFor(names: readonly string[]) {
  const { endpoint, config } = await startEndpoint();
  const hosts = names.map((name, index) => assessedHost({ ...ACCOUNT, hostId: `i-${index}`, name }));
  const at = new Date('2026-11-23T06:00:00Z');
  const place = { ...ACCOUNT, timeZone: 'UTC', knowledge: KNOWLEDGE, at };
  const report = composeReport({ ...sources(assessment(hosts)), ...place });
  const url = 'https://eu-west-1.console.aws.amazon.com/s3/object/archive?prefix=report.html';
  const chat = reportChat(report, { fleet: 'haproxy', region: ACCOUNT.region, url });
  const told = { week: report.week.id, subject: report.subject, url, fleet: 'haproxy', chat };
  await announceReport(new EventBridgeClient(config), told, at);
  return deliver(stack, endpoint.events(), { secrets: {}, receive: () => 404 });
}

describe('what Amazon Q Developer publishes', () => {
  it.each(AMAZON_Q_RULES)('is kept, and seen where it is not: $quote', async ({ isKept, breakIt }) => {
    const text = await digestFor(NAMES);
    expect(isKept(text)).toBe(true);
    expect(isKept(breakIt(text))).toBe(false);
  });
});

describe('chats', () => {
  it.each(NAMES)('get the digest of a host called %j as they show it', async (name) => {
    expect(brokenRules(AMAZON_Q_RULES, await digestFor([name]))).toEqual([]);
  });

  it("get the report's link by a topic of their own, in the same form", async () => {
    const { messages, calls, undelivered } = await reportFor(NAMES);
    expect([calls, undelivered]).toEqual([[], []]);
    expect(messages.map(({ topicArn }) => topicArn)).toEqual([
      expect.stringMatching(/^arn:aws:sns:eu-west-1:111122223333:.*AlertsReports/),
    ]);
    const text = messages[0]?.text ?? '';
    expect(brokenRules(AMAZON_Q_RULES, text)).toEqual([]);
    expect(JSON.parse(text).content.nextSteps).toEqual([expect.stringMatching(/^Report: https:/)]);
  });

  it('are one channel of Slack and one of Teams, that hear of alarms, the digest and the report', () => {
    const [notify, page, reports] = ['AlertsNotices', 'AlertsTopic', 'AlertsReports'].map(
      (id) => stack.resources.find((one) => one.type === 'AWS::SNS::Topic' && one.id.startsWith(id))?.name,
    );
    expect(chats.map(({ properties: { SnsTopicArns } }) => SnsTopicArns)).toEqual(
      Array(2).fill([page, notify, reports]),
    );
    expect(chats.map(({ properties: { ConfigurationName } }) => ConfigurationName)).toEqual([
      'HaproxyFleetAuditor-eu-west-1-slack',
      'HaproxyFleetAuditor-eu-west-1-teams',
    ]);
  });

  it('can do nothing in the account: no statement for their role, and a guardrail that denies everything', () => {
    for (const { properties } of chats)
      expect(properties.GuardrailPolicies).toEqual(['arn:aws:iam::aws:policy/AWSDenyAll']);
    const role = stack.resources.find(({ id }) => id.startsWith('ChannelsChatsRole'));
    expect(chats.map(({ properties }) => properties.IamRoleArn)).toEqual(Array(2).fill(`${role?.name}.Arn`));
    const policies = stack.resources.filter(
      ({ type, properties }) =>
        type === 'AWS::IAM::Policy' && (properties.Roles as string[]).includes(`${role?.name}`),
    );
    expect(policies).toEqual([]);
    expect(role?.properties).not.toHaveProperty('ManagedPolicyArns');
    expect(role?.properties.AssumeRolePolicyDocument).toMatchObject({
      Statement: [{ Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT.accountId } } }],
    });
  });
});
