import { binsOfRuns } from '../../lambdas/domain/bins/derive-bins.ts';
import { type HostRun, type HostRuns, runsByHost } from '../../lambdas/domain/bins/host-runs.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import { compareHosts, type HostKey } from '../../lambdas/domain/records/host-key.ts';
import type { ParseIssue } from '../../lambdas/domain/records/ndjson.ts';
import { BIN } from '../../lambdas/domain/records/time.ts';
import {
  type FileSpan,
  type HeldFile,
  type HeldHosts,
  type HeldLines,
  holdLines,
  type LineReader,
  readHeld,
  startOf,
} from './held-lines.ts';

/** What files of samples come to. */
export interface FoldedBins {
  /** By the start of their three hours. */
  readonly bins: Map<number, Bin[]>;
  /** How many samples each file holds. */
  readonly samples: Map<string, number>;
  /** Of the last three hours with a sample, and of their runs and those of the three hours before. */
  readonly last: { readonly start: number; readonly instants: readonly number[] };
  /** Whether a file has samples of other three hours than those of its span. */
  readonly isMixed: boolean;
}

/** Lines of more characters are read as soon as they can be. The more of them at once, the more bins each host's turn makes. */
const ENOUGH_CHARACTERS = 50_000_000;

/**
 * Bins of files, by the function that Lambda derives them with. Lines are held as text until their three hours are
 * complete, and then read host by host, so that hardly a sample lives longer than its host's turn. No more is held than the files
 * that share a bin, and {@link ENOUGH_CHARACTERS}.
 *
 * @param spans in the order of their first runs
 * @param at the instant by which a bin must have closed, or `null`
 * @param refuse told of each line that can't be read, in the order of the files
 * @param told of how many files have been read
 */
export async function foldBins(
  spans: readonly FileSpan[],
  at: number | null,
  refuse: (refusal: ParseIssue) => void,
  told: (read: number) => void = () => undefined,
): Promise<FoldedBins> {
  const lazily = await fold(spans, at, { isLazy: true, told });
  const { folded, issues } = lazily.isMisled ? await fold(spans, at, { isLazy: false, told }) : lazily;
  const places = new Map(spans.map(({ file }, index) => [file, index]));
  const placeOf = ({ file }: ParseIssue) => places.get(file) ?? 0;
  issues.sort((a, b) => placeOf(a) - placeOf(b) || a.line - b.line);
  issues.forEach(refuse);
  return folded;
}

interface Fold {
  readonly folded: FoldedBins;
  readonly issues: ParseIssue[];
  /** Whether a line was of another host or run than it began with. */
  isMisled: boolean;
}

async function fold(
  spans: readonly FileSpan[],
  at: number | null,
  { isLazy, told }: { isLazy: boolean; told: (read: number) => void },
): Promise<Fold> {
  const held: HeldLines = { byStart: new Map(), characters: 0, isMixed: false };
  const files: HeldFile[] = [];
  const issues: ParseIssue[] = [];
  const reader: LineReader = {
    isLazy,
    refuse: (issue) => issues.push(issue),
  };
  const derived: Derived = { bins: new Map(), instants: new Map(), start: Number.NaN, runs: new Map() };
  let isMisled = false;
  for (const [index, span] of spans.entries()) {
    files.push(await holdLines(held, span, reader));
    told(index + 1);
    const next = startOf(spans[index + 1]?.first ?? Infinity);
    if (held.characters < ENOUGH_CHARACTERS && next !== Infinity) continue;
    isMisled ||= !derive(derived, takeUntil(held, next), at, reader);
    if (isMisled) break;
  }
  const { bins, instants, start } = derived;
  const samples = new Map(files.map(({ file, samples }) => [file, samples]));
  const lastInstants = [start - BIN, start].flatMap((of) => [...(instants.get(of) ?? [])]);
  return {
    folded: { bins, samples, last: { start, instants: lastInstants }, isMixed: held.isMixed },
    issues,
    isMisled,
  };
}

/** The three hours before an instant, oldest first, which are held no longer. */
function takeUntil(held: HeldLines, until: number): [number, HeldHosts][] {
  const taken = [...held.byStart].filter(([start]) => start < until).sort(([a], [b]) => a - b);
  for (const [start] of taken) held.byStart.delete(start);
  held.characters = 0;
  return taken;
}

interface Derived {
  readonly bins: Map<number, Bin[]>;
  /** Of runs, by the three hours they belong to. */
  readonly instants: Map<number, Set<number>>;
  /** Start of the last three hours with a sample, and their runs, at which the next ones look back. */
  start: number;
  runs: HostRuns;
}

/** @returns whether all lines were of the host and run that they began with */
function derive(
  derived: Derived,
  taken: readonly [number, HeldHosts][],
  at: number | null,
  reader: LineReader,
): boolean {
  const { bins, instants } = derived;
  let [lastStart, lastRuns] = [Number.NEGATIVE_INFINITY, new Map<HostKey, readonly HostRun[]>()];
  for (const hostId of new Set(taken.flatMap(([, hosts]) => [...hosts.keys()]))) {
    let before: Pick<Derived, 'start' | 'runs'> = derived;
    for (const [start, hosts] of taken) {
      const samples = readHeld(hostId, hosts.get(hostId) ?? [], reader);
      if (samples === null) return false;
      if (samples.length === 0 || (at !== null && start + BIN > at)) continue;
      const runs = runsByHost(samples);
      const earlier: HostRuns = before.start === start - BIN ? before.runs : new Map();
      const made = binsOfRuns(earlier, runs, start / 1000);
      const others = bins.get(start);
      if (others === undefined) bins.set(start, made);
      else others.push(...made);
      before = { start, runs };
      const ofBin = instants.get(start) ?? new Set();
      instants.set(start, ofBin);
      if (start > lastStart) [lastStart, lastRuns] = [start, new Map()];
      for (const [id, ofHost] of runs) {
        for (const run of ofHost) ofBin.add(run.at * 1000);
        if (start === lastStart) lastRuns.set(id, ofHost);
      }
    }
  }
  for (const [start] of taken) bins.get(start)?.sort((a, b) => compareHosts(a, b));
  if (lastRuns.size > 0) [derived.start, derived.runs] = [lastStart, lastRuns];
  return true;
}
