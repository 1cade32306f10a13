import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { getText, putText } from '../../lambdas/aws/s3-objects.ts';
import { BUCKET, failureOf, startEndpoint } from '../infra/local/aws/fleet.ts';

describe('an object that is written once', () => {
  const start = async (conflicts: number) => {
    const { config } = await startEndpoint({
      faults: ({ operation, index }) =>
        operation === 'PutObject' && index < conflicts
          ? { kind: 'error', status: 409, code: 'ConditionalRequestConflict' }
          : undefined,
    });
    return new S3Client({ ...config, maxAttempts: 1 });
  };
  const write = (s3: S3Client, text: string) => putText(s3, BUCKET, 'key.json', { text }, { once: true });

  it.each([0, 1, 2])('is written where another write was under way %i times before', async (conflicts) => {
    const s3 = await start(conflicts);
    expect(await write(s3, 'first')).toBe(true);
    expect(await write(s3, 'second')).toBe(false);
    expect(await getText(s3, BUCKET, 'key.json')).toMatchObject({ text: 'first' });
  });

  it('fails where another write stays under way: nothing was written', async () => {
    const s3 = await start(3);
    expect(await failureOf(write(s3, 'first'))).toMatchObject({ name: 'ConditionalRequestConflict' });
    expect(await getText(s3, BUCKET, 'key.json')).toBeNull();
  });
});
