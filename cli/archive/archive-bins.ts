import { deriveBinsAt } from '../../lambdas/domain/bins/derive-bins.ts';
import { lowerMedian } from '../../lambdas/domain/median.ts';
import { parseSamples } from '../../lambdas/domain/records/archive.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import type { ParseIssue } from '../../lambdas/domain/records/ndjson.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { BIN, DAY, WINDOW_DAYS } from '../../lambdas/domain/records/time.ts';
import { filesOf, linesOf } from './archive-files.ts';

const WINDOW = WINDOW_DAYS * DAY;

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
 */
export async function readBins(
  paths: readonly string[],
  at: Date | null,
  refuse: (refusal: ParseIssue) => void,
): Promise<ArchiveBins | NoSamples> {
  const found = paths.map((path) => ({ path, files: filesOf(path), samples: 0 }));
  const missing = found.flatMap(({ path, files }) => {
    if (files === null) return [{ path, reason: 'there is no such file or folder' }];
    return files.length === 0 ? [{ path, reason: 'the folder holds no file of samples' }] : [];
  });
  if (missing.length > 0) return { wrong: missing };

  const spans = [];
  for (const root of found) {
    for (const file of root.files ?? []) spans.push({ root, file, first: await firstRun(file) });
  }
  spans.sort((a, b) => a.first - b.first || (a.file < b.file ? -1 : 1));

  const bins = new Map<number, Bin[]>();
  const waiting = new Map<number, Sample[]>();
  let before: { start: number; samples: Sample[] } = { start: Number.NaN, samples: [] };
  let instants: number[] = [];
  while (spans.length > 0 || waiting.size > 0) {
    const start = Math.min(startOf(spans[0]?.first ?? Infinity), ...waiting.keys());
    while (startOf(spans[0]?.first ?? Infinity) <= start) {
      const next = spans.shift();
      if (next) next.root.samples += await readSamples(next.file, waiting, refuse);
    }
    const samples = waiting.get(start);
    waiting.delete(start);
    if (samples === undefined || (at !== null && start + BIN > at.getTime())) continue;
    const earlier = before.start === start - BIN ? before.samples : [];
    bins.set(start, deriveBinsAt([...earlier, ...samples], new Date(start).toISOString()));
    for (const old of bins.keys()) if (old < start - WINDOW) bins.delete(old);
    instants = [...earlier, ...samples].map(({ runAt }) => Date.parse(runAt));
    before = { start, samples };
  }
  const empty = found.filter((root) => root.samples === 0);
  if (empty.length > 0) return { wrong: empty.map(({ path }) => ({ path, reason: 'it holds no sample' })) };
  const end = at ?? new Date(isComplete(instants) || bins.size < 2 ? before.start + BIN : before.start);
  return { bins: [...bins].sort(([a], [b]) => a - b).flatMap(([, ofBin]) => ofBin), at: end };
}

/** Reads a file's samples into the bins they belong to, and says how many there were. */
async function readSamples(
  file: string,
  waiting: Map<number, Sample[]>,
  refuse: (refusal: ParseIssue) => void,
): Promise<number> {
  let count = 0;
  for await (const lines of linesOf(file)) {
    if ('trouble' in lines) {
      refuse({ file, line: lines.line, path: '', message: lines.trouble });
      continue;
    }
    const { records: samples, issues } = parseSamples(lines.text, file);
    for (const refusal of issues) refuse({ ...refusal, line: refusal.line + lines.firstLine - 1 });
    for (const sample of samples) {
      const start = startOf(Date.parse(sample.runAt));
      const others = waiting.get(start);
      if (others) others.push(sample);
      else waiting.set(start, [sample]);
    }
    count += samples.length;
  }
  return count;
}

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

const startOf = (instant: number): number => Math.floor(instant / BIN) * BIN;
