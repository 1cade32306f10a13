import { describe, expect, it } from 'vitest';
import { templateAlarms } from '../alarms/template-alarms.ts';
import { watchedTemplate } from '../alarms/watched-stack.ts';
import { ALL_CHANNELS } from '../all-channels.ts';
import { propertiesOf, statementsByRole } from '../template.ts';

const templateWith = (channels: object) => watchedTemplate({}, undefined, { channels });
const all = templateWith(ALL_CHANNELS);
const none = templateWith({});
const typesOf = (template: typeof all) => {
  const { Resources } = template.toJSON() as { Resources: Record<string, { Type: string }> };
  return Object.values(Resources).map(({ Type }) => Type);
};

describe('channels', () => {
  it('are off by default: not a resource, not a permission and not a variable of theirs', () => {
    expect(none.toJSON()).toEqual(watchedTemplate().toJSON());
    expect(JSON.stringify(none.toJSON())).not.toMatch(/Chatbot|Channels|ApiDestination|ANNOUNCE_REPORT/);
  });

  it.each<{ channel: keyof typeof ALL_CHANNELS; has: string[] }>([
    { channel: 'slack', has: ['AWS::Chatbot::SlackChannelConfiguration'] },
    { channel: 'teams', has: ['AWS::Chatbot::MicrosoftTeamsChannelConfiguration'] },
    { channel: 'pagerDuty', has: ['AWS::Events::Connection', 'AWS::Events::ApiDestination'] },
    {
      channel: 'jiraServiceManagement',
      has: ['AWS::Events::Connection', 'AWS::Events::ApiDestination', 'AWS::Events::ApiDestination'],
    },
  ])('are switched on one at a time: $channel', ({ channel, has }) => {
    const types = typesOf(templateWith({ [channel]: ALL_CHANNELS[channel] }));
    expect(types.filter((type) => /Chatbot|Connection|ApiDestination/.test(type)).sort()).toEqual(
      [...has].sort(),
    );
  });

  it('let send-report say where the report lies, for a chat alone', () => {
    const announces = (channels: object) =>
      JSON.stringify(statementsByRole(templateWith(channels)).SendReportRole).includes('Report Ready');
    expect(announces({ slack: ALL_CHANNELS.slack })).toBe(true);
    expect(announces({ pagerDuty: ALL_CHANNELS.pagerDuty })).toBe(false);
  });
});

describe('secrets', () => {
  const text = JSON.stringify(all.toJSON());
  const reference = (name: string) => `{{resolve:secretsmanager:${name}:SecretString:::}}`;

  it('are in the connections alone, by their names: CloudFormation puts them there', () => {
    expect(propertiesOf(all, 'ChannelsPagerDutyConnection').AuthParameters).toEqual({
      ApiKeyAuthParameters: {
        ApiKeyName: 'X-Routing-Key',
        ApiKeyValue: reference('haproxy-auditor/pagerduty'),
      },
      InvocationHttpParameters: {
        BodyParameters: [
          { Key: 'routing_key', Value: reference('haproxy-auditor/pagerduty'), IsValueSecret: true },
        ],
      },
    });
    expect(propertiesOf(all, 'ChannelsJiraConnection').AuthParameters).toEqual({
      ApiKeyAuthParameters: {
        ApiKeyName: 'Authorization',
        ApiKeyValue: `GenieKey ${reference('haproxy-auditor/jira')}`,
      },
    });
    expect(text.match(/resolve:secretsmanager/g)).toHaveLength(3);
  });

  it('are read again where another version is named', () => {
    const secretVersionId = '0a1b2c3d-0000-4000-8000-0123456789ab';
    const template = templateWith({ pagerDuty: { ...ALL_CHANNELS.pagerDuty, secretVersionId } });
    expect(JSON.stringify(template.toJSON())).toContain(`SecretString:::${secretVersionId}}}`);
  });
});

describe('what could not be delivered', () => {
  it('lies encrypted for two weeks, and every rule for a channel puts it there', () => {
    expect(propertiesOf(all, 'ChannelsUndelivered')).toEqual({
      MessageRetentionPeriod: 14 * 86_400,
      SqsManagedSseEnabled: true,
    });
    const rules = Object.values(all.findResources('AWS::Events::Rule'));
    expect(rules).toHaveLength(5);
    for (const { Properties } of rules) {
      expect(Properties.Targets).toHaveLength(1);
      expect(JSON.stringify(Properties.Targets[0].DeadLetterConfig)).toContain('ChannelsUndelivered');
    }
  });

  it('rings, and pages: what it was about could not wait', () => {
    const ringing = templateAlarms(all).find(({ id }) => id === 'ChannelsUndelivered');
    expect(ringing?.actions).toEqual([`\${AlertsTopic}`, `\${AlertsTopic}`]);
    expect(propertiesOf(all, 'AlarmsChannelsUndelivered')).toMatchObject({
      Threshold: 1,
      DatapointsToAlarm: 1,
      EvaluationPeriods: 3,
      TreatMissingData: 'ignore',
    });
    expect(templateAlarms(none).map(({ id }) => id)).not.toContain('ChannelsUndelivered');
  });
});

describe('what a channel may do', () => {
  const roles = statementsByRole(all);

  it('is to call its own endpoints, or to publish to the topic of reports', () => {
    const allow = (Action: string | string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
    expect(roles.ChannelsPagerDutyInvokeRole).toEqual([
      allow('events:InvokeApiDestination', `\${ChannelsPagerDutyDestinationApiDestination.Arn}`),
    ]);
    expect(roles.ChannelsJiraInvokeRole).toEqual([
      allow('events:InvokeApiDestination', `\${ChannelsJiraAlertsApiDestination.Arn}`),
      allow('events:InvokeApiDestination', `\${ChannelsJiraClosingsApiDestination.Arn}`),
    ]);
    expect(roles.ChannelsChatsReportsRole).toEqual([
      allow('sns:Publish', `\${AlertsReports}`),
      allow(['kms:Decrypt', 'kms:GenerateDataKey*'], `\${AlertsKey.Arn}`),
    ]);
    expect(roles.ChannelsChatsRole).toEqual([]);
  });

  it('lets nobody else publish to the topic of reports', () => {
    const { PolicyDocument } = propertiesOf(all, 'AlertsReportsPolicy') as {
      PolicyDocument: { Statement: { Effect: string }[] };
    };
    expect(PolicyDocument.Statement.map(({ Effect }) => Effect)).toEqual(['Deny']);
  });
});
