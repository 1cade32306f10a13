import { createHash, createHmac } from 'node:crypto';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import type { RetryStrategyV2 } from '@smithy/types';
import { onTestFinished } from 'vitest';
import { type ClientConfig, mountedClientConfig } from '../../../../infra/local/aws/client-config.ts';
import { createEndpoint, type Endpoint, type EndpointOptions } from '../../../../infra/local/aws/endpoint.ts';
import { mountEndpoint } from '../../../../infra/local/aws/http-mount.ts';
import type { LocalAnswer, LocalHost } from '../../../../infra/local/hosts/local-host.ts';
import { probeDocument } from '../../../../lambdas/probe/probe-document.ts';

export const PROBE = 'auditor-probe';
export const BUCKET = 'archive-bucket';

export const hostIdOf = (index: number): string => `i-${String(index).padStart(17, '0')}`;

export const ANSWERED: LocalAnswer = { status: 'Success', statusDetails: 'Success', stdout: '{}' };

/** A running, managed host with the fleet's tag. */
export const host = (index: number, overrides: Partial<LocalHost> = {}): LocalHost => ({
  hostId: hostIdOf(index),
  availabilityZone: 'eu-west-1a',
  launchedAt: new Date('2026-11-01T00:00:00Z'),
  state: 'running',
  tags: { Fleet: 'haproxy', Name: `lb-${index}` },
  managed: true,
  answer: () => ANSWERED,
  ...overrides,
});

export const hosts = (count: number, overrides: (index: number) => Partial<LocalHost> = () => ({})) =>
  Array.from({ length: count }, (_, index) => host(index, overrides(index)));

/** An endpoint mounted for one test, a clock to turn, and unmodified SDK clients on it. */
export async function startEndpoint(overrides: Partial<EndpointOptions> = {}) {
  const clock = { at: new Date('2026-11-22T16:05:00Z') };
  const endpoint = createEndpoint({
    accountId: '111122223333',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'made-for-this-run' },
    hosts: hosts(3),
    documents: new Map([[PROBE, JSON.stringify(probeDocument())]]),
    buckets: [BUCKET],
    now: () => clock.at,
    ...overrides,
  });
  const { url, close } = await mountEndpoint(endpoint);
  onTestFinished(close);
  const config = mountedClientConfig(endpoint, url);
  const advance = (seconds: number) => {
    clock.at = new Date(clock.at.getTime() + seconds * 1000);
  };
  return { endpoint, url, config, clock, advance, ...clientsOf(config) };
}

export const clientsOf = (
  config: ClientConfig & { maxAttempts?: number; retryStrategy?: RetryStrategyV2 },
) => ({
  ec2: new EC2Client(config),
  ssm: new SSMClient(config),
  cloudwatch: new CloudWatchClient(config),
  s3: new S3Client(config),
  sts: new STSClient(config),
});

/**
 * Lets clients sign by another clock. They would find out by themselves, but each time it moves costs a retry, and the
 * retries of a client are counted.
 */
export function setClocks(clients: object, at: Date): void {
  for (const { config } of Object.values(clients) as { config: { systemClockOffset: number } }[]) {
    config.systemClockOffset = at.getTime() - Date.now();
  }
}

/** The error that a call ends with, or undefined where it ends well. */
export const failureOf = async (call: Promise<unknown>): Promise<Record<string, unknown> | undefined> =>
  call.then(
    () => undefined,
    (error: unknown) => (typeof error === 'object' && error ? { ...error, ...named(error) } : { error }),
  );

const named = (error: object) => (error instanceof Error ? { name: error.name, message: error.message } : {});

interface RawRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** A POST that no SDK client would send, rightly signed. */
export async function sendSigned(
  { handle, options }: Endpoint,
  service: string,
  { path, headers, body }: RawRequest,
): Promise<Response> {
  const signer = new SignatureV4({
    credentials: options.credentials,
    region: options.region,
    service,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  });
  const request = {
    method: 'POST',
    protocol: 'http:',
    hostname: 'localhost',
    path,
    query: {},
    headers: { host: 'localhost', ...headers },
    body,
  };
  const signed = await signer.sign(request, { signingDate: options.now() });
  return handle(new Request(`http://localhost${path}`, { method: 'POST', headers: signed.headers, body }));
}

class Sha256 {
  readonly #hash;

  constructor(secret?: unknown) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Buffer);
  }

  update(chunk: unknown): void {
    this.#hash.update(chunk as Buffer);
  }

  digest = async (): Promise<Uint8Array> => new Uint8Array(this.#hash.digest());

  reset(): void {}
}
