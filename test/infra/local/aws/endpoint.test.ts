import { ListMetricsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { ListCommandsCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../../infra/local/aws/faults.ts';
import { API_CALLS } from './api-calls.ts';
import { BUCKET, clientsOf, failureOf, sendSigned, startEndpoint } from './fleet.ts';

describe('faults', () => {
  const THROTTLE: Fault = { kind: 'throttle' };

  it.each([
    { api: 'ec2' as const, name: 'RequestLimitExceeded', status: 503 },
    { api: 'ssm' as const, name: 'ThrottlingException', status: 400 },
    { api: 'cloudwatch' as const, name: 'Throttling', status: 400 },
    { api: 's3' as const, name: 'SlowDown', status: 503 },
    { api: 'sts' as const, name: 'Throttling', status: 400 },
  ])('throttle $api with its own error, which its client takes for one', async ({ api, name, status }) => {
    const { config } = await startEndpoint({ faults: () => THROTTLE });
    const failure = await failureOf(API_CALLS[api](clientsOf({ ...config, ...{ maxAttempts: 2 } })));
    expect(failure).toMatchObject({ $metadata: { httpStatusCode: status, attempts: 2 } });
    expect(`${failure?.name} ${JSON.stringify(failure)}`).toContain(name);
  });

  it.each<{ kind: string; fault: Fault }>([
    { kind: 'throttling', fault: THROTTLE },
    { kind: 'an internal error', fault: { kind: 'error', status: 500 } },
    { kind: 'a broken connection', fault: { kind: 'reset' } },
  ])('of $kind are got over by a retry', async ({ fault }) => {
    const { endpoint, ssm } = await startEndpoint({ faults: ({ index }) => (index < 2 ? fault : undefined) });
    const { $metadata } = await ssm.send(new ListCommandsCommand({}));
    expect($metadata.attempts).toBe(3);
    expect(endpoint.calls).toHaveLength(3);
  });

  it('of one operation leave the others alone', async () => {
    const { cloudwatch } = await startEndpoint({
      faults: ({ operation }) =>
        operation === 'PutMetricData' ? { kind: 'error', status: 400, code: 'Denied' } : undefined,
    });
    const put = cloudwatch.send(
      new PutMetricDataCommand({ Namespace: 'n', MetricData: [{ MetricName: 'm', Value: 1 }] }),
    );
    expect(await failureOf(put)).toMatchObject({ name: 'Denied' });
    await cloudwatch.send(new ListMetricsCommand({}));
  });

  it('of latency delay the answer', async () => {
    const { sts } = await startEndpoint({ faults: () => ({ kind: 'latency', ms: 60 }) });
    const startedAt = performance.now();
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '111122223333' });
    expect(performance.now() - startedAt).toBeGreaterThan(55);
  });
});

describe('unknown operations', () => {
  it.each([
    {
      api: 'ec2',
      body: 'Action=RunInstances&Version=2016-11-15',
      status: 400,
      text: '<Code>InvalidAction</Code>',
    },
    {
      api: 'sts',
      body: 'Action=AssumeRole&Version=2011-06-15',
      status: 400,
      text: '<Code>InvalidAction</Code>',
    },
    {
      api: 'ssm',
      target: 'AmazonSSM.DeleteDocument',
      body: '{}',
      status: 400,
      text: 'UnknownOperationException',
    },
    { api: 'ssm', target: 'Other.ListCommands', body: '{}', status: 400, text: 'UnknownOperationException' },
    {
      api: 'monitoring',
      target: 'GraniteServiceVersion20100801.DeleteAlarms',
      body: '{}',
      status: 400,
      text: 'UnknownOperationException',
    },
    { api: 's3', path: `/${BUCKET}`, body: '', status: 501, text: '<Code>NotImplemented</Code>' },
  ])(
    'of $api get the own answer of their protocol',
    async ({ api, path = '/', target, body, status, text }) => {
      const { endpoint } = await startEndpoint();
      const headers: Record<string, string> = target ? { 'x-amz-target': target } : {};
      const response = await sendSigned(endpoint, api, { path, headers, body });
      expect(response.status).toBe(status);
      expect(await response.text()).toContain(text);
    },
  );

  it('and another service name in the credential scope is refused', async () => {
    const { endpoint } = await startEndpoint();
    const response = await sendSigned(endpoint, 'iam', { path: '/', headers: {}, body: '' });
    expect(response.status).toBe(403);
  });
});
