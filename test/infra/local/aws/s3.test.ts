import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { BUCKET, failureOf, startEndpoint } from './fleet.ts';
import { asRecorded, recorded } from './recordings.ts';
import { get, KEY, put } from './s3-calls.ts';

describe('objects', () => {
  it('come back as they were put, with metadata, type and a checksum the client verifies', async () => {
    const started = await startEndpoint();
    const Body = Buffer.from(Array.from({ length: 4096 }, (_, index) => index % 256));
    await put(started, {
      Body,
      Metadata: { runat: '2026-11-22T16:05:00Z' },
      ContentType: 'application/x-ndjson',
      ContentEncoding: 'gzip',
    });
    const answer = await get(started);
    expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? [])).toEqual(Body);
    expect(answer).toMatchObject({
      Metadata: { runat: '2026-11-22T16:05:00Z' },
      ContentType: 'application/x-ndjson',
      ContentEncoding: 'gzip',
      ContentLength: 4096,
      LastModified: started.clock.at,
      ChecksumType: 'FULL_OBJECT',
    });
  });

  it.each(['a b+c', 'ü/ä', "it's (1)!*", 'x=1/y:2,3&4', 'a%2Fb'])('have the key %s', async (Key) => {
    const started = await startEndpoint();
    await put(started, { Key });
    expect(await (await get(started, { Key })).Body?.transformToString()).toBe('data');
    const { Contents } = await started.s3.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: Key.slice(0, 2) }),
    );
    expect(Contents?.map((object) => object.Key)).toEqual([Key]);
  });

  it.each([
    { range: 'bytes=2-5', part: '2345', says: 'bytes 2-5/10' },
    { range: 'bytes=8-99', part: '89', says: 'bytes 8-9/10' },
  ])('come in parts, $range', async ({ range: Range, part, says }) => {
    const started = await startEndpoint();
    await put(started, { Body: '0123456789' });
    const { Body, ContentLength, ContentRange } = await get(started, { Range });
    expect(await Body?.transformToString()).toBe(part);
    expect({ ContentLength, ContentRange }).toEqual({ ContentLength: part.length, ContentRange: says });
  });

  it.each(['bytes=10-12', 'bytes=5-2'])('have no part %s', async (Range) => {
    const started = await startEndpoint();
    await put(started, { Body: '0123456789' });
    expect(await failureOf(get(started, { Range }))).toMatchObject({ name: 'InvalidRange' });
  });

  it('have the head that was recorded', async () => {
    const started = await startEndpoint();
    await put(started, { ContentType: undefined });
    const expected = recorded(
      's3-preconditions',
      'TestS3CopySourcePreconditions::test_s3_copy_object_preconditions',
      'head-object',
    );
    const head = asRecorded(await started.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: KEY })));
    const { ContentType, ...rest } = head as Record<string, unknown>;
    const { ContentType: _, ...expectedRest } = expected as Record<string, unknown>;
    expect({ ...rest, LastModified: 'datetime' }).toEqual(expectedRest);
    // The JavaScript SDK names a type itself where none is given; boto sends none.
    expect(ContentType).toBe('application/octet-stream');
  });

  it.each([
    { what: 'GetObject', name: 'NoSuchKey' },
    { what: 'HeadObject', name: 'NotFound' },
  ])('that are not there are $name for $what', async ({ what, name }) => {
    const { s3 } = await startEndpoint();
    const input = { Bucket: BUCKET, Key: 'none' };
    const call =
      what === 'GetObject' ? s3.send(new GetObjectCommand(input)) : s3.send(new HeadObjectCommand(input));
    expect(await failureOf(call)).toMatchObject({ name, $metadata: { httpStatusCode: 404 } });
  });

  it('of an unknown bucket are NoSuchBucket', async () => {
    const started = await startEndpoint();
    expect(await failureOf(put(started, { Bucket: 'other-bucket' }))).toMatchObject({ name: 'NoSuchBucket' });
  });

  it('are gone once deleted, and deleting is no error twice', async () => {
    const started = await startEndpoint();
    await put(started);
    for (const _ of [1, 2]) await started.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: KEY }));
    expect(await failureOf(get(started))).toMatchObject({ name: 'NoSuchKey' });
  });

  it.each([
    { field: { ChecksumCRC32: 'AAAAAA==' } },
    { field: { ChecksumSHA256: 'AAAA' } },
    { field: { ContentMD5: 'AAAA' } },
  ])('with a wrong checksum ($field) are refused', async ({ field }) => {
    const started = await startEndpoint();
    expect(await failureOf(put(started, field))).toMatchObject({ name: 'BadDigest' });
    expect(started.endpoint.objects(BUCKET)?.size).toBe(0);
  });
});

describe('uploads of unknown length', () => {
  it('are not implemented, and say so', async () => {
    const started = await startEndpoint();
    const Body = Readable.from([Buffer.from('data')]);
    expect(await failureOf(put(started, { Body, ContentLength: 4 }))).toMatchObject({
      name: 'NotImplemented',
    });
    expect(started.endpoint.objects(BUCKET)?.size).toBe(0);
  });
});
