import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { directHandler } from '../../../infra/local/client-config.ts';
import { BUCKET, failureOf, startEndpoint } from './fleet.ts';
import { asRecorded, recorded } from './recordings.ts';

type Started = Awaited<ReturnType<typeof startEndpoint>>;

const KEY = 'samples/account=111122223333/region=eu-west-1/date=2026-11-22/1605.ndjson.gz';

const put = ({ s3 }: Started, input: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body: 'data', ...input }));
const get = ({ s3 }: Started, input = {}) =>
  s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY, ...input }));

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

describe('conditional writes', () => {
  it.each([
    {
      when: 'If-None-Match and the key is free',
      exists: false,
      input: { IfNoneMatch: '*' },
      error: undefined,
    },
    {
      when: 'If-None-Match and the key is taken',
      exists: true,
      input: { IfNoneMatch: '*' },
      error: 'PreconditionFailed',
    },
    {
      when: 'If-Match and the same ETag',
      exists: true,
      input: { IfMatch: '"8d777f385d3dfec8815d20f7496026dc"' },
      error: undefined,
    },
    {
      when: 'If-Match and another ETag',
      exists: true,
      input: { IfMatch: '"00000000000000000000000000000000"' },
      error: 'PreconditionFailed',
    },
    {
      when: 'If-Match and no object',
      exists: false,
      input: { IfMatch: '"8d777f385d3dfec8815d20f7496026dc"' },
      error: 'NoSuchKey',
    },
  ])('$when: $error', async ({ exists, input, error }) => {
    const started = await startEndpoint();
    if (exists) await put(started);
    expect((await failureOf(put(started, { ...input, Body: 'new' })))?.name).toBe(error);
  });

  it.each([
    { label: 'copy-precondition-if-match', input: { IfMatch: '"other"' } },
    { label: 'copy-precondition-if-none-match', input: { IfNoneMatch: '*' } },
  ])('fail with the recorded error ($label, but for the header of a copy)', async ({ label, input }) => {
    const started = await startEndpoint();
    await put(started);
    const test = 'TestS3CopySourcePreconditions::test_s3_copy_object_preconditions';
    const expected = recorded('s3-preconditions', test, label) as {
      Error: { Code: string; Message: string; Condition: string };
      ResponseMetadata: { HTTPStatusCode: number };
    };
    expect(await failureOf(put(started, input))).toMatchObject({
      name: expected.Error.Code,
      message: expected.Error.Message,
      Condition: expected.Error.Condition.replace('x-amz-copy-source-', ''),
      $metadata: { httpStatusCode: expected.ResponseMetadata.HTTPStatusCode },
    });
  });

  it('of two racing writers exactly one wins', async () => {
    const started = await startEndpoint();
    const bodies = ['first', 'second'].map((text) => text.repeat(100_000));
    const failures = await Promise.all(
      bodies.map((Body) => failureOf(put(started, { Body, IfNoneMatch: '*' }))),
    );
    const winners = bodies.filter((_, index) => failures[index] === undefined);
    expect(winners).toHaveLength(1);
    expect(failures.flatMap((failure) => failure?.name ?? [])).toEqual(['PreconditionFailed']);
    expect(await (await get(started)).Body?.transformToString()).toBe(winners[0]);
  });

  it('conflict with a delete that comes while they are under way', async () => {
    const started = await startEndpoint();
    const { ETag } = await put(started);
    const { handle } = started.endpoint;
    const held = Promise.withResolvers<void>();
    const slow = directHandler({
      handle: (request) => {
        const source = request.body;
        if (!source) throw new Error('no body');
        const body = source.pipeThrough(
          new TransformStream({
            transform: async (chunk, to) => {
              await held.promise;
              to.enqueue(chunk);
            },
          }),
        );
        return handle(new Request(request, { body, duplex: 'half' }));
      },
    });
    const client = new S3Client({
      ...started.config,
      endpoint: 'http://localhost',
      requestHandler: slow,
      maxAttempts: 1,
    });
    const write = failureOf(
      client.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body: 'new', IfMatch: ETag })),
    );
    await started.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: KEY }));
    held.resolve();
    expect(await write).toMatchObject({
      name: 'ConditionalRequestConflict',
      $metadata: { httpStatusCode: 409 },
    });
  });
});

describe('ListObjectsV2', () => {
  it('pages through 1,001 keys in order', async () => {
    const started = await startEndpoint();
    const keys = Array.from({ length: 1001 }, (_, index) => `bins/${String(index).padStart(4, '0')}`);
    for (const Key of keys.toReversed()) await put(started, { Key, Body: 'x' });
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
