import { gunzipSync } from 'node:zlib';
import type { S3Client } from '@aws-sdk/client-s3';
import { compareHosts, fullId, type HostKey, type HostRef, hostKey } from '../domain/records/host-key.ts';
import type { ParseResult } from '../domain/records/ndjson.ts';
import { inTurn } from './in-turn.ts';
import { MAXIMUM_BYTES, objectError, refuse, UnreadableArchive } from './s3-archive.ts';
import { wholeLines } from './s3-lines.ts';
import { getObject, type ObjectState } from './s3-objects.ts';

/** Objects fetched at once. */
const PARALLEL = 16;
/** Gzipped bytes up to which an object is unzipped as a whole: a stream costs more than it saves. */
const SMALL = 32_768;
/** The same of objects that are read one after the other, of which few are held at once. */
const SMALL_ALONE = 262_144;
/** Records unzip to some eight times their bytes. */
const UNZIPPED_TIMES = 10;
const MINIMUM_CHUNK = 16_384;
/** Bytes up to which it is held unzipped. */
const MAXIMUM_UNZIPPED = 4 * 1024 * 1024;
/** Records that an object may have of one host: runs and bins have one, and all that are read of a host are held at once. */
const MAXIMUM_OF_HOST = 64;

/** Who takes records in portions. */
export type Add<T> = (records: readonly T[]) => void;

type Parse<T> = (text: string, file: string, firstLine: number) => ParseResult<T>;

/** Objects of a large fleet, read side by side: of each no more than a few lines are in memory unzipped. */
export interface HostRecords<T> {
  /** The first record of each object that has any, in the order of the keys. */
  firsts: T[];
  /** Of the keys, those of which there is an object. */
  objects: Map<string, ObjectState>;
  /** Host after host, the records that all objects have of it, in the order of the keys. */
  hosts: AsyncGenerator<T[]>;
}

/**
 * Reads objects of lines that are ordered by host, as the archive writes them.
 * @param keys an object that isn't there has no records
 * @throws where an object can't be read as records, or has a host behind one that comes later
 */
export async function getHostRecords<T extends HostRef>(
  { s3, bucket }: { s3: S3Client; bucket: string },
  keys: readonly string[],
  parse: Parse<T>,
): Promise<HostRecords<T>> {
  const objects = new Map<string, ObjectState>();
  const cursors = await inTurn(keys, PARALLEL, async (key) => {
    const file = `s3://${bucket}/${key}`;
    const object = await getLines(s3, bucket, key, SMALL);
    if (object !== null) objects.set(key, { etag: object.etag, metadata: object.metadata });
    const cursor = cursorOver(portions(object?.content ?? '', parse, file));
    await cursor.next();
    return cursor;
  });
  return { firsts: cursors.flatMap(({ record }) => record ?? []), objects, hosts: byHost(cursors) };
}

/**
 * Reads the same objects each by itself, for whom it makes no difference which records are of one host: far less is held.
 * @param add is handed the records of an object in portions; objects come in any order
 * @throws as {@link getHostRecords}; records were handed on by then
 */
export async function eachRecords<T extends HostRef>(
  { s3, bucket }: { s3: S3Client; bucket: string },
  keys: readonly string[],
  parse: Parse<T>,
  add: Add<T>,
): Promise<void> {
  await inTurn(keys, PARALLEL, async (key) => {
    const object = await getLines(s3, bucket, key, SMALL_ALONE);
    const file = `s3://${bucket}/${key}`;
    for await (const records of portions(object?.content ?? '', parse, file)) add(records);
  });
}

/** An object's text, or its bytes where it is larger than `small`; `null` where there is none. */
const getLines = (s3: S3Client, bucket: string, key: string, small: number) =>
  getObject(s3, bucket, key, (bytes) => unzipSmall(bytes, small), { maximumBytes: MAXIMUM_BYTES }).catch(
    (error) => {
      throw objectError(error, `s3://${bucket}/${key}`);
    },
  );

/** What unzips to far more than records do is read as a stream, which bounds its lines. */
function unzipSmall(bytes: Uint8Array, small: number): string | Uint8Array {
  if (bytes.length > small) return bytes;
  try {
    // As a rule in one piece: zlib's own are of 16 KiB each.
    const chunkSize = Math.max(MINIMUM_CHUNK, UNZIPPED_TIMES * bytes.length);
    return gunzipSync(bytes, { maxOutputLength: MAXIMUM_UNZIPPED, chunkSize }).toString();
  } catch (error) {
    if (error instanceof RangeError) return bytes;
    throw error;
  }
}

async function* byHost<T extends HostRef>(cursors: readonly Cursor<T>[]): AsyncGenerator<T[]> {
  for (;;) {
    let first: HostKey | null = null;
    for (const { host } of cursors) {
      if (host !== null && (first === null || host < first)) first = host;
    }
    if (first === null) return;
    const hostRecords: T[] = [];
    for (const cursor of cursors) {
      while (cursor.record !== undefined && cursor.host === first) {
        hostRecords.push(cursor.record);
        // Awaited where there is something to wait for alone: a fleet has millions of records.
        const filled = cursor.next();
        if (filled !== undefined) await filled;
      }
    }
    yield hostRecords;
  }
}

interface Cursor<T> {
  /** The record it stands at; `undefined` at the end. */
  record: T | undefined;
  /** Whose that is; `null` at the end. */
  host: HostKey | null;
  /** Goes on to the next; a promise where that has to be unzipped first. */
  next: () => Promise<void> | undefined;
}

function cursorOver<T>(portions: AsyncGenerator<T[]>): Cursor<T> {
  let [portion, index]: [T[], number] = [[], 0];
  const fill = async () => {
    const { value, done } = await portions.next();
    [portion, index] = [done ? [] : value, 0];
    standAt(portion[0]);
  };
  const standAt = (record: T | undefined) => {
    cursor.record = record;
    cursor.host = record === undefined ? null : hostKey(record as HostRef);
  };
  const cursor: Cursor<T> = {
    record: undefined,
    host: null,
    next: () => {
      index += 1;
      if (index >= portion.length) return fill();
      standAt(portion[index]);
      return undefined;
    },
  };
  return cursor;
}

/** The records of an object, some at a time and never none. */
async function* portions<T extends HostRef>(
  content: string | Uint8Array,
  parse: Parse<T>,
  file: string,
): AsyncGenerator<T[]> {
  let last: T | undefined;
  let ofHost = 0;
  const whole = typeof content === 'string' ? [{ text: content, firstLine: 1 }] : wholeLines(content, file);
  for await (const { text, firstLine } of whole) {
    const { records, issues } = parse(text, file, firstLine);
    refuse(issues);
    for (const [index, record] of records.entries()) {
      const order = last === undefined ? 1 : compareHosts(record, last);
      ofHost = order === 0 ? ofHost + 1 : 1;
      const behind = order < 0 && `comes after ${fullId(last as T)}: not ordered by host`;
      const tooOften = ofHost > MAXIMUM_OF_HOST && `has more than ${MAXIMUM_OF_HOST} records`;
      const problem = behind || tooOften;
      if (problem) {
        const message = `${fullId(record)} ${problem}`;
        throw new UnreadableArchive({ file, line: firstLine + index, path: 'hostId', message });
      }
      last = record;
    }
    if (records.length > 0) yield records;
  }
}
