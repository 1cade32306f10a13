import { setFlagsFromString } from 'node:v8';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { getText, putText } from '../../lambdas/aws/s3-objects.ts';
import { sdkClient } from '../../lambdas/aws/sdk-client.ts';
import { BUCKET, failureOf, startEndpoint } from '../infra/local/aws/fleet.ts';

describe('a client of the functions', () => {
  it('puts its middleware together once for each kind of call, and each call gets its own answer', async () => {
    const { config } = await startEndpoint();
    const s3 = sdkClient(S3Client, config);
    const keys = ['a', 'b', 'c'];
    for (const key of keys) await putText(s3, BUCKET, key, { text: `text of ${key}` });
    const resolved = vi.spyOn(GetObjectCommand.prototype, 'resolveMiddleware');
    onTestFinished(() => resolved.mockRestore());
    const read = await Promise.all([...keys, 'missing'].map((key) => getText(s3, BUCKET, key)));
    expect(read.map((object) => object?.text)).toEqual(['text of a', 'text of b', 'text of c', undefined]);
    expect(resolved).toHaveBeenCalledTimes(1);
  });

  it('tries again what failed, each call by itself', async () => {
    const { config } = await startEndpoint({
      faults: ({ operation, index }) =>
        operation === 'GetObject' && index % 2 === 0 ? { kind: 'error', status: 503 } : undefined,
    });
    const s3 = sdkClient(S3Client, config);
    await putText(s3, BUCKET, 'key', { text: 'text' });
    for (const _ of [1, 2]) expect(await getText(s3, BUCKET, 'key')).toMatchObject({ text: 'text' });
    const once = sdkClient(S3Client, { ...config, maxAttempts: 1 });
    expect(await failureOf(getText(once, BUCKET, 'key'))).toMatchObject({ $metadata: { attempts: 1 } });
  });

  it('has a configuration that is copied fast, before its first call and after it', async () => {
    setFlagsFromString('--allow-natives-syntax');
    const isFast = new Function('object', 'return %HasFastProperties(object)');
    const { config } = await startEndpoint();
    const s3 = sdkClient(S3Client, config);
    expect(isFast(s3.config)).toBe(true);
    await putText(s3, BUCKET, 'key', { text: 'text' });
    expect(isFast(s3.config)).toBe(true);
  });

  it('copies no answer for a log', async () => {
    const { config } = await startEndpoint();
    const logged = vi.fn();
    const logger = { debug: () => {}, info: logged, warn: () => {}, error: logged };
    const s3 = sdkClient(S3Client, { ...config, logger });
    await putText(s3, BUCKET, 'key', { text: 'text' });
    expect(logged).not.toHaveBeenCalled();
  });
});
