import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { FleetAuditorStack } from '../../infra/fleet-auditor-stack.ts';
import { WatchPlacesEnv } from '../../lambdas/watch-places/env.ts';
import { templateAlarms } from './alarms/template-alarms.ts';
import { IN_SHARDS } from './in-shards.ts';
import { leastConfig } from './least-config.ts';
import { propertiesOf, readable, statementsByRole, unbundledApp } from './template.ts';

const { organization } = IN_SHARDS;
const templateWith = (chosen: object): Template =>
  Template.fromStack(
    new FleetAuditorStack(unbundledApp(), 'HaproxyFleetAuditor', {
      config: readConfig({ ...leastConfig, ...chosen }),
    }),
  );
const template = templateWith({ organization });
const own = `account=\${AWS::AccountId}/region=\${AWS::Region}`;
const allow = (Action: string | string[], Resource: string | string[], equals?: object) => ({
  Action,
  Effect: 'Allow',
  Resource,
  ...(equals && { Condition: { StringEquals: equals } }),
});
const variablesOf = (of: Template) =>
  (propertiesOf(of, 'WatchPlacesFunction').Environment as { Variables: object }).Variables;
const alarmOf = (of: Template, name: string) => templateAlarms(of).find(({ id }) => id === name);

describe('what watches over the places of a hub', () => {
  it('may read every place’s samples, and list the stacks of its own StackSet alone', () => {
    const { WatchPlacesRole } = statementsByRole(template);
    expect(WatchPlacesRole).toEqual([
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `\${WatchPlacesLogs.Arn}`),
      allow(['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'], `\${WatchPlacesFailures.Arn}`),
      allow('cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': 'HaproxyFleetAuditor' }),
      allow('s3:GetObject', `\${ArchiveBucket.Arn}/samples/*`),
      allow('s3:ListBucket', `\${ArchiveBucket.Arn}`),
      allow(['s3:GetObject', 's3:PutObject'], `\${ArchiveBucket.Arn}/places/${own}/*`),
      allow(
        'cloudformation:ListStackInstances',
        `arn:\${AWS::Partition}:cloudformation:\${AWS::Region}:*:stackset/HaproxyFleetAuditor-Spokes:*`,
      ),
    ]);
  });

  it.each([
    ['delegated-administrator', 'DELEGATED_ADMIN', '*'],
    ['management-account', 'SELF', `\${AWS::AccountId}`],
  ])('speaks to StackSets as the %s', (deployedFrom, callAs, account) => {
    const of = templateWith({ organization: { ...organization, deployedFrom } });
    expect(propertiesOf(of, 'SpokesStackSet')).toMatchObject({
      StackSetName: 'HaproxyFleetAuditor-Spokes',
      CallAs: callAs,
    });
    expect(variablesOf(of)).toMatchObject({
      STACK_SET: 'HaproxyFleetAuditor-Spokes',
      STACK_SET_CALL_AS: callAs,
    });
    expect(JSON.stringify(statementsByRole(of).WatchPlacesRole)).toContain(`:${account}:stackset/`);
  });

  it('asks CloudFormation nothing where the stacks are deployed from elsewhere', () => {
    const of = templateWith({ organization: { ...organization, deployedFrom: 'elsewhere' } });
    expect(JSON.stringify(statementsByRole(of).WatchPlacesRole)).not.toContain('cloudformation');
    expect(variablesOf(of)).not.toHaveProperty('STACK_SET');
  });

  it('has the variables that the function reads', () => {
    expect(
      WatchPlacesEnv.parse({
        ...variablesOf(template),
        ACCOUNT_ID: '111122223333',
        AWS_REGION: 'eu-west-1',
      }),
    ).toMatchObject({ REGIONS: ['eu-west-1', 'us-east-1'], PERIOD_SECONDS: 900, MISSED_AUDITS: 4 });
  });

  it.each([
    { chosen: {}, expression: 'cron(4/15 * * * ? *)' },
    { chosen: { schedulePeriodMinutes: 5 }, expression: 'cron(4/5 * * * ? *)' },
    { chosen: { schedulePeriodMinutes: 60, deadlineSeconds: 60 }, expression: 'cron(2 * * * ? *)' },
  ])('runs once the audits have ended, before the next: $expression', ({ chosen, expression }) => {
    const of = templateWith({ organization, ...chosen });
    expect(propertiesOf(of, 'WatchPlacesSchedule').ScheduleExpression).toBe(expression);
  });

  it('pages where a place is silent, where nobody looks, and where memory of any place is near pressure', () => {
    const page = `\${AlertsTopic}`;
    for (const id of ['PlaceSilent', 'PlacesNotWatched', 'MemoryNearPressure'])
      expect(propertiesOf(template, `Alarms${id}`).AlarmActions).toEqual([page]);
    expect(propertiesOf(template, 'AlarmsPlacesNotWatched')).toMatchObject({
      MetricName: 'PlacesSilent',
      TreatMissingData: 'breaching',
      EvaluationPeriods: 4,
    });
    // The metric that watch-places adds the others' extremes to.
    expect(propertiesOf(template, 'AlarmsMemoryNearPressure')).toMatchObject({
      MetricName: 'TcpMemoryOfPressure',
      Statistic: 'Maximum',
    });
    expect(propertiesOf(template, 'AlarmsMemoryNearPressure')).not.toHaveProperty('Dimensions');
  });

  it('leaves the hub’s own audit its alarm, and calls a fleet empty by all places', () => {
    expect(propertiesOf(template, 'AlarmsAuditNotRunning').MetricName).toBe('Hosts');
    expect(propertiesOf(template, 'AlarmsFleetEmpty').MetricName).toBe('HostsOfPlaces');
    const { WatchNowCommand } = template.findOutputs('WatchNowCommand');
    expect(readable(WatchNowCommand?.Value)).toContain('aws lambda invoke');
  });

  it('is in no stack of a single account', () => {
    const single = templateWith({});
    expect(JSON.stringify(single)).not.toMatch(/WatchPlaces|PlacesSilent|HostsOfPlaces|Account,Region/);
    expect(alarmOf(single, 'FleetEmpty')).toBeDefined();
  });
});
