import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseBins } from '../../lambdas/domain/records/archive.ts';
import { type Bin, DERIVATION } from '../../lambdas/domain/records/bin.ts';
import { BIN, DAY, printInstant } from '../../lambdas/domain/records/time.ts';
import { filesBelow, wholeText } from './archive-files.ts';
import { type FileSpan, startOf } from './held-lines.ts';

/** A sample is in the archive as soon as its run has ended. One that is later came late, or the copy's files have other times. */
const LATE = DAY;

/** What is known of the sample files of a place and three hours. */
interface SampleFiles {
  readonly instants: Set<number>;
  newest: number;
  isLate: boolean;
}

/**
 * Bins that lie beside samples, as in a copy of the whole bucket, where they are what the samples would come to: by the derivation of
 * today, younger than all samples that they look at, and of as many runs as there are. `aws s3 sync` keeps the times that
 * this goes by; where a copy lost them, none is current.
 *
 * @param paths files and folders as a person names them: bins are used of folders that hold them
 * @param spans the sample files in them, each of one run
 * @param before bins that begin earlier alone are of use
 * @returns by their start, where those of all places that have samples are current
 */
export function currentBins(
  paths: readonly string[],
  spans: readonly FileSpan[],
  before: number,
): Map<number, Bin[]> {
  const files = new Set(paths.flatMap(binFiles));
  const current = new Map<number, Bin[]>();
  if (files.size === 0) return current;
  const places = placesOf(spans);
  if (places === null) return current;
  const starts = new Set([...places.values()].flatMap((byStart) => [...byStart.keys()]));
  for (const start of starts) {
    if (start >= before) continue;
    const bins: Bin[] = [];
    let isCurrent = true;
    for (const [place, byStart] of places) {
      const own = byStart.get(start);
      if (own === undefined) continue;
      const [date = '', time = ''] = printInstant(start).split('T');
      const file = `${place.replace(SAMPLES, '$1bins/')}date=${date}/${time.slice(0, 2)}.ndjson.gz`;
      const ofPlace = files.has(file) ? readCurrent(file, start, own, byStart.get(start - BIN)) : null;
      if (ofPlace === null) isCurrent = false;
      else bins.push(...ofPlace);
    }
    if (isCurrent) current.set(start, bins);
  }
  return current;
}

const SAMPLES = /(^|\/)samples\/(?=(?:fleet=[^/]+\/)?account=[^/]+\/region=[^/]+\/$)/;
const BINS =
  /(^|\/)bins\/(fleet=[^/]+\/)?account=[^/]+\/region=[^/]+\/date=\d{4}-\d\d-\d\d\/\d\d\.ndjson\.gz$/;

function binFiles(path: string): string[] {
  if (path === '-' || !statSync(path).isDirectory()) return [];
  return filesBelow(path)
    .filter((name) => BINS.test(name))
    .map((name) => join(path, name));
}

/** By the folder of a place and the start of three hours; `null` where a file lies elsewhere, or is not of one run. */
function placesOf(spans: readonly FileSpan[]): Map<string, Map<number, SampleFiles>> | null {
  const places = new Map<string, Map<number, SampleFiles>>();
  for (const { file, first, last } of spans) {
    const place = file.replace(/date=[^/]+\/[^/]+$/, '');
    if (!SAMPLES.test(place) || first !== last) return null;
    const byStart = places.get(place) ?? new Map<number, SampleFiles>();
    places.set(place, byStart);
    const start = startOf(first);
    const own = byStart.get(start) ?? { instants: new Set(), newest: 0, isLate: false };
    byStart.set(start, own);
    const { mtimeMs } = statSync(file);
    own.instants.add(first);
    own.newest = Math.max(own.newest, mtimeMs);
    own.isLate ||= mtimeMs > first + LATE;
  }
  return places;
}

/** `null` where they are not what the samples come to, or can't be read. */
function readCurrent(
  file: string,
  start: number,
  own: SampleFiles,
  earlier: SampleFiles | undefined,
): Bin[] | null {
  const derivedAt = statSync(file).mtimeMs;
  const looked = earlier === undefined ? [own] : [earlier, own];
  if (looked.some(({ newest, isLate }) => isLate || newest >= derivedAt)) return null;
  const { records, issues } = parseBins(wholeText(file) ?? 'unread', file);
  const isOfNow = ({ derivation, binAt }: Bin) => derivation === DERIVATION && Date.parse(binAt) === start;
  if (issues.length > 0 || !records.every(isOfNow)) return null;
  const runs = records.map(({ sampled, unreachable, malformed }) => sampled + unreachable + malformed);
  return Math.max(0, ...runs) === own.instants.size ? records : null;
}
