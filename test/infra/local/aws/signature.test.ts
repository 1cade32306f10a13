import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ListCommandsCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { API_CALLS, APIS } from './api-calls.ts';
import { BUCKET, clientsOf, failureOf, startEndpoint } from './fleet.ts';

describe('signatures', () => {
  it.each(APIS)('of the unmodified %s client are accepted', async (api) => {
    const { endpoint, ...clients } = await startEndpoint();
    await API_CALLS[api](clients);
    expect(endpoint.calls.map(({ service }) => service)).toEqual([api]);
  });

  it.each([
    { api: 'ec2' as const, wrongKey: 'AuthFailure', wrongSecret: 'AuthFailure', status: 401 },
    {
      api: 'ssm' as const,
      wrongKey: 'UnrecognizedClientException',
      wrongSecret: 'InvalidSignatureException',
      status: 400,
    },
    {
      api: 'cloudwatch' as const,
      wrongKey: 'UnrecognizedClientException',
      wrongSecret: 'InvalidSignatureException',
      status: 400,
    },
    { api: 's3' as const, wrongKey: 'InvalidAccessKeyId', wrongSecret: 'SignatureDoesNotMatch', status: 403 },
    {
      api: 'sts' as const,
      wrongKey: 'InvalidClientTokenId',
      wrongSecret: 'SignatureDoesNotMatch',
      status: 403,
    },
  ])(
    'made with another key or secret get the own error of $api',
    async ({ api, wrongKey, wrongSecret, status }) => {
      const { endpoint, config } = await startEndpoint();
      const withCredentials = async (accessKeyId: string, secretAccessKey: string) => {
        const clients = clientsOf({ ...config, credentials: { accessKeyId, secretAccessKey } });
        return failureOf(API_CALLS[api](clients));
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

  it('are not looked at where the endpoint trusts whoever can reach it; the access key still says who asks', async () => {
    const { config, endpoint } = await startEndpoint({ trustsSignatures: true });
    const callAs = (accessKeyId: string) => {
      const credentials = { accessKeyId, secretAccessKey: 'another' };
      return failureOf(clientsOf({ ...config, credentials }).ssm.send(new ListCommandsCommand({})));
    };
    expect(await callAs('AKIDLOCAL')).toBeUndefined();
    expect(await callAs('AKIDOTHER')).toMatchObject({ name: 'UnrecognizedClientException' });
    expect(endpoint.calls).toHaveLength(1);
  });

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
