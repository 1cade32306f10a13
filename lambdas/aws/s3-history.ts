import type { S3Client } from '@aws-sdk/client-s3';
import { binsKey, parseBins, parseSamples, printBins, type Run, sampledRunAt } from '../domain/archive.ts';
import { BIN_HOURS, type Bin, startOfBin } from '../domain/bin.ts';
import { deriveBinsAt } from '../domain/history.ts';
import { printInstant } from '../domain/instant.ts';
import { getHostRecords, type HostRecords } from './s3-host-records.ts';
import { listKeys, putText } from './s3-objects.ts';

const BIN_MILLISECONDS = BIN_HOURS * 3_600_000;
/** Bins that one scoring derives at most; the newest first, so that a long gap is made up over several. */
const MOST_DERIVED = 112;
/** Bins derived at once: their samples are held gzipped, those of a quarter of an hour of 50,000 hosts in 12 MB. */
const TOGETHER = 4;

/** An account, region and archive bucket. */
export interface Archive {
  s3: S3Client;
  bucket: string;
  accountId: string;
  region: string;
}

/** Starts of the bins that closed in so many days before an instant, oldest first. */
export function closedBins(at: Date, days: number): string[] {
  const newest = Date.parse(startOfBin(at.toISOString())) - BIN_MILLISECONDS;
  const count = (days * 24) / BIN_HOURS;
  return Array.from({ length: count }, (_, index) =>
    printInstant(newest - (count - 1 - index) * BIN_MILLISECONDS),
  );
}

/**
 * Derives the bins that are due: those without an object, and those whose samples (their own, or those of the bin
 * before, which they look back at) came after it was written.
 * @returns the starts of the bins that were written
 */
export async function deriveDueBins(archive: Archive, binStarts: readonly string[]): Promise<string[]> {
  const folder = `account=${archive.accountId}/region=${archive.region}/`;
  const [samples, bins] = await Promise.all(
    ['samples', 'bins'].map((kind) => listKeys(archive.s3, archive.bucket, `${kind}/${folder}`)),
  );
  const keys = byBin(samples ?? new Map());
  const written = binStarts.map((binAt) => ({ binAt, keys: sampleKeysOf(binAt, keys) }));
  const due = written.filter(({ binAt, keys }) => {
    const own = keys.filter(({ isOwn }) => isOwn);
    const derivedAt = bins?.get(binsKey(runAt(archive, binAt)));
    return (
      own.length > 0 && (derivedAt === undefined || keys.some(({ changedAt }) => changedAt >= derivedAt))
    );
  });
  const newest = due.slice(-MOST_DERIVED);
  for (let start = 0; start < newest.length; start += TOGETHER) {
    await deriveTogether(archive, newest.slice(start, start + TOGETHER));
  }
  return newest.map(({ binAt }) => binAt);
}

/** Bins that follow on each other share samples, which are read once. */
async function deriveTogether(
  archive: Archive,
  due: readonly { binAt: string; keys: readonly SampleKey[] }[],
): Promise<void> {
  const names = [...new Set(due.flatMap(({ keys }) => keys.map(({ key }) => key)))].sort();
  const derived = due.map(({ binAt }) => ({ binAt, bins: [] as Bin[] }));
  for await (const samples of (await getHostRecords(archive, names, parseSamples)).hosts) {
    for (const { binAt, bins } of derived) bins.push(...deriveBinsAt(samples, binAt));
  }
  for (const { binAt, bins } of derived) {
    await putText(archive.s3, archive.bucket, binsKey(runAt(archive, binAt)), { text: printBins(bins) });
  }
}

/** Host after host, the bins that the archive has of these starts, in their order. */
export async function getBins(archive: Archive, binStarts: readonly string[]): Promise<HostRecords<Bin>> {
  const folder = `bins/account=${archive.accountId}/region=${archive.region}/`;
  // One request tells which there are; a young archive has few of the 224 that a score looks back at.
  const present = await listKeys(archive.s3, archive.bucket, folder);
  const keys = binStarts.map((binAt) => binsKey(runAt(archive, binAt))).filter((key) => present.has(key));
  return await getHostRecords(archive, keys, parseBins);
}

interface SampleKey {
  key: string;
  changedAt: Date;
  isOwn: boolean;
}

type KeysByBin = ReadonlyMap<string, readonly { key: string; changedAt: Date }[]>;

function byBin(samples: ReadonlyMap<string, Date>): KeysByBin {
  const keys = [...samples].map(([key, changedAt]) => ({ key, changedAt, runAt: sampledRunAt(key) }));
  return Map.groupBy(keys, ({ runAt }) => (runAt === null ? '' : startOfBin(runAt)));
}

/** Those of a bin and, since it looks back, of the one before, by time. */
function sampleKeysOf(binAt: string, keys: KeysByBin): SampleKey[] {
  const before = printInstant(Date.parse(binAt) - BIN_MILLISECONDS);
  const of = (start: string, isOwn: boolean) =>
    (keys.get(start) ?? []).map(({ key, changedAt }) => ({ key, changedAt, isOwn }));
  return [...of(before, false), ...of(binAt, true)].sort((a, b) => (a.key < b.key ? -1 : 1));
}

const runAt = ({ accountId, region }: Archive, at: string): Run => ({ runAt: at, accountId, region });
