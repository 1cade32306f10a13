import { availableParallelism } from 'node:os';
import { lowerMedian } from '../../lambdas/domain/median.ts';
import { sampledRunAt } from '../../lambdas/domain/records/archive.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import type { ParseIssue } from '../../lambdas/domain/records/ndjson.ts';
import { BIN, DAY, WINDOW_DAYS } from '../../lambdas/domain/records/time.ts';
import { filesOf, linesOf } from './archive-files.ts';
import { currentBins } from './current-bins.ts';
import { type FoldedBins, foldBins } from './fold-bins.ts';
import { foldInThreads } from './fold-in-threads.ts';
import { type FileSpan, startOf } from './held-lines.ts';

const WINDOW = WINDOW_DAYS * DAY;

/** Told how many files of all have been read. */
export type ToldFiles = (read: number, all: number) => void;

/** What files of samples come to. */
export interface ArchiveBins {
  /** Of the 28 days before `at`, ordered by time and host. */
  bins: Bin[];
  at: Date;
}

/** Paths that can't be scored, each with the reason. */
export interface NoSamples {
  wrong: { path: string; reason: string }[];
}

/**
 * Bins of files of samples in any order, repeated or not, by the function that Lambda derives them with. Files are
 * read in the order of their first run, and of their samples no more are held than those of files that share a bin.
 *
 * @param at the instant to look back from; without one the end of the newest bin that is complete
 * @param refuse told of each line that can't be read
 * @param told of how many files have been read
 */
export async function readBins(
  paths: readonly string[],
  at: Date | null,
  refuse: (refusal: ParseIssue) => void,
  told: ToldFiles = () => undefined,
): Promise<ArchiveBins | NoSamples> {
  const found = paths.map((path) => ({ path, files: filesOf(path) }));
  const missing = found.flatMap(({ path, files }) => {
    if (files === null) return [{ path, reason: 'there is no such file or folder' }];
    return files.length === 0 ? [{ path, reason: 'the folder holds no file of samples' }] : [];
  });
  if (missing.length > 0) return { wrong: missing };

  const files = found.flatMap((root) => root.files ?? []);
  const folded = await foldFiles(paths, files, at === null ? null : at.getTime(), refuse, told);
  const empty = found.filter((root) => (root.files ?? []).every((file) => !folded.samples.get(file)));
  if (empty.length > 0) return { wrong: empty.map(({ path }) => ({ path, reason: 'it holds no sample' })) };
  const { bins, last } = folded;
  const end = at ?? new Date(isComplete(last.instants) || bins.size < 2 ? last.start + BIN : last.start);
  const inWindow = [...bins].filter(([start]) => start >= last.start - WINDOW).sort(([a], [b]) => a - b);
  return { bins: inWindow.flatMap(([, ofBin]) => ofBin), at: end };
}

/** The run of the archive's own names, or the day of the folder that `auditor collect` names; `NaN` where neither is there. */
function namedSpan(file: string): FileSpan {
  const [, date = ''] = /\/date=(\d{4}-\d\d-\d\d)\/[^/]+$/.exec(file) ?? [];
  const runAt = sampledRunAt(file);
  const first = Date.parse(runAt ?? date);
  return { file, first, last: runAt === null ? first + DAY - 1 : first };
}

/** By the instants in the archive's own names first, and if a file has others inside of it, by what stands in the files. */
async function foldFiles(
  paths: readonly string[],
  files: readonly string[],
  at: number | null,
  refuse: (refusal: ParseIssue) => void,
  told: ToldFiles,
): Promise<FoldedBins> {
  const toldOf = (spans: readonly FileSpan[]) => (read: number) => told(read, spans.length);
  const named = files.map(namedSpan);
  if (named.every(({ first }) => !Number.isNaN(first))) {
    const current = currentBins(paths, named, startOf(lastRun(named, at)) - BIN);
    const starts = new Set(named.map(({ first }) => startOf(first)));
    const isDue = (start: number) => starts.has(start) && !current.has(start);
    // A bin looks back at the samples of the one before.
    const isRead = ({ first }: FileSpan) => isDue(startOf(first)) || isDue(startOf(first) + BIN);
    const spans = inOrder(named.filter(isRead));
    // Told only if they are not told again.
    const issues: ParseIssue[] = [];
    const keep = (issue: ParseIssue) => issues.push(issue);
    const folded =
      (await foldInThreads(spans, at, { threads: availableParallelism() }, keep, toldOf(spans))) ??
      (await foldBins(spans, at, keep, toldOf(spans)));
    if (!folded.isMixed) {
      issues.forEach(refuse);
      for (const [start, bins] of current) folded.bins.set(start, bins);
      // What bins were derived from holds samples.
      for (const span of named) if (!isRead(span)) folded.samples.set(span.file, 1);
      return folded;
    }
  }
  const spans = [];
  for (const file of files) spans.push({ file, first: await firstRun(file), last: Infinity });
  return foldBins(inOrder(spans), at, refuse, toldOf(spans));
}

/** Of those that bins count until an instant. */
const lastRun = (spans: readonly FileSpan[], at: number | null): number =>
  spans.reduce(
    (last, { first }) => (at !== null && startOf(first) + BIN > at ? last : Math.max(last, first)),
    Number.NEGATIVE_INFINITY,
  );

const inOrder = (spans: readonly FileSpan[]): FileSpan[] =>
  spans.toSorted((a, b) => a.first - b.first || (a.file < b.file ? -1 : 1));

/** The first run that a file speaks of, in milliseconds since 1970; `-Infinity` where it names none. */
async function firstRun(file: string): Promise<number> {
  let first = Infinity;
  for await (const lines of linesOf(file)) {
    if ('trouble' in lines) continue;
    for (const [, runAt = ''] of lines.text.matchAll(/"runAt"\s*:\s*"([^"]{1,40})"/g)) {
      first = Math.min(first, Date.parse(runAt) || Infinity);
    }
  }
  return Number.isFinite(first) ? first : -Infinity;
}

/** Whether the next run, by the middle one of the times between runs, lies beyond the bin of the last. */
function isComplete(instants: readonly number[]): boolean {
  const times = [...new Set(instants)].sort((a, b) => a - b);
  const between = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const last = times.at(-1) ?? Number.NaN;
  const period = lowerMedian(between) ?? 0;
  return last + period >= startOf(last) + BIN;
}
