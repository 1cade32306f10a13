import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachRecords, getHostRecords } from '../../lambdas/aws/s3-host-records.ts';
import { putText } from '../../lambdas/aws/s3-objects.ts';
import type { ParseResult } from '../../lambdas/domain/records/ndjson.ts';
import { BUCKET, startEndpoint } from '../infra/local/aws/fleet.ts';

interface Line {
  hostId: string;
  of: string;
  /** What doesn't zip, so that an object is large. */
  ballast: string;
}

/** A line is refused where it isn't JSON; empty ones are passed over. */
function parse(text: string, file: string, firstLine: number): ParseResult<Line> {
  const read: ParseResult<Line> = { records: [], issues: [] };
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    if (line.startsWith('{')) read.records.push(JSON.parse(line));
    else read.issues.push({ file, line: firstLine + index, path: '', message: 'not JSON' });
  }
  return read;
}

const BALLAST = Array.from({ length: 1200 }, (_, index) => Math.sin(index).toString(36)).join('');
const line = (hostId: string, of: string, size = 0): string => {
  const from = (Number.parseInt(hostId.replace(/\D/g, ''), 10) * 7) % 9_000;
  return JSON.stringify({ hostId, of, ballast: BALLAST.slice(from, from + size) });
};
const hostId = (index: number): string => `i-${String(index).padStart(5, '0')}`;

async function read(s3: S3Client, texts: Readonly<Record<string, string>>, others = ['not-there']) {
  for (const [key, text] of Object.entries(texts)) await putText(s3, BUCKET, key, { text });
  const keys = [...Object.keys(texts), ...others];
  const { firsts, hosts } = await getHostRecords({ s3, bucket: BUCKET }, keys, parse);
  const all: Line[][] = [];
  for await (const records of hosts) all.push(records);
  return { firsts, all };
}

describe('records of many objects', () => {
  it('come host by host, whatever each object has, in the order of the objects', async () => {
    const { s3 } = await startEndpoint({});
    const texts = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,3}$/),
      fc.array(fc.nat({ max: 9 }).map(hostId), { maxLength: 12 }),
      { maxKeys: 6 },
    );
    await fc.assert(
      fc.asyncProperty(texts, async (made) => {
        const objects = Object.entries(made).map(([key, ids]) => ({ key, ids: ids.toSorted() }));
        const { all, firsts } = await read(
          s3,
          Object.fromEntries(
            objects.map(({ key, ids }) => [key, ids.map((id) => `${line(id, key)}\n`).join('')]),
          ),
        );
        const due = objects.flatMap(({ key, ids }) => ids.map((id) => ({ id, key })));
        const byHost = [...Map.groupBy(due, ({ id }) => id)].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(all.map((own) => own.map(({ hostId, of }) => `${hostId} ${of}`))).toEqual(
          byHost.map(([, own]) => own.map(({ id, key }) => `${id} ${key}`)),
        );
        expect(firsts.map(({ of }) => of)).toEqual(
          objects.flatMap(({ key, ids }) => (ids.length > 0 ? [key] : [])),
        );
      }),
      { numRuns: 50 },
    );
  });

  const COUNT = 3000;
  const large = (of: string, spoil: (index: number) => string | null = () => null) =>
    Array.from({ length: COUNT }, (_, index) => spoil(index) ?? line(hostId(index), of, 900)).join('\n');

  it('are the same where objects are unzipped bit by bit, characters of several bytes included', async () => {
    const odd = (index: number) => (index % 7 === 0 ? line(hostId(index), '…€𝄞'.repeat(30), 900) : null);
    const { s3 } = await startEndpoint({});
    const { all } = await read(s3, { a: large('a', odd), b: `${large('b')}\n`, c: line(hostId(17), 'c') });
    expect(all).toHaveLength(COUNT);
    expect(all.map((own) => own[0]?.hostId)).toEqual(
      Array.from({ length: COUNT }, (_, index) => hostId(index)),
    );
    expect(all[14]?.map(({ of }) => of)).toEqual(['…€𝄞'.repeat(30), 'b']);
    expect(all[17]?.map(({ of }) => of)).toEqual(['a', 'b', 'c']);
  });

  it.each([
    {
      a: 'line that is none',
      spoil: (index: number) => (index === 2017 ? 'garbage' : null),
      says: /^s3:\/\/[^/]+\/a:2018: : not JSON$/,
    },
    {
      a: 'host behind one that comes later',
      spoil: (index: number) => (index === 2017 ? line(hostId(12), 'a') : null),
      says: /^s3:\/\/[^/]+\/a:2018: hostId: i-00012 comes after i-02016: not ordered by host$/,
    },
    {
      a: 'host over and over',
      spoil: (index: number) => (index > 2000 ? line(hostId(2000), 'a') : null),
      says: /^s3:\/\/[^/]+\/a:\d+: hostId: i-02000 has more than 64 records$/,
    },
  ])('are refused where an object has a $a', async ({ spoil, says }) => {
    const { s3 } = await startEndpoint({});
    await expect(read(s3, { a: large('a', spoil) })).rejects.toThrow(says);
    await expect(eachRecords({ s3, bucket: BUCKET }, ['a'], parse, () => {})).rejects.toThrow(says);
  });

  it('are all handed on where each object is read by itself, small ones and large ones', async () => {
    const { s3 } = await startEndpoint({});
    const texts = { a: large('a'), b: `${line(hostId(2), 'b')}\n\n${line(hostId(3), 'b')}`, c: '' };
    for (const [key, text] of Object.entries(texts)) await putText(s3, BUCKET, key, { text });
    const all: Line[] = [];
    const keys = ['a', 'not-there', 'b', 'c'];
    await eachRecords({ s3, bucket: BUCKET }, keys, parse, (records) => all.push(...records));
    const ids = (of: string) => all.filter((record) => record.of === of).map((record) => record.hostId);
    expect(ids('a')).toEqual(Array.from({ length: COUNT }, (_, index) => hostId(index)));
    expect(ids('b')).toEqual([hostId(2), hostId(3)]);
    expect(all).toHaveLength(COUNT + 2);
  });

  it('are refused where an object has more bytes than any run', async () => {
    const { s3 } = await startEndpoint({});
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: new Uint8Array(2 ** 25 + 1) }));
    await expect(read(s3, {}, ['a'])).rejects.toThrow(/\/a:1: : 33554433 bytes, 33554432 at most are read$/);
  });
});
