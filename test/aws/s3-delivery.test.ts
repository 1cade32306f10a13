import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../infra/local/aws/faults.ts';
import { deliverOnce, isDelivered } from '../../lambdas/aws/s3-delivery.ts';
import { BUCKET, startEndpoint } from '../infra/local/aws/fleet.ts';

const KEY = 'reports/delivery.json';
const MINUTE = 60_000;

/** An archive whose PutObject calls meet the faults of a list, in their order; the SDK tries each three times. */
async function start(faults: readonly (Fault['kind'] | null)[] = []) {
  const { config, clock } = await startEndpoint({
    clockSkewSeconds: Number.POSITIVE_INFINITY,
    faults: ({ operation, index }) => {
      const kind = operation === 'PutObject' ? faults[index] : undefined;
      return kind === 'answer-lost' || kind === 'reset' ? { kind } : undefined;
    },
  });
  const archive = {
    s3: new S3Client(config),
    bucket: BUCKET,
    accountId: '111122223333',
    region: 'eu-west-1',
  };
  let tokens = 0;
  const sent: number[] = [];
  const deliver = () =>
    deliverOnce(archive, KEY, { now: () => clock.at, newToken: () => `token-${++tokens}` }, async () => {
      sent.push(clock.at.getTime());
      return `message-${sent.length}`;
    });
  return { archive, clock, sent, deliver };
}

describe('a delivery', () => {
  it('is made once, however often it is tried', async () => {
    const { archive, deliver, sent } = await start();
    expect(await isDelivered(archive, KEY)).toBe(false);
    expect([await deliver(), await deliver()]).toEqual(['sent', 'already-sent']);
    expect(await isDelivered(archive, KEY)).toBe(true);
    expect(sent).toHaveLength(1);
  });

  it.each([
    { what: 'the claim', faults: ['answer-lost'] },
    { what: 'the claim, twice', faults: ['answer-lost', 'answer-lost'] },
    { what: 'the note that it was sent', faults: [null, 'answer-lost'] },
  ] as const)('is made where the answer to writing $what is lost', async ({ faults }) => {
    const { deliver, sent } = await start(faults);
    expect([await deliver(), await deliver()]).toEqual(['sent', 'already-sent']);
    expect(sent).toHaveLength(1);
  });

  it('is left to the run that claimed it, and made up for once that one must have ended', async () => {
    const { archive, clock, deliver, sent } = await start();
    const claim = { state: 'sending', since: clock.at.toISOString(), token: 'of another run' };
    await archive.s3.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body: JSON.stringify(claim), IfNoneMatch: '*' }),
    );
    expect(await deliver()).toBe('elsewhere');
    clock.at = new Date(clock.at.getTime() + 15 * MINUTE);
    expect(await deliver()).toBe('sent');
    expect(sent).toHaveLength(1);
  });
});
