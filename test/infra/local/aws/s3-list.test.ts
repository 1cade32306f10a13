import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { BUCKET, startEndpoint } from './fleet.ts';
import { put } from './s3-calls.ts';

describe('ListObjectsV2', () => {
  it('pages through 1,001 keys in order', async () => {
    const started = await startEndpoint();
    const keys = Array.from({ length: 1001 }, (_, index) => `bins/${String(index).padStart(4, '0')}`);
    await put(started, { Key: 'other', Body: 'x' });
    const stored = started.endpoint.objects(BUCKET)?.get('other');
    if (!stored) throw new Error('nothing was stored');
    started.endpoint.restore(
      BUCKET,
      keys.toReversed().map((key) => [key, stored]),
    );
    const first = await started.s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'bins/' }));
    const second = await started.s3.send(
      new ListObjectsV2Command({
        Bucket: BUCKET,
        Prefix: 'bins/',
        ContinuationToken: first.NextContinuationToken,
      }),
    );
    expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false]);
    expect([first, second].flatMap(({ Contents = [] }) => Contents.map(({ Key }) => Key))).toEqual(keys);
  });

  it('folds folders, and starts after a key', async () => {
    const started = await startEndpoint();
    for (const Key of ['a/1', 'a/2', 'b/1', 'c']) await put(started, { Key });
    const list = (input: object) => started.s3.send(new ListObjectsV2Command({ Bucket: BUCKET, ...input }));
    const folded = await list({ Delimiter: '/' });
    expect(folded.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['a/', 'b/']);
    expect(folded.Contents?.map(({ Key }) => Key)).toEqual(['c']);
    expect((await list({ StartAfter: 'a/1' })).Contents?.map(({ Key }) => Key)).toEqual(['a/2', 'b/1', 'c']);
    expect((await list({ MaxKeys: 2 })).KeyCount).toBe(2);
  });
});
