import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { templateAlarms } from '../alarms/template-alarms.ts';
import { watchedTemplate } from '../alarms/watched-stack.ts';
import { onlyProperties, propertiesOf, statementsByRole } from '../template.ts';

const template = watchedTemplate({
  page: { emails: ['pager@example.org'] },
  mutes: [{ from: '2026-12-01T09:00Z', hours: 4.5, reason: 'rollout of 2.8.16' }],
});

const resources = (of: Template) =>
  (of.toJSON() as { Resources: Record<string, { Type: string; Properties: object }> }).Resources;

/** Logical ids of the deployed stack, before there were two topics: whatever is renamed is replaced by an upgrade. */
const DEPLOYED = {
  AlertsTopicCF7C81C9: 'AWS::SNS::Topic',
  AlertsTopicPolicyFF1F97BA: 'AWS::SNS::TopicPolicy',
  AlertsTopicsreexampleorg8B87AD80: 'AWS::SNS::Subscription',
  AlertsKey9E1197AF: 'AWS::KMS::Key',
};

/** Those of the deployed resources that a template no longer has under their names. */
const renamed = (of: Template): string[] =>
  Object.entries(DEPLOYED).flatMap(([id, type]) => (resources(of)[id]?.Type === type ? [] : [id]));

describe('the topics', () => {
  it('keep what is deployed: the topic for what can not wait is the one that there was', () => {
    expect(renamed(template)).toEqual([]);
    expect(resources(template).AlertsTopicCF7C81C9?.Properties).not.toHaveProperty('TopicName');
  });

  it('are caught where one is renamed', () => {
    const of = watchedTemplate();
    const { AlertsTopicCF7C81C9: topic, ...others } = resources(of);
    const planted = { toJSON: () => ({ Resources: { ...others, PageTopicCF7C81C9: topic } }) };
    expect(renamed(planted as unknown as Template)).toEqual(['AlertsTopicCF7C81C9']);
  });

  it('mail to each address: to that of both, and to those of one alone', () => {
    const subscriptions = Object.keys(template.findResources('AWS::SNS::Subscription')).map(
      (id) =>
        propertiesOf(template, id.replace(/[0-9A-F]{8}$/, '')) as { Endpoint: string; TopicArn: string },
    );
    expect(subscriptions.map(({ Endpoint, TopicArn }) => [TopicArn, Endpoint])).toEqual([
      [`\${AlertsTopic}`, 'sre@example.org'],
      [`\${AlertsTopic}`, 'pager@example.org'],
      [`\${AlertsNotices}`, 'sre@example.org'],
    ]);
  });

  it.each(['AlertsTopic', 'AlertsNotices'])(
    '%s takes alarms of this stack alone, and nothing that is not encrypted on its way',
    (topic) => {
      expect(propertiesOf(template, `${topic}Policy`).PolicyDocument).toMatchObject({
        Statement: expect.arrayContaining([
          {
            Sid: 'AllowPublishThroughSSLOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sns:Publish',
            Resource: `\${${topic}}`,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Sid: 'Alarms',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: `\${${topic}}`,
            Condition: {
              StringEquals: { 'aws:SourceAccount': `\${AWS::AccountId}` },
              ArnLike: {
                'aws:SourceArn': `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:HaproxyFleetAuditor-*`,
              },
            },
          },
        ]),
      });
      expect(propertiesOf(template, topic).KmsMasterKeyId).toBe(`\${AlertsKey.Arn}`);
      expect(onlyProperties(template, 'AWS::KMS::Key').EnableKeyRotation).toBe(true);
    },
  );

  it('get what can not wait, and the rest', () => {
    const paging = templateAlarms(template).filter(({ actions }) => actions.includes(`\${AlertsTopic}`));
    expect(paging.map(({ id }) => id).sort()).toEqual([
      'AuditNotRunning',
      'LimitExpected',
      'MemoryNearPressure',
      'ScoringNotRunning',
    ]);
    expect(new Set(templateAlarms(template).flatMap(({ actions }) => actions))).toEqual(
      new Set([`\${AlertsTopic}`, `\${AlertsNotices}`]),
    );
  });

  it('let score-fleet publish to the one, by its key, and nobody else', () => {
    const publishing = Object.entries(statementsByRole(template)).flatMap(([role, statements]) =>
      (statements as { Action: string | string[]; Resource: unknown }[])
        .filter(({ Action }) => [Action].flat().some((action) => /^(sns|kms):/.test(action)))
        .map(({ Action, Resource }) => [role, Action, Resource]),
    );
    expect(publishing).toEqual([
      ['ScoreFleetRole', 'sns:Publish', `\${AlertsNotices}`],
      ['ScoreFleetRole', ['kms:Decrypt', 'kms:GenerateDataKey'], `\${AlertsKey.Arn}`],
    ]);
  });
});

describe('topics that are there already', () => {
  const arn = (name: string) => `arn:aws:sns:eu-west-1:444455556666:${name}`;
  const keyArn = 'arn:aws:kms:eu-west-1:444455556666:key/0a1b2c3d';

  it('are published to as they are, without a topic, a key or a subscription of the stack', () => {
    const own = watchedTemplate({
      page: { topicArn: arn('pager') },
      notify: { topicArn: arn('team'), keyArn },
    });
    for (const type of ['SNS::Topic', 'SNS::Subscription', 'KMS::Key'])
      own.resourceCountIs(`AWS::${type}`, 0);
    expect(new Set(templateAlarms(own).flatMap(({ actions }) => actions))).toEqual(
      new Set([arn('pager'), arn('team')]),
    );
    expect(statementsByRole(own).ScoreFleetRole).toEqual(
      expect.arrayContaining([
        { Effect: 'Allow', Action: 'sns:Publish', Resource: arn('team') },
        expect.objectContaining({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keyArn }),
      ]),
    );
  });

  it('may be one alone', () => {
    const half = watchedTemplate({ page: { topicArn: arn('pager') } });
    half.resourceCountIs('AWS::SNS::Topic', 1);
    expect(onlyProperties(half, 'AWS::SNS::Subscription')).toMatchObject({ TopicArn: `\${AlertsNotices}` });
  });
});

describe('a mute of the configuration', () => {
  it('is a rule over the alarms about hosts, from its minute on and once', () => {
    expect(onlyProperties(template, 'AWS::CloudWatch::AlarmMuteRule')).toMatchObject({
      Description: 'rollout of 2.8.16',
      Rule: { Schedule: { Expression: 'at(2026-12-01T09:00)', Duration: 'PT4H30M' } },
      MuteTargets: {
        AlarmNames: ['HostLeaks', 'MemoryNearPressure', 'LimitExpected', 'CoverageLow', 'FleetEmpty'].map(
          (id) => `\${Alarms${id}}`,
        ),
      },
    });
  });

  const muted = (now: string) =>
    watchedTemplate(
      { mutes: [{ from: '2026-12-01T09:00Z', hours: 4.5, reason: 'rollout of 2.8.16' }] },
      new Date(now),
    );

  it.each([
    { now: '2026-11-30T00:00:00Z', at: 'at(2026-12-01T09:00)', lasts: 'PT4H30M' },
    // A deployment takes a while, and the rule begins when it is through.
    { now: '2026-12-01T08:55:00Z', at: 'at(2026-12-01T09:05)', lasts: 'PT4H25M' },
    { now: '2026-12-01T10:00:30Z', at: 'at(2026-12-01T10:11)', lasts: 'PT3H19M' },
  ])('synthesised $now is one from $at on', ({ now, at, lasts }) => {
    expect(onlyProperties(muted(now), 'AWS::CloudWatch::AlarmMuteRule').Rule).toEqual({
      Schedule: { Expression: at, Duration: lasts },
    });
  });

  it.each(['2026-12-01T13:20:00Z', '2026-12-01T13:30:00Z', '2027-06-01T00:00:00Z'])(
    'that is over, or about to be, at %s is left out: it fails no deployment',
    (now) => muted(now).resourceCountIs('AWS::CloudWatch::AlarmMuteRule', 0),
  );

  it('is not there where none is configured', () => {
    watchedTemplate().resourceCountIs('AWS::CloudWatch::AlarmMuteRule', 0);
  });
});
