import { spawnSync } from 'node:child_process';
import { request } from 'node:http';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { mountEndpoint } from '../../../../infra/local/aws/http-mount.ts';
import { repositoryRoot } from '../../../files.ts';
import { BUCKET, failureOf, sendSigned, startEndpoint } from './fleet.ts';

async function mountAnything() {
  const handle = vi.fn(async (_: Request) => new Response('handled'));
  const { url, close } = await mountEndpoint({ handle });
  onTestFinished(close);
  return { handle, url, port: new URL(url).port };
}

const statusOf = (url: string, headers: Record<string, string>) =>
  new Promise<number | undefined>((resolve, reject) => {
    request(url, { headers }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });

describe('the mount', () => {
  it.each([
    { host: 'evil.example', status: 403 },
    { host: '127.0.0.1', status: 403 },
    { host: '127.0.0.1:1', status: 403 },
    { host: 'evil.example:PORT', status: 403 },
    { host: '127.0.0.1:PORT', status: 200 },
    { host: 'localhost:PORT', status: 200 },
    { host: '127.0.0.1:PORT', origin: 'http://evil.example', status: 403 },
    { host: '127.0.0.1:PORT', origin: 'http://127.0.0.1:PORT', status: 403 },
    { host: '127.0.0.1:PORT', origin: 'null', status: 403 },
  ])('answers Host $host with Origin $origin by $status', async ({ host, origin, status }) => {
    const { handle, url, port } = await mountAnything();
    const headers = {
      host: host.replace('PORT', port),
      ...(origin && { origin: origin.replace('PORT', port) }),
    };
    expect(await statusOf(url, headers)).toBe(status);
    expect(handle).toHaveBeenCalledTimes(status === 200 ? 1 : 0);
  });

  it('listens on 127.0.0.1 alone and takes another port each time', async () => {
    const [a, b] = [await mountAnything(), await mountAnything()];
    expect(a.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(a.url).not.toBe(b.url);
    // Of the loopback's other addresses none is served.
    await expect(statusOf(a.url.replace('127.0.0.1', '127.0.0.2'), {})).rejects.toThrow('ECONNREFUSED');
  });

  it('reports a bug in a host, and goes on', async () => {
    const { handle, url } = await mountAnything();
    handle.mockRejectedValueOnce(new TypeError('no such capture'));
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([500, 'TypeError: no such capture']);
    expect((await fetch(url)).status).toBe(200);
  });

  it('does not keep its process alive', () => {
    const script =
      "import { mountEndpoint } from './infra/local/aws/http-mount.ts'; await mountEndpoint({});";
    const options = { cwd: repositoryRoot, timeout: 30_000 };
    const { status, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script], options);
    expect({ status, signal }).toEqual({ status: 0, signal: null });
  });
});

describe('a body above the limit of its API', () => {
  it('is refused by its declared length', async () => {
    const { ec2, endpoint } = await startEndpoint();
    const InstanceIds = Array.from({ length: 20_000 }, (_, index) => `i-${index}`);
    const tooMany = ec2.send(new DescribeInstancesCommand({ InstanceIds }));
    expect(await failureOf(tooMany)).toMatchObject({ $metadata: { httpStatusCode: 413 } });
    const headers = { 'content-length': `${5 * 1024 ** 3 + 1}` };
    const tooLarge = await sendSigned(endpoint, 's3', { path: `/${BUCKET}/k`, headers, body: '' });
    expect([tooLarge.status, await tooLarge.text()]).toEqual([
      400,
      expect.stringContaining('EntityTooLarge'),
    ]);
    expect(endpoint.calls).toEqual([]);
  });

  it.each([
    { api: 'ssm', target: 'AmazonSSM.ListCommands', bytes: 256 * 1024 },
    { api: 'monitoring', target: 'GraniteServiceVersion20100801.PutMetricData', bytes: 1024 * 1024 },
  ])('is refused where no length is declared ($api)', async ({ api, target, bytes }) => {
    const { endpoint } = await startEndpoint();
    const send = async (length: number) => {
      const headers = { 'x-amz-target': target };
      return (await sendSigned(endpoint, api, { path: '/', headers, body: ' '.repeat(length) })).status;
    };
    expect([await send(bytes), await send(bytes + 1)]).toEqual([400, 413]);
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
