import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { ListMetricsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { ListCommandsCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { directClientConfig } from '../../../infra/local/client-config.ts';
import type { Fault } from '../../../infra/local/endpoint.ts';
import { BUCKET, clientsOf, failureOf, sendSigned, startEndpoint } from './fleet.ts';

type Clients = ReturnType<typeof clientsOf>;

const CALLS: { api: string; call: (clients: Clients) => Promise<unknown> }[] = [
  { api: 'ec2', call: ({ ec2 }) => ec2.send(new DescribeInstancesCommand({ MaxResults: 5 })) },
  { api: 'ssm', call: ({ ssm }) => ssm.send(new ListCommandsCommand({})) },
  { api: 'cloudwatch', call: ({ cloudwatch }) => cloudwatch.send(new ListMetricsCommand({})) },
  {
    api: 's3',
    call: ({ s3 }) => s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'a=1/b c+d/' })),
  },
  { api: 'sts', call: ({ sts }) => sts.send(new GetCallerIdentityCommand({})) },
];

describe('signatures', () => {
  it.each(CALLS)('of the unmodified $api client are accepted', async ({ api, call }) => {
    const { endpoint, ...clients } = await startEndpoint();
    await call(clients);
    expect(endpoint.calls.map(({ service }) => service)).toEqual([api]);
  });

  it.each([
    { api: 'ec2', wrongKey: 'AuthFailure', wrongSecret: 'AuthFailure', status: 401 },
    {
      api: 'ssm',
      wrongKey: 'UnrecognizedClientException',
      wrongSecret: 'InvalidSignatureException',
      status: 400,
    },
    {
      api: 'cloudwatch',
      wrongKey: 'UnrecognizedClientException',
      wrongSecret: 'InvalidSignatureException',
      status: 400,
    },
    { api: 's3', wrongKey: 'InvalidAccessKeyId', wrongSecret: 'SignatureDoesNotMatch', status: 403 },
    { api: 'sts', wrongKey: 'InvalidClientTokenId', wrongSecret: 'SignatureDoesNotMatch', status: 403 },
  ])(
    'made with another key or secret get the own error of $api',
    async ({ api, wrongKey, wrongSecret, status }) => {
      const { endpoint, config } = await startEndpoint();
      const call = CALLS.find((row) => row.api === api)?.call;
      const withCredentials = async (accessKeyId: string, secretAccessKey: string) => {
        const clients = clientsOf({ ...config, credentials: { accessKeyId, secretAccessKey } });
        return failureOf(Promise.resolve(call?.(clients)));
      };
      const metadata = { $metadata: { httpStatusCode: status } };
      expect(await withCredentials('AKIDOTHER', 'made-for-this-run')).toMatchObject({
        name: wrongKey,
        ...metadata,
      });
      expect(await withCredentials('AKIDLOCAL', 'another')).toMatchObject({ name: wrongSecret, ...metadata });
      expect(endpoint.calls).toEqual([]);
    },
  );

  it('for another region are refused', async () => {
    const { config } = await startEndpoint();
    const ssm = new SSMClient({ ...config, region: 'us-east-1' });
    expect(await failureOf(ssm.send(new ListCommandsCommand({})))).toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringContaining('valid region'),
    });
  });

  it.each([
    { skewSeconds: -301, outcome: 'InvalidSignatureException' },
    { skewSeconds: -299, outcome: undefined },
    { skewSeconds: 299, outcome: undefined },
    { skewSeconds: 301, outcome: 'InvalidSignatureException' },
  ])('of a clock that is $skewSeconds s off end with $outcome', async ({ skewSeconds, outcome }) => {
    const { config } = await startEndpoint();
    const systemClockOffset = config.systemClockOffset + skewSeconds * 1000;
    const ssm = new SSMClient({ ...config, systemClockOffset, maxAttempts: 1 });
    expect((await failureOf(ssm.send(new ListCommandsCommand({}))))?.name).toBe(outcome);
  });

  it('of a wrong clock are corrected by the client itself, from the Date of the answer', async () => {
    const { config, endpoint } = await startEndpoint();
    const ssm = new SSMClient({ ...config, systemClockOffset: 0 });
    await ssm.send(new ListCommandsCommand({}));
    expect(endpoint.calls).toHaveLength(1);
  });

  it('do not cover a body that was changed on its way', async () => {
    const { config, endpoint } = await startEndpoint();
    const s3 = clientsOf(config).s3;
    s3.middlewareStack.add(
      (next) => (args) => {
        Object.assign(args.request as object, { body: 'changed' });
        return next(args);
      },
      { step: 'deserialize', priority: 'low' },
    );
    const put = s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'planned' }));
    expect(await failureOf(put)).toMatchObject({ name: 'XAmzContentSHA256Mismatch' });
    expect(endpoint.objects(BUCKET)?.size).toBe(0);
  });

  it.each([
    {
      form: 'json',
      headers: { 'x-amz-target': 'AmazonSSM.ListCommands' },
      text: 'MissingAuthenticationToken',
    },
    { form: 'xml', headers: {}, text: '<Code>AccessDenied</Code>' },
  ])('that are missing are refused ($form)', async ({ headers, text }) => {
    const { url } = await startEndpoint();
    const response = await fetch(`${url}/`, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).toContain(text);
  });
});

describe('the mount', () => {
  it.each([
    { headers: { host: 'evil.example' }, status: 403 },
    { headers: { host: '127.0.0.1:1' }, status: 403 },
    { headers: { origin: 'http://127.0.0.1' }, status: 403 },
    { headers: { origin: 'null' }, status: 403 },
  ])('refuses $headers', async ({ headers, status }) => {
    const { url, endpoint } = await startEndpoint();
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      request(url, { headers }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(answer).toBe(status);
    expect(endpoint.calls).toEqual([]);
  });

  it('listens on 127.0.0.1 alone and takes another port each time', async () => {
    const [a, b] = await Promise.all([startEndpoint(), startEndpoint()]);
    expect(a.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(a.url).not.toBe(b.url);
  });

  it('refuses a body above the limit of its API', async () => {
    const { ssm, config } = await startEndpoint();
    const tooLong = ssm.send(new ListCommandsCommand({ NextToken: 'x'.repeat(300_000) }));
    expect(await failureOf(tooLong)).toMatchObject({ $metadata: { httpStatusCode: 413 } });
    const ec2 = new EC2Client({ ...config, maxAttempts: 1 });
    const manyIds = Array.from({ length: 20_000 }, (_, index) => `i-${index}`);
    expect(await failureOf(ec2.send(new DescribeInstancesCommand({ InstanceIds: manyIds })))).toBeDefined();
  });
});

describe('AWS_ENDPOINT_URL', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('redirects clients that know nothing of the endpoint', async () => {
    const { url, config } = await startEndpoint();
    vi.stubEnv('AWS_ENDPOINT_URL', url);
    const { region, credentials } = config;
    const { Reservations } = await new EC2Client({ region, credentials }).send(
      new DescribeInstancesCommand({}),
    );
    expect(Reservations).toHaveLength(3);
  });
});

describe('direct clients', () => {
  it.each(CALLS)('reach $api without a socket', async ({ api, call }) => {
    const { endpoint } = await startEndpoint();
    await call(clientsOf(directClientConfig(endpoint)));
    expect(endpoint.calls.map(({ service }) => service)).toEqual([api]);
  });
});

describe('faults', () => {
  const THROTTLE: Fault = { kind: 'throttle' };

  it.each([
    { api: 'ec2', name: 'RequestLimitExceeded', status: 503 },
    { api: 'ssm', name: 'ThrottlingException', status: 400 },
    { api: 'cloudwatch', name: 'Throttling', status: 400 },
    { api: 's3', name: 'SlowDown', status: 503 },
    { api: 'sts', name: 'Throttling', status: 400 },
  ])('throttle $api with its own error, which its client takes for one', async ({ api, name, status }) => {
    const { config } = await startEndpoint({ faults: () => THROTTLE });
    const call = CALLS.find((row) => row.api === api)?.call;
    const failure = await failureOf(Promise.resolve(call?.(clientsOf({ ...config, ...{ maxAttempts: 2 } }))));
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

describe('malformed input', () => {
  it.each([
    { body: '{"MaxResults":', text: 'SerializationException' },
    { body: '{"MaxResults":"5"}', text: 'SerializationException' },
    { body: '{"MaxResults":51}', text: "Value '51' at 'maxResults' failed to satisfy constraint" },
  ])('$body is answered with $text', async ({ body, text }) => {
    const { endpoint } = await startEndpoint();
    const headers = { 'x-amz-target': 'AmazonSSM.ListCommands' };
    const response = await sendSigned(endpoint, 'ssm', { path: '/', headers, body });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(text);
  });

  it('a gzip that holds more than the memory should is refused', async () => {
    const { endpoint } = await startEndpoint();
    const headers = {
      'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData',
      'content-encoding': 'gzip',
    };
    const body = gzipSync(Buffer.alloc(17 * 1024 * 1024, ' '));
    const response = await sendSigned(endpoint, 'monitoring', { path: '/', headers, body });
    expect(await response.text()).toContain('too large');
  });
});
