import { request } from 'node:http';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ListCommandsCommand } from '@aws-sdk/client-ssm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failureOf, startEndpoint } from './fleet.ts';

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
