import { describe, expect, it } from 'vitest';
import { findingText } from '../../../lambdas/domain/assess/finding-text.ts';
import { DETAIL_TYPES, EVENT_SOURCE } from '../../../lambdas/telemetry.ts';
import { assessedHost } from '../../domain/a-leaking-host.ts';
import { watchedTemplate } from '../alarms/watched-stack.ts';
import { onlyProperties, propertiesOf } from '../template.ts';

const template = watchedTemplate({
  runbookUrl: 'https://example.org/docs/runbook.md',
  mutes: [{ from: '2026-12-01T09:00Z', hours: 4.5, reason: 'rollout of 2.8.16' }],
});

describe('AlertTopic', () => {
  it('mails to each address, and takes nothing that is not encrypted on its way', () => {
    expect(onlyProperties(template, 'AWS::SNS::Subscription')).toEqual({
      Endpoint: 'sre@example.org',
      Protocol: 'email',
      TopicArn: `\${AlertsTopic}`,
    });
    expect(propertiesOf(template, 'AlertsTopicPolicy').PolicyDocument).toMatchObject({
      Statement: expect.arrayContaining([
        {
          Sid: 'AllowPublishThroughSSLOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sns:Publish',
          Resource: `\${AlertsTopic}`,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]),
    });
  });

  it('lets alarms of this account alone publish, by a key that changes each year', () => {
    expect(propertiesOf(template, 'AlertsTopicPolicy').PolicyDocument).toMatchObject({
      Statement: expect.arrayContaining([
        {
          Sid: 'Alarms',
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: `\${AlertsTopic}`,
          Condition: { StringEquals: { 'aws:SourceAccount': `\${AWS::AccountId}` } },
        },
      ]),
    });
    expect(onlyProperties(template, 'AWS::KMS::Key').EnableKeyRotation).toBe(true);
  });
});

describe('FindingNotices', () => {
  const { EventPattern, Targets } = onlyProperties(template, 'AWS::Events::Rule') as {
    EventPattern: object;
    Targets: [
      { Arn: string; InputTransformer: { InputPathsMap: Record<string, string>; InputTemplate: string } },
    ];
  };
  const [{ Arn, InputTransformer }] = Targets;

  it('reports leaks that nobody has accepted', () => {
    expect(EventPattern).toEqual({
      source: [EVENT_SOURCE],
      'detail-type': Object.values(DETAIL_TYPES),
      detail: { verdict: ['leaking'], host: { acknowledgement: [null] } },
    });
    expect(Arn).toBe(`\${AlertsTopic}`);
  });

  it('says which host, why, what to do and where to read on, each on its line', () => {
    const host = assessedHost();
    const finding = { id: 'x', change: 'opened', verdict: 'leaking', because: 'leaking', host } as const;
    const event = { 'detail-type': DETAIL_TYPES.opened, detail: { text: findingText(finding) } };
    const { InputPathsMap, InputTemplate } = InputTransformer;
    const lines = InputTemplate.replaceAll(/<([\w-]+)>/g, (_, name) =>
      valueAt(event, InputPathsMap[name]),
    ).split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      'Finding Opened: edge-3 (i-0abc, edge/2.8.11, eu-west-1a) leaks TCP memory.',
      'Evidence: probability 97 %, score 81 of 100; memory pressure in 9.2 days; 325 stuck streams.',
      'Advice: upgrade to 2.8.16; 2.8.11 keeps streams whose server side has failed; 2.8.14 has the fix.',
      `Dashboard: https://\${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=\${AWS::Region}#dashboards/dashboard/HaproxyFleetAuditor`,
      'Runbook: https://example.org/docs/runbook.md#a-host-leaks',
    ]);
    // EventBridge's limits.
    expect(InputTemplate.length).toBeLessThan(8_192);
    expect(Object.keys(InputPathsMap).length).toBeLessThan(100);
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

  it('is not there where none is configured', () => {
    watchedTemplate().resourceCountIs('AWS::CloudWatch::AlarmMuteRule', 0);
  });
});

function valueAt(event: unknown, path = ''): string {
  const value = path
    .split('.')
    .slice(1)
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], event);
  if (typeof value !== 'string') throw new Error(`no text at ${path}`);
  return value;
}
