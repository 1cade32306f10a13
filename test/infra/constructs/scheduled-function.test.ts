import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import type { FunctionSize } from '../../../infra/config/function-size.ts';
import { SCHEDULE_PERIODS_MINUTES } from '../../../infra/config.ts';
import {
  afterEachBin,
  everyMinutes,
  ScheduledFunction,
  weekly,
} from '../../../infra/constructs/scheduled-function.ts';
import { AuditFleetEvent } from '../../../lambdas/audit-fleet/env.ts';
import { BIN_HOURS, startOfBin } from '../../../lambdas/domain/records/time.ts';
import { onlyProperties, statementsByRole, templateWith } from '../template.ts';

const addFunction =
  (id: string, chosen: { size?: FunctionSize; environment?: Record<string, string> } = {}) =>
  (stack: Stack) =>
    new ScheduledFunction(stack, id, {
      // Nothing is bundled here: any module will do.
      entry: import.meta.filename,
      description: 'Does one thing',
      environment: { COLOUR: 'green' },
      size: { memoryMiB: 512, timeoutMinutes: 2 },
      schedule: everyMinutes(30),
      maxEventAge: Duration.minutes(30),
      removalPolicy: RemovalPolicy.RETAIN,
      ...chosen,
    });
const template = templateWith(addFunction('Verb'));

describe('ScheduledFunction', () => {
  it("runs on Lambda's Node 24 on arm64 and logs JSON to its own log group", () => {
    expect(onlyProperties(template, 'AWS::Lambda::Function')).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 512,
      Timeout: 120,
      Handler: 'index.handler',
      Role: `\${VerbRole.Arn}`,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: `\${VerbLogs}` },
    });
  });

  it('has the memory and time that it is given', () => {
    const sized = templateWith(addFunction('Verb', { size: { memoryMiB: 1769, timeoutMinutes: 15 } }));
    expect(onlyProperties(sized, 'AWS::Lambda::Function')).toMatchObject({ MemorySize: 1769, Timeout: 900 });
  });

  it('has the variables it is given, and readable stack traces', () => {
    expect(onlyProperties(template, 'AWS::Lambda::Function').Environment).toEqual({
      Variables: { COLOUR: 'green', NODE_OPTIONS: '--enable-source-maps' },
    });
  });

  it('keeps logs for 30 days, even after the stack is deleted', () => {
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: 'Retain',
    });
  });

  it('is tried once more by Lambda within the age of an event, and not by the schedule', () => {
    expect(onlyProperties(template, 'AWS::Lambda::EventInvokeConfig')).toMatchObject({
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: 1800,
    });
    expect(onlyProperties(template, 'AWS::Scheduler::Schedule').Target).toMatchObject({
      RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 1800 },
    });
    expect(onlyProperties(template, 'AWS::Lambda::Function').ReservedConcurrentExecutions).toBeUndefined();
  });

  it('keeps events that were not delivered or failed in one encrypted queue for two weeks', () => {
    expect(onlyProperties(template, 'AWS::Scheduler::Schedule').Target).toMatchObject({
      DeadLetterConfig: { Arn: `\${VerbFailures.Arn}` },
    });
    expect(onlyProperties(template, 'AWS::Lambda::EventInvokeConfig')).toMatchObject({
      DestinationConfig: { OnFailure: { Destination: `\${VerbFailures.Arn}` } },
    });
    expect(onlyProperties(template, 'AWS::SQS::Queue')).toEqual({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 86_400,
    });
    expect(onlyProperties(template, 'AWS::SQS::QueuePolicy')).toMatchObject({
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'sqs:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  });

  it('refuses more variables than Lambda takes, before anything is deployed', () => {
    const filled = (bytes: number) => () =>
      templateWith(addFunction('Verb', { environment: { FILL: 'ü'.repeat(bytes / 2) } }));
    const others = 'FILL'.length + 'NODE_OPTIONS'.length + '--enable-source-maps'.length;
    expect(filled(4096 - others)).not.toThrow();
    expect(filled(4096 - others + 2)).toThrow('variables of Verb take 4098 bytes, and Lambda takes 4096');
  });

  it('receives the instant at which it was due', () => {
    const { Arn, Input } = onlyProperties(template, 'AWS::Scheduler::Schedule').Target as Record<
      string,
      string
    >;
    expect(Arn).toBe(`\${VerbFunction.Arn}`);
    expect(Input).toBe('{"scheduledAt":"<aws.scheduler.scheduled-time>"}');
    const delivered = Input?.replace('<aws.scheduler.scheduled-time>', '2026-11-22T16:05:00Z');
    expect(AuditFleetEvent.parse(JSON.parse(delivered ?? ''))).toEqual({
      scheduledAt: '2026-11-22T16:05:00Z',
    });
  });

  it('may write its own logs and failures and nothing else, and the schedule may invoke it and do as much', () => {
    const { VerbRole, ...others } = statementsByRole(template);
    expect(VerbRole).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: `\${VerbLogs.Arn}`,
      },
      {
        Effect: 'Allow',
        Action: ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'],
        Resource: `\${VerbFailures.Arn}`,
      },
    ]);
    expect(Object.values(others)).toEqual([
      [
        {
          Effect: 'Allow',
          Action: 'lambda:InvokeFunction',
          Resource: `\${VerbFunction.Arn}`,
        },
        { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: `\${VerbFailures.Arn}` },
      ],
    ]);
  });

  it('shares nothing with a second one', () => {
    const both = templateWith((stack) => {
      addFunction('One')(stack);
      addFunction('Two')(stack);
    });
    const { OneRole, TwoRole } = statementsByRole(both);
    expect([OneRole, TwoRole]).toMatchObject([
      [{ Resource: `\${OneLogs.Arn}` }, { Resource: `\${OneFailures.Arn}` }],
      [{ Resource: `\${TwoLogs.Arn}` }, { Resource: `\${TwoFailures.Arn}` }],
    ]);
  });
});

describe('everyMinutes', () => {
  it.each(SCHEDULE_PERIODS_MINUTES)(
    'fires each %i minutes from the full hour on, day and night',
    (period) => {
      const { expressionString, timeZone } = everyMinutes(period);
      const minutes = Array.from({ length: (24 * 60) / period }, (_, turn) => turn * period);
      expect(dailyMinutesOf(expressionString)).toEqual(minutes);
      expect(timeZone?.timezoneName).toBe('Etc/UTC');
    },
  );

  it.each([
    'cron(*/15 * * * *)',
    'cron(0/15 * * * * *)',
    'cron(0/15 8-17 * * ? *)',
    'cron(60 * * * ? *)',
    'cron(0 24 * * ? *)',
    'rate(15 minutes)',
  ])('is judged by a reader that refuses %s', (expression) => {
    expect(() => dailyMinutesOf(expression)).toThrow('not a daily schedule');
  });
});

describe('afterEachBin', () => {
  it.each([0, 20, 59])('fires %i minutes after the start of each bin of a day', (minutes) => {
    const { expressionString, timeZone } = afterEachBin(minutes);
    const fired = dailyMinutesOf(expressionString).map((minute) => new Date(minute * 60_000).toISOString());
    expect(fired).toHaveLength(24 / BIN_HOURS);
    expect(new Set(fired.map(startOfBin)).size).toBe(fired.length);
    for (const at of fired) expect(Date.parse(at) - Date.parse(startOfBin(at))).toBe(minutes * 60_000);
    expect(timeZone?.timezoneName).toBe('Etc/UTC');
  });
});

describe('weekly', () => {
  it.each([
    { weekday: 'monday', time: '08:00', timeZone: 'Europe/Berlin', expression: 'cron(0 8 ? * MON *)' },
    { weekday: 'sunday', time: '23:05', timeZone: 'UTC', expression: 'cron(5 23 ? * SUN *)' },
  ] as const)('fires at $time on $weekday in $timeZone', ({ expression, ...when }) => {
    const { expressionString, timeZone } = weekly(when);
    expect(expressionString).toBe(expression);
    expect(timeZone?.timezoneName).toBe(when.timeZone);
  });
});

/**
 * Minutes of each day at which an EventBridge cron expression fires: six fields, `?` in exactly one of the two day
 * fields. CloudFormation's validator lets any text pass as an expression.
 */
function dailyMinutesOf(expression: string): number[] {
  const field = /^cron\((?<minute>\S+) (?<hour>\S+) (?:\* \* \?|\? \* \*) \*\)$/.exec(expression)?.groups;
  const minutes = valuesOf(field?.minute, 60);
  const hours = valuesOf(field?.hour, 24);
  if (!minutes || !hours) throw new Error(`not a daily schedule: ${expression}`);
  return hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
}

/** Values below an end that a field of a cron expression (`*`, `20`, `0/15`) stands for. */
function valuesOf(field: string | undefined, end: number): number[] | undefined {
  const { start, step } = /^(?<start>\*|\d\d?)(?:\/(?<step>[1-9]\d?))?$/.exec(field ?? '')?.groups ?? {};
  if (start === undefined || Number(start) >= end || (start === '*' && step)) return undefined;
  const values = Array.from({ length: end }, (_, value) => value);
  if (start === '*') return values;
  const first = Number(start);
  return values.filter((value) =>
    step ? value >= first && (value - first) % Number(step) === 0 : value === first,
  );
}
