import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../infra/local/aws/faults.ts';
import {
  getAcknowledgements,
  printAcknowledgement,
  putAcknowledgement,
  putWithdrawal,
} from '../../lambdas/aws/s3-acknowledgements.ts';
import { BUCKET, setClocks, startEndpoint } from '../infra/local/aws/fleet.ts';

const FOLDER = 'acknowledgements/account=111122223333/region=eu-west-1/';
const ENTRY = {
  schema: 1 as const,
  target: 'lb-1',
  reason: 'replaced in week 43',
  by: 'ada',
  acknowledgedAt: '2026-11-10T00:00:00Z',
  until: '2026-12-20T00:00:00Z',
};
const { id } = printAcknowledgement(ENTRY);

/** An archive, reading from which meets faults. */
async function start(fault?: Fault) {
  const { config, clock, endpoint } = await startEndpoint({
    faults: ({ operation }) => (operation === 'GetObject' ? fault : undefined),
  });
  const s3 = new S3Client(config);
  setClocks({ s3 }, clock.at);
  const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  const archive = { s3, bucket: BUCKET, accountId: '111122223333', region: 'eu-west-1' };
  return { archive, put, endpoint };
}

describe("the archive's acknowledgements", () => {
  it('are none where there are none', async () => {
    const { archive } = await start();
    expect(await getAcknowledgements(archive)).toEqual({ kept: [], issues: [] });
  });

  it('are an object each under the hash of its bytes, and are read as they were written', async () => {
    const { archive, endpoint } = await start();
    expect(await putAcknowledgement(archive, ENTRY)).toBe(id);
    expect([...(endpoint.objects(BUCKET)?.keys() ?? [])]).toEqual([`${FOLDER}${id}.json`]);
    const { kept, issues } = await getAcknowledgements(archive);
    expect({ kept, issues }).toEqual({ kept: [{ ...ENTRY, id, withdrawnAt: null }], issues: [] });
  });

  it('of two people at once are two, and the same one twice is one', async () => {
    const { archive } = await start();
    const entries = [ENTRY, { ...ENTRY, by: 'bob' }, ENTRY];
    await Promise.all(entries.map((entry) => putAcknowledgement(archive, entry)));
    const { kept } = await getAcknowledgements(archive);
    expect(kept.map(({ by }) => by).sort()).toEqual(['ada', 'bob']);
  });

  it('are withdrawn once: the first withdrawal counts', async () => {
    const { archive } = await start();
    await putAcknowledgement(archive, ENTRY);
    const withdrawal = { schema: 1 as const, id, by: 'bob', withdrawnAt: '2026-11-12T00:00:00Z' };
    expect(await putWithdrawal(archive, withdrawal)).toBe(true);
    expect(await putWithdrawal(archive, { ...withdrawal, withdrawnAt: '2026-11-14T00:00:00Z' })).toBe(false);
    expect((await getAcknowledgements(archive)).kept).toMatchObject([
      { withdrawnAt: '2026-11-12T00:00:00Z' },
    ]);
  });

  it("are those of the fleet's own place alone", async () => {
    const { archive } = await start();
    await putAcknowledgement({ ...archive, fleetName: 'edge' }, ENTRY);
    await putAcknowledgement({ ...archive, region: 'us-east-1' }, ENTRY);
    expect((await getAcknowledgements(archive)).kept).toEqual([]);
  });

  it.each([
    { what: 'of megabytes', content: ' '.repeat(20_000), message: '20000 bytes, 16384 at most are read' },
    { what: 'that is none', content: '{', message: 'not JSON' },
    {
      what: 'that was changed',
      content: JSON.stringify(ENTRY),
      message: 'its content is not the one that its name says',
    },
  ])('beside an object $what are read, and it is named', async ({ content, message }) => {
    const { archive, put } = await start();
    await put(`${FOLDER}0123456789abcdef.json`, content);
    await putAcknowledgement(archive, ENTRY);
    const { kept, issues } = await getAcknowledgements(archive);
    expect(kept).toHaveLength(1);
    const file = `s3://${BUCKET}/${FOLDER}0123456789abcdef.json`;
    expect(issues).toEqual([{ file, line: 1, path: '', message }]);
  });

  it('that S3 denies accept nothing and are named', async () => {
    const denied: Fault = { kind: 'error', status: 403, code: 'AccessDenied' };
    const { archive } = await start(denied);
    for (const by of ['ada', 'bob']) await putAcknowledgement(archive, { ...ENTRY, by });
    const { kept, issues } = await getAcknowledgements(archive);
    expect(kept).toEqual([]);
    expect(issues.map(({ message }) => message)).toEqual(['AccessDenied', 'AccessDenied']);
  });

  it.each<Fault>([
    { kind: 'error', status: 500, code: 'InternalError' },
    { kind: 'error', status: 400, code: 'ExpiredToken' },
  ])('are not missed for what may pass ($code): the scoring is tried again', async (fault) => {
    const { archive } = await start(fault);
    await putAcknowledgement(archive, ENTRY);
    await expect(getAcknowledgements(archive)).rejects.toThrow();
  });
});
