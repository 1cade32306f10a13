import type { S3Client } from '@aws-sdk/client-s3';
import { deriveBinsAt } from '../domain/bins/derive-bins.ts';
import {
  binsKey,
  type Place,
  parseBins,
  parseSamples,
  placeFolder,
  printBins,
  type Run,
  sampledRunAt,
} from '../domain/records/archive.ts';
import { type Bin, DERIVATION } from '../domain/records/bin.ts';
import { type BinFigures, parseBinFigures } from '../domain/records/bin-figures.ts';
import { BIN, BINS_A_DAY, printInstant, startOfBin } from '../domain/records/time.ts';
import { type Add, eachRecords, getHostRecords, type HostRecords } from './s3-host-records.ts';
import { listKeys, type ObjectState, putText } from './s3-objects.ts';

/** Bins that one scoring derives at most; the newest first, so that a long gap is made up over several. */
const MAXIMUM_DERIVED = 112;
/** Bins derived at once: their samples are held gzipped, those of a quarter of an hour of 50,000 hosts in 12 MB. */
const TOGETHER = 4;

/** A place and its archive bucket. */
export interface Archive extends Place {
  s3: S3Client;
  bucket: string;
}

/** Starts of the bins that closed in so many days before an instant, oldest first. */
export function closedBins(at: Date, days: number): string[] {
  const newest = Date.parse(startOfBin(at.toISOString())) - BIN;
  const count = days * BINS_A_DAY;
  return Array.from({ length: count }, (_, index) => printInstant(newest - (count - 1 - index) * BIN));
}

/**
 * Derives the bins that are due: those without an object, and those whose samples (their own, or those of the bin
 * before, which they look back at) came after it was written.
 * @returns the starts of the bins that were written, and of all that the archive has then
 */
export async function deriveDueBins(
  archive: Archive,
  binStarts: readonly string[],
): Promise<{ written: string[]; archived: string[] }> {
  const [samples, bins] = await Promise.all([list(archive, 'samples'), list(archive, 'bins')]);
  const keys = byBin(samples);
  const derivedAt = (binAt: string) => bins.get(binsKey(runAt(archive, binAt)));
  const dueBins = binStarts
    .map((binAt) => ({ binAt, keys: sampleKeysOf(binAt, keys) }))
    .filter(({ binAt, keys }) => {
      const lastDerivedAt = derivedAt(binAt);
      const hasOwn = keys.some(({ isOwn }) => isOwn);
      return (
        hasOwn && (lastDerivedAt === undefined || keys.some(({ changedAt }) => changedAt >= lastDerivedAt))
      );
    })
    .slice(-MAXIMUM_DERIVED);
  for (let start = 0; start < dueBins.length; start += TOGETHER) {
    await deriveTogether(archive, dueBins.slice(start, start + TOGETHER));
  }
  const written = dueBins.map(({ binAt }) => binAt);
  const isWritten = new Set(written);
  const archived = binStarts.filter((binAt) => isWritten.has(binAt) || derivedAt(binAt) !== undefined);
  return { written, archived };
}

/** Bins that follow on each other share samples, which are read once. */
async function deriveTogether(
  archive: Archive,
  dueBins: readonly { binAt: string; keys: readonly SampleKey[] }[],
): Promise<void> {
  const names = [...new Set(dueBins.flatMap(({ keys }) => keys.map(({ key }) => key)))];
  const derived = dueBins.map(({ binAt }) => ({ binAt, bins: [] as Bin[] }));
  for await (const samples of (await getHostRecords(archive, names, parseSamples)).hosts) {
    for (const { binAt, bins } of derived) bins.push(...deriveBinsAt(samples, binAt));
  }
  for (const { binAt, bins } of derived) {
    const key = binsKey(runAt(archive, binAt));
    await putText(archive.s3, archive.bucket, key, { text: printBins(bins), metadata: DERIVED_NOW });
  }
}

/** Of these starts, those of which the archive has bins; a young one has few of the 224 that a score looks back at. */
export async function archivedBins(archive: Archive, binStarts: readonly string[]): Promise<string[]> {
  const bins = await list(archive, 'bins');
  return binStarts.filter((binAt) => bins.has(binsKey(runAt(archive, binAt))));
}

/** Host after host, the bins of these starts, in their order; and the starts of those that an earlier derivation made. */
export async function getBins(
  archive: Archive,
  binStarts: readonly string[],
): Promise<HostRecords<Bin> & { oldStarts: string[] }> {
  const keys = binKeys(archive, binStarts);
  const records = await getHostRecords(archive, keys, parseBins);
  const oldStarts = binStarts.filter((_, index) => isOld(records.objects.get(keys[index] ?? '')));
  return { ...records, oldStarts };
}

/** The same bins in any order and portions, each object by itself: all that they have, or their figures alone. */
export const eachBins = (archive: Archive, binStarts: readonly string[], add: Add<Bin>): Promise<void> =>
  eachRecords(archive, binKeys(archive, binStarts), parseBins, add);
export const eachBinFigures = (
  archive: Archive,
  binStarts: readonly string[],
  add: Add<BinFigures>,
): Promise<void> => eachRecords(archive, binKeys(archive, binStarts), parseBinFigures, add);

const binKeys = (archive: Archive, binStarts: readonly string[]): string[] =>
  binStarts.map((binAt) => binsKey(runAt(archive, binAt)));

/** Metadata of bins that are made now: an answer that is read anyway tells how old its bins are. */
export const DERIVED_NOW = { derivation: String(DERIVATION) };

/** Whether there is an object of bins that an earlier derivation made; the first didn't say so. */
export const isOld = (object: ObjectState | undefined): boolean =>
  object !== undefined && Number(object.metadata.derivation ?? 1) < DERIVATION;

export const list = (archive: Archive, kind: 'samples' | 'bins') =>
  listKeys(archive.s3, archive.bucket, `${kind}/${placeFolder(archive)}`);

export interface SampleKey {
  key: string;
  changedAt: Date;
  isOwn: boolean;
}

type KeysByBin = ReadonlyMap<string, readonly { key: string; changedAt: Date }[]>;

export function byBin(samples: ReadonlyMap<string, Date>): KeysByBin {
  const keys = [...samples].map(([key, changedAt]) => ({ key, changedAt, runAt: sampledRunAt(key) }));
  return Map.groupBy(keys, ({ runAt }) => (runAt === null ? '' : startOfBin(runAt)));
}

/** Those of a bin and, since it looks back, of the one before. */
export function sampleKeysOf(binAt: string, keys: KeysByBin): SampleKey[] {
  const before = printInstant(Date.parse(binAt) - BIN);
  const keysFrom = (start: string, isOwn: boolean) =>
    (keys.get(start) ?? []).map(({ key, changedAt }) => ({ key, changedAt, isOwn }));
  return [...keysFrom(before, false), ...keysFrom(binAt, true)];
}

export const runAt = ({ accountId, region, fleetName }: Place, at: string): Run => ({
  runAt: at,
  accountId,
  region,
  fleetName,
});
