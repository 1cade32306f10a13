import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { checkConfig, readConfig } from '../../infra/config.ts';
import { FleetAuditorStack } from '../../infra/fleet-auditor-stack.ts';
import { ScoreFleetEvent } from '../../lambdas/score-fleet/env.ts';
import { IN_SHARDS } from './in-shards.ts';
import { leastConfig } from './least-config.ts';
import { onlyProperties, propertiesOf, readable, statementsByRole, unbundledApp } from './template.ts';

const templateWith = (chosen: object): Template =>
  Template.fromStack(
    new FleetAuditorStack(unbundledApp(), 'HaproxyFleetAuditor', {
      config: readConfig({ ...leastConfig, ...chosen }),
    }),
  );
const template = templateWith(IN_SHARDS);
const { DefinitionString } = onlyProperties(template, 'AWS::StepFunctions::StateMachine');
const definition = JSON.parse(String(DefinitionString));
const own = `account=\${AWS::AccountId}/region=\${AWS::Region}`;
const allow = (Action: string | string[], Resource: string | string[]) => ({
  Action,
  Effect: 'Allow',
  Resource,
});

describe('scorings of an organization with more hosts than one function scores', () => {
  it('start a state machine instead of the function, each at its instant', () => {
    expect(propertiesOf(template, 'ScoreFleetSchedule').Target).toMatchObject({
      Arn: `\${ScoreFleetShardsStateMachine}`,
      Input: '{"scheduledAt":"<aws.scheduler.scheduled-time>"}',
      DeadLetterConfig: { Arn: `\${ScoreFleetFailures.Arn}` },
    });
    expect(statementsByRole(template).ScoreFleetScheduleRole).toEqual([
      allow('states:StartExecution', `\${ScoreFleetShardsStateMachine}`),
      allow('sqs:SendMessage', `\${ScoreFleetFailures.Arn}`),
    ]);
    const { ScoreNowCommand } = template.findOutputs('ScoreNowCommand');
    expect(readable(ScoreNowCommand?.Value)).toMatch(/^aws stepfunctions start-execution .*scheduledAt/);
  });

  it('plan shards, judge each, and end, each step twice at most and within the time of its function', () => {
    const { PlanShards, JudgeShards, JoinShards } = definition.States;
    expect([definition.StartAt, PlanShards.Next, JudgeShards.Next, JoinShards.End]).toEqual([
      'PlanShards',
      'JudgeShards',
      'JoinShards',
      true,
    ]);
    expect(definition.TimeoutSeconds).toBeLessThan(3 * 3600);
    const tasks = [PlanShards, JudgeShards.ItemProcessor.States.JudgePlaces, JoinShards];
    for (const { TimeoutSeconds, Retry } of tasks) {
      expect(TimeoutSeconds).toBe(900);
      expect(Retry.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], MaxAttempts: 1 });
    }
    const steps = [
      [PlanShards, 'plan'],
      [JoinShards, 'join'],
    ] as const;
    for (const [{ Parameters }, step] of steps) {
      expect(Parameters).toEqual({
        'scheduledAt.$': '$.scheduledAt',
        shards: { step, 'execution.$': '$$.Execution.Name' },
      });
      const given = { scheduledAt: '2026-11-22T15:20:00Z', shards: { step, execution: 'a-1' } };
      expect(ScoreFleetEvent.parse(given)).toEqual(given);
    }
  });

  it('tolerate no shard that fails, and hand plan and results over in the archive', () => {
    const { ItemReader, ResultWriter, ItemProcessor, ...map } = definition.States.JudgeShards;
    expect(ItemProcessor.ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' });
    expect(ItemReader.Parameters).toEqual({ Bucket: `\${ArchiveBucket}`, 'Key.$': '$.plan.key' });
    expect(ResultWriter.Parameters).toEqual({
      Bucket: `\${ArchiveBucket}`,
      'Prefix.$': '$.plan.resultsPrefix',
    });
    // None is what Step Functions takes where nothing is said, and nobody catches.
    expect(map.ToleratedFailurePercentage ?? 0).toBe(0);
    expect(map.ToleratedFailureCount ?? 0).toBe(0);
    expect(map.Catch).toBeUndefined();
    expect(map.Label).toBe('Shards');
  });

  it('let the state machine call these two functions, run its own shards and hand over, and nothing else', () => {
    expect(statementsByRole(template).ScoreFleetShardsRole).toEqual([
      allow('lambda:InvokeFunction', [`\${ScoreFleetFunction.Arn}`, `\${JudgePlacesFunction.Arn}`]),
      allow(
        ['s3:GetObject', 's3:PutObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
        `\${ArchiveBucket.Arn}/shards/${own}/*`,
      ),
      allow('states:StartExecution', `\${ScoreFleetShardsStateMachine}`),
      allow(
        ['states:DescribeExecution', 'states:StopExecution'],
        `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:\${ScoreFleetShardsStateMachine.Name}:*`,
      ),
      allow(
        'states:RedriveExecution',
        `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:\${ScoreFleetShardsStateMachine.Name}/Shards:*`,
      ),
    ]);
  });

  it('let who judges read samples and write bins of every place, and neither publish nor tell anything', () => {
    const { JudgePlacesRole, ScoreFleetRole } = statementsByRole(template);
    expect(JudgePlacesRole).toEqual([
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `\${JudgePlacesLogs.Arn}`),
      allow('s3:GetObject', `\${ArchiveBucket.Arn}/samples/*`),
      allow('s3:ListBucket', `\${ArchiveBucket.Arn}`),
      allow(['s3:GetObject', 's3:PutObject'], `\${ArchiveBucket.Arn}/bins/*`),
      allow(['s3:GetObject', 's3:PutObject'], `\${ArchiveBucket.Arn}/shards/${own}/*`),
    ]);
    expect(JSON.stringify(ScoreFleetRole)).not.toMatch(/\/(samples|bins)\//);
  });

  it('keep what was handed over for a day', () => {
    const { LifecycleConfiguration } = propertiesOf(template, 'ArchiveBucket');
    expect(LifecycleConfiguration).toMatchObject({
      Rules: expect.arrayContaining([expect.objectContaining({ Prefix: 'shards/', ExpirationInDays: 1 })]),
    });
  });

  it('page where one fails, runs out of time or is stopped', () => {
    const { Metrics, AlarmActions } = propertiesOf(template, 'AlarmsScoringFails') as {
      Metrics: { MetricStat?: { Metric: { MetricName: string } } }[];
      AlarmActions: string[];
    };
    expect(Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric.MetricName ?? []).sort()).toEqual([
      'ExecutionsAborted',
      'ExecutionsFailed',
      'ExecutionsTimedOut',
    ]);
    expect(AlarmActions).toEqual([`\${AlertsTopic}`]);
  });
});

it('scores smaller fleets of an organization with one function, which reads and derives every place', () => {
  const one = templateWith({ ...IN_SHARDS, largestFleet: 20_000 });
  one.resourceCountIs('AWS::StepFunctions::StateMachine', 0);
  expect(Object.keys(statementsByRole(one))).not.toContain('JudgePlacesRole');
  const { ScoreFleetRole } = statementsByRole(one);
  expect(ScoreFleetRole).toContainEqual(allow('s3:GetObject', `\${ArchiveBucket.Arn}/samples/*`));
  expect(propertiesOf(one, 'ScoreFleetFunction').Environment).toMatchObject({
    Variables: { EVERY_PLACE: 'true' },
  });
});

it('reports on every place of an organization, and writes in its own alone', () => {
  const organized = templateWith({ ...IN_SHARDS, largestFleet: 2000 });
  const { SendReportRole } = statementsByRole(organized);
  for (const folder of ['samples', 'bins']) {
    expect(SendReportRole).toContainEqual(allow('s3:GetObject', `\${ArchiveBucket.Arn}/${folder}/*`));
  }
  expect(SendReportRole).toContainEqual(
    allow(['s3:GetObject', 's3:PutObject'], `\${ArchiveBucket.Arn}/reports/${own}/*`),
  );
  expect(propertiesOf(organized, 'SendReportFunction').Environment).toMatchObject({
    Variables: { EVERY_PLACE: 'true' },
  });
});

it('lets a scoring of an organization name its accounts, and a report read these names', () => {
  const { ScoreFleetRole, SendReportRole } = statementsByRole(
    templateWith({ ...IN_SHARDS, largestFleet: 2000 }),
  );
  expect(ScoreFleetRole).toContainEqual(
    allow('organizations:DescribeAccount', `arn:\${AWS::Partition}:organizations::*:account/o-a1b2c3d4e5/*`),
  );
  const names = `\${ArchiveBucket.Arn}/accounts/${own}/*`;
  expect(ScoreFleetRole).toContainEqual(allow(['s3:GetObject', 's3:PutObject'], names));
  expect(SendReportRole).toContainEqual(allow('s3:GetObject', names));
  expect(JSON.stringify(SendReportRole)).not.toContain('organizations:');
});

it.each([
  { regionsTogether: true, variable: 'true' },
  { regionsTogether: false, variable: undefined },
])('plans as regionsTogether: $regionsTogether says', ({ regionsTogether, variable }) => {
  const organization = { ...IN_SHARDS.organization, regionsTogether };
  const { Environment } = propertiesOf(
    templateWith({ ...IN_SHARDS, largestFleet: 2000, organization }),
    'ScoreFleetFunction',
  ) as { Environment: { Variables: Record<string, string> } };
  expect(Environment.Variables.REGIONS_TOGETHER).toBe(variable);
});

it('takes more than 50,000 hosts of an organization alone', () => {
  const { organization: _, ...alone } = IN_SHARDS;
  expect(checkConfig({ ...leastConfig, ...IN_SHARDS })).toHaveProperty('config');
  expect(checkConfig({ ...leastConfig, ...alone })).toMatchObject({
    problems: [expect.stringContaining('largestFleet')],
  });
});
