import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { parseSamples, sampledRunAt, samplesFolder, samplesKey } from '../domain/records/archive.ts';
import type { Sample } from '../domain/records/sample.ts';
import { DAY, MINUTE, printInstant, WINDOW_DAYS } from '../domain/records/time.ts';
import { LATEST_WRITE, type WatchedPlace } from '../domain/records/watched-places.ts';
import { MAXIMUM_DATUM_AGE } from './cloudwatch-metrics.ts';
import { MAXIMUM_BYTES, refuse, UnreadableArchive } from './s3-archive.ts';
import { type Archive, runAt } from './s3-history.ts';
import { wholeLines } from './s3-lines.ts';
import { getObject, problemOfObject } from './s3-objects.ts';

/** Of one place in one watch, the newest: six hours of audits every quarter of an hour. Others are left to the next. */
const MAXIMUM_RUNS = 24;
/** Pages of a thousand keys: a place that writes more than a run each five minutes is not waited for. */
const MAXIMUM_PAGES = 9;
/** An object may be seen so long after the instant that S3 says it was written at. */
const OVERLAP = 10 * MINUTE;
/** Characters of what is wrong with an object: a part of it may be in there. */
const MAXIMUM_DETAIL = 300;
/** Characters of a run, for each host that it may have: a sample has fewer than 3,000, and gzip makes any number of a few bytes. */
const CHARACTERS_A_HOST = 4096;
/** Of a run with few hosts: some may have many workers. */
const SMALLEST_LIMIT = 4 * 1024 * 1024;

/** Keys of a place's runs that were not read yet, oldest first, and what is seen with them. */
export interface NewRuns {
  keys: string[];
  /** Key of the run before the first of them, where there is one. */
  before: string | null;
  seenTo: string | null;
  seenKeys: string[];
}

/**
 * Looks for runs of a place that were written since the watch before, however long ago that was up to two weeks; of a place
 * that nobody watched so far up to 28 days.
 * @param archive of the place
 */
export async function newRuns(
  archive: Archive,
  seen: Pick<WatchedPlace, 'seenTo' | 'seenKeys'> | undefined,
  at: Date,
): Promise<NewRuns> {
  const seenTo = seen?.seenTo ?? null;
  const written = await writtenRuns(archive, new Date(listedFrom(seenTo, at.getTime())), at);
  const overlapFrom = (instant: string) => Date.parse(instant) - OVERLAP;
  const known = new Set(seen?.seenKeys);
  const isNew = ({ key, changedAt }: WrittenRun) =>
    seenTo === null || (changedAt >= overlapFrom(seenTo) && !known.has(key));
  const due = written.filter(isNew);
  const newest = due.slice(-(seenTo === null ? 1 : MAXIMUM_RUNS));
  // They are new to the next watch as well. Of a place that nobody watched before, one run says how it stands.
  const left = seenTo === null ? [] : due.slice(0, -MAXIMUM_RUNS);
  const isLeft = new Set(left.map(({ key }) => key));
  const first = written.findIndex(({ key }) => key === newest[0]?.key);
  const to = written.reduce(
    (last, { changedAt }) => Math.max(last, changedAt),
    Date.parse(seenTo ?? '') || 0,
  );
  const seenUpTo = left.reduce((earliest, { changedAt }) => Math.min(earliest, changedAt), to);
  const newSeenTo = to === 0 ? null : printInstant(seenUpTo);
  return {
    keys: newest.map(({ key }) => key),
    before: written[first - 1]?.key ?? null,
    seenTo: newSeenTo,
    seenKeys:
      newSeenTo === null
        ? []
        : written
            .filter(({ key, changedAt }) => changedAt >= overlapFrom(newSeenTo) && !isLeft.has(key))
            .map(({ key }) => key),
  };
}

/** Instant of the first run that may be new. */
const listedFrom = (seenTo: string | null, at: number): number =>
  seenTo === null
    ? at - WINDOW_DAYS * DAY
    : Math.max(at - MAXIMUM_DATUM_AGE, Date.parse(seenTo) - LATEST_WRITE);

interface WrittenRun {
  key: string;
  changedAt: number;
}

/** The runs' own objects between two instants, by instant: neither imported ones nor others that lie there. */
async function writtenRuns(archive: Archive, from: Date, to: Date): Promise<WrittenRun[]> {
  const { s3, bucket: Bucket } = archive;
  const run = (at: Date) => runAt(archive, printInstant(at));
  const Prefix = samplesFolder(run(from)).replace(/date=.*/, '');
  const written: WrittenRun[] = [];
  let StartAfter = samplesKey(run(from));
  for (let page = 0; page < MAXIMUM_PAGES; page += 1) {
    const { Contents = [], IsTruncated } = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix, StartAfter }),
    );
    for (const { Key = '', LastModified } of Contents) {
      const at = sampledRunAt(Key);
      const isRun = at !== null && Date.parse(at) <= to.getTime() && Key === samplesKey(runAt(archive, at));
      if (isRun && LastModified) written.push({ key: Key, changedAt: LastModified.getTime() });
    }
    if (!IsTruncated) break;
    StartAfter = Contents.at(-1)?.Key ?? StartAfter;
  }
  return written;
}

/** Samples of a run; `late-start` where nobody was asked; or why its object can't be read. */
export type RunRead = { samples: Sample[] } | { reason: 'unreadable' | 'late-start'; detail: string | null };

/**
 * Reads a run of a place that is not trusted: its object may be of any size and content.
 * @param maximumHosts more are no run of the place
 */
export async function readRun({ s3, bucket }: Archive, key: string, maximumHosts: number): Promise<RunRead> {
  const file = `s3://${bucket}/${key}`;
  const samples: Sample[] = [];
  const maximumCharacters = Math.max(SMALLEST_LIMIT, maximumHosts * CHARACTERS_A_HOST);
  let characters = 0;
  try {
    const object = await getObject(s3, bucket, key, (bytes) => bytes, { maximumBytes: MAXIMUM_BYTES });
    if (object === null) return { reason: 'unreadable', detail: 'gone' };
    if (object.metadata.skipped !== undefined) return { reason: 'late-start', detail: null };
    for await (const { text, firstLine } of wholeLines(object.content, file)) {
      const tooMuch = (message: string) =>
        new UnreadableArchive({ file, line: firstLine, path: '', message: `more than ${message}` });
      characters += text.length;
      if (characters > maximumCharacters) throw tooMuch(`${maximumCharacters} characters`);
      const { records, issues } = parseSamples(text, file, firstLine);
      refuse(issues);
      for (const sample of records) samples.push(sample);
      if (samples.length > maximumHosts) throw tooMuch(`${maximumHosts} hosts`);
    }
    return { samples };
  } catch (error) {
    if (error instanceof UnreadableArchive) {
      const { line, path, message } = error.issue;
      const detail = `line ${line}: ${path === '' ? '' : `${path}: `}${message}`;
      return { reason: 'unreadable', detail: detail.slice(0, MAXIMUM_DETAIL) };
    }
    const problem = problemOfObject(error);
    if (problem === null) throw error;
    return { reason: 'unreadable', detail: problem };
  }
}
