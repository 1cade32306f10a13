import { deriveBinsAt } from '../../lambdas/domain/bins/derive-bins.ts';
import { parseSamples } from '../../lambdas/domain/records/archive.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import type { ParseIssue } from '../../lambdas/domain/records/ndjson.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { BIN } from '../../lambdas/domain/records/time.ts';
import { linesOf, wholeText } from './archive-files.ts';

/** A file, and the first run that it speaks of, in milliseconds since 1970; `-Infinity` where it names none. */
export interface FileSpan {
  readonly file: string;
  readonly first: number;
}

/** What files of samples come to. */
export interface FoldedBins {
  /** By the start of their three hours. */
  readonly bins: Map<number, Bin[]>;
  /** How many samples each file holds. */
  readonly samples: Map<string, number>;
  /** Of the last three hours with a sample, and of their runs and those of the three hours before. */
  readonly last: { readonly start: number; readonly instants: readonly number[] };
  /** Whether a file has samples of other three hours than those of its first run. */
  readonly isMixed: boolean;
}

/**
 * Bins of files, by the function that Lambda derives them with. Of their samples no more are held than those of files that
 * share a bin.
 *
 * @param spans in the order of their first runs
 * @param at the instant by which a bin must have closed, or `null`
 * @param refuse told of each line that can't be read
 */
export async function foldBins(
  spans: readonly FileSpan[],
  at: number | null,
  refuse: (refusal: ParseIssue) => void,
): Promise<FoldedBins> {
  const bins = new Map<number, Bin[]>();
  const counts = new Map<string, number>();
  const waiting = new Map<number, Sample[]>();
  let before: { start: number; samples: Sample[] } = { start: Number.NaN, samples: [] };
  let instants: number[] = [];
  let isMixed = false;
  let next = 0;
  while (next < spans.length || waiting.size > 0) {
    const start = Math.min(startOf(spans[next]?.first ?? Infinity), ...waiting.keys());
    for (let span = spans[next]; span && startOf(span.first) <= start; span = spans[next]) {
      const samples = await samplesIn(span.file, refuse);
      counts.set(span.file, samples.length);
      for (const sample of samples) {
        const ownStart = startOf(Date.parse(sample.runAt));
        isMixed ||= ownStart !== startOf(span.first);
        const others = waiting.get(ownStart);
        if (others) others.push(sample);
        else waiting.set(ownStart, [sample]);
      }
      next += 1;
    }
    const samples = waiting.get(start);
    waiting.delete(start);
    if (samples === undefined || (at !== null && start + BIN > at)) continue;
    const earlier = before.start === start - BIN ? before.samples : [];
    bins.set(start, deriveBinsAt([...earlier, ...samples], new Date(start).toISOString()));
    instants = [...earlier, ...samples].map(({ runAt }) => Date.parse(runAt));
    before = { start, samples };
  }
  return { bins, samples: counts, last: { start: before.start, instants }, isMixed };
}

export const startOf = (instant: number): number => Math.floor(instant / BIN) * BIN;

async function samplesIn(file: string, refuse: (refusal: ParseIssue) => void): Promise<Sample[]> {
  const whole = wholeText(file);
  if (whole !== null) {
    const { records, issues } = parseSamples(whole, file);
    issues.forEach(refuse);
    return records;
  }
  const samples: Sample[] = [];
  for await (const lines of linesOf(file)) {
    if ('trouble' in lines) {
      refuse({ file, line: lines.line, path: '', message: lines.trouble });
      continue;
    }
    const { records, issues } = parseSamples(lines.text, file, lines.firstLine);
    issues.forEach(refuse);
    for (const record of records) samples.push(record);
  }
  return samples;
}
