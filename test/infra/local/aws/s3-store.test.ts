import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { directHandler } from '../../../../infra/local/aws/client-config.ts';
import { BUCKET, failureOf, startEndpoint } from './fleet.ts';
import { recorded } from './recordings.ts';
import { get, KEY, put } from './s3-calls.ts';

describe('conditional writes', () => {
  it.each([
    {
      when: 'If-None-Match where the key is free',
      exists: false,
      input: { IfNoneMatch: '*' },
      error: undefined,
    },
    {
      when: 'If-None-Match where the key is taken',
      exists: true,
      input: { IfNoneMatch: '*' },
      error: 'PreconditionFailed',
    },
    {
      when: 'If-Match with the same ETag',
      exists: true,
      input: { IfMatch: '"8d777f385d3dfec8815d20f7496026dc"' },
      error: undefined,
    },
    {
      when: 'If-Match with another ETag',
      exists: true,
      input: { IfMatch: '"00000000000000000000000000000000"' },
      error: 'PreconditionFailed',
    },
    {
      when: 'If-Match where no object is',
      exists: false,
      input: { IfMatch: '"8d777f385d3dfec8815d20f7496026dc"' },
      error: 'NoSuchKey',
    },
  ])('end with the error $error for $when', async ({ exists, input, error }) => {
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
