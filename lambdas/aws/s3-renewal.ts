import { deriveBinsAt } from '../domain/bins/derive-bins.ts';
import { binsKey, type Place, parseBins, parseSamples, printBins } from '../domain/records/archive.ts';
import type { Bin } from '../domain/records/bin.ts';
import type { ParseResult } from '../domain/records/ndjson.ts';
import type { Sample } from '../domain/records/sample.ts';
import { BIN, printInstant, startOfBin } from '../domain/records/time.ts';
import { type Archive, byBin, DERIVED_NOW, isOld, list, runAt, sampleKeysOf } from './s3-history.ts';
import { getHostRecords } from './s3-host-records.ts';
import { putText } from './s3-objects.ts';

/** Of the time that is left. */
const SHARE = 1 / 3;
/** As for bins that are due: those that follow on each other share samples. */
const TOGETHER = 4;

/** Objects of bins that an earlier derivation made. */
export interface Renewal {
  renewed: number;
  /** Those that remain: for the next time, or because their samples are gone. */
  left: number;
}

/**
 * Makes old bins again from their samples, the newest first, in a third of the time that is left. What is written is
 * whole, so that the next call goes on wherever this one ends.
 * @param oldStarts starts of the bins that an earlier derivation made, oldest first
 * @param remaining milliseconds that are left for everything, asked again and again
 */
export async function renewBins(
  archive: Archive,
  oldStarts: readonly string[],
  remaining: () => number,
): Promise<Renewal> {
  const reserve = remaining() * (1 - SHARE);
  const timeLeft = () => remaining() - reserve;
  const renewal = { renewed: 0, left: oldStarts.length };
  if (oldStarts.length === 0 || timeLeft() <= 0) return renewal;
  const pending = await renewableBins(archive, oldStarts);
  // One alone tells at first how long a sample object takes.
  let bins = pending.splice(-1);
  while (bins.length > 0) {
    const before = timeLeft();
    const { written, current } = await renewTogether(archive, bins.toReversed(), () => timeLeft() > 0);
    renewal.renewed += written;
    renewal.left -= written + current;
    const each = (before - timeLeft()) / sampleKeysOfAll(bins).size;
    bins = pending.splice(pending.length - countWithin(pending, timeLeft() / each));
  }
  return renewal;
}

/** The same of several places, one after the other. */
export async function renewPlaces(
  { s3, bucket }: Pick<Archive, 's3' | 'bucket'>,
  works: readonly { place: Place; oldStarts: readonly string[] }[],
  remaining: () => number,
): Promise<Renewal> {
  const renewal = { renewed: 0, left: 0 };
  for (const { place, oldStarts } of works) {
    const { renewed, left } = await renewBins({ ...place, s3, bucket }, oldStarts, remaining);
    renewal.renewed += renewed;
    renewal.left += left;
  }
  return renewal;
}

interface OldBins {
  binAt: string;
  sampleKeys: readonly string[];
}

const sampleKeysOfAll = (bins: readonly OldBins[]): Set<string> =>
  new Set(bins.flatMap(({ sampleKeys }) => sampleKeys));

/** How many of the newest are made of so many sample objects. */
function countWithin(pending: readonly OldBins[], maximumKeys: number): number {
  let count = Math.min(TOGETHER, pending.length);
  while (count > 0 && !(sampleKeysOfAll(pending.slice(-count)).size <= maximumKeys)) count -= 1;
  return count;
}

/** Those whose samples are there; and, where the bin before had any, its samples too: a bin looks back at them. */
async function renewableBins(archive: Archive, oldStarts: readonly string[]): Promise<OldBins[]> {
  const [samples, bins] = await Promise.all([list(archive, 'samples'), list(archive, 'bins')]);
  const keys = byBin(samples);
  return oldStarts.flatMap((binAt) => {
    const sampleKeys = sampleKeysOf(binAt, keys);
    const before = binsKey(runAt(archive, binBefore(binAt)));
    const isWhole =
      sampleKeys.some(({ isOwn }) => isOwn) && (sampleKeys.some(({ isOwn }) => !isOwn) || !bins.has(before));
    return isWhole ? [{ binAt, sampleKeys: sampleKeys.map(({ key }) => key) }] : [];
  });
}

/** @returns how many were written, and how many another scoring had renewed by then; none where time ran out */
async function renewTogether(
  archive: Archive,
  oldBins: readonly OldBins[],
  hasTime: () => boolean,
): Promise<{ written: number; current: number }> {
  const keyed = oldBins.map((old) => ({
    ...old,
    key: binsKey(runAt(archive, old.binAt)),
    bins: [] as Bin[],
  }));
  const keys = [...keyed.map(({ key }) => key), ...sampleKeysOfAll(oldBins)];
  const { objects, hosts } = await getHostRecords(archive, keys, parse);
  const due = keyed.filter(({ key }) => isOld(objects.get(key)));
  const outcome = { written: 0, current: keyed.length - due.length };
  for await (const records of hosts) {
    if (!hasTime()) return outcome;
    const samples = records.filter((record): record is Sample => !isBin(record));
    const samplesByBin = Map.groupBy(samples, ({ runAt }) => startOfBin(runAt));
    for (const { binAt, bins } of due) {
      const old = records.filter(isBin).filter((bin) => bin.binAt === binAt);
      const window = [binBefore(binAt), binAt].flatMap((start) => samplesByBin.get(start) ?? []);
      bins.push(...fuller(deriveBinsAt(window, binAt), old));
    }
  }
  for (const { key, bins } of due) {
    if (!hasTime()) return outcome;
    const object = { text: printBins(bins), metadata: DERIVED_NOW };
    const isOurs = await putText(archive.s3, archive.bucket, key, object, {
      ifMatch: objects.get(key)?.etag ?? '',
    });
    if (isOurs) outcome.written += 1;
    else outcome.current += 1;
  }
  return outcome;
}

const binBefore = (binAt: string): string => printInstant(Date.parse(binAt) - BIN);

const parse = (text: string, file: string, firstLine: number): ParseResult<Sample | Bin> =>
  /^s3:\/\/[^/]+\/bins\//.test(file) ? parseBins(text, file, firstLine) : parseSamples(text, file, firstLine);

const isBin = (record: Sample | Bin): record is Bin => 'binAt' in record;

/** A host's new bin, unless samples of the old one are gone. */
const fuller = (made: readonly Bin[], old: readonly Bin[]): readonly Bin[] =>
  runsOf(made) >= runsOf(old) ? made : old;

const runsOf = (bins: readonly Bin[]): number =>
  bins.reduce((sum, { sampled, unreachable, malformed }) => sum + sampled + unreachable + malformed, 0);
