import { on } from 'node:events';
import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import type { ParseIssue } from '../../lambdas/domain/records/ndjson.ts';
import { BIN } from '../../lambdas/domain/records/time.ts';
import type { ThreadMessage, ThreadResult, ThreadTask } from './bins-thread.ts';
import type { FoldedBins } from './fold-bins.ts';
import { type FileSpan, startOf } from './held-lines.ts';

/** The published package holds JavaScript; a clone runs as it is. */
const THREAD = new URL(`./bins-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** Less is read before a second thread has begun. */
const MINIMUM_BYTES = 4 * 1024 * 1024;

/**
 * As `foldBins`, in threads: each takes a stretch of time, and reads the three hours before it too, at which its first bins
 * look back.
 * @param spans in the order of their first runs
 * @returns `null` where a file has samples of other bins than those of its span, or there is too little to share
 */
export async function foldInThreads(
  spans: readonly FileSpan[],
  at: number | null,
  { threads, minimumBytes = MINIMUM_BYTES }: { threads: number; minimumBytes?: number },
  refuse: (refusal: ParseIssue) => void,
  told: (read: number) => void = () => undefined,
): Promise<FoldedBins | null> {
  const stretches = stretchesOf(spans, threads, minimumBytes);
  if (stretches.length < 2) return null;
  const read = stretches.map(() => 0);
  const results = await Promise.all(
    stretches.map(({ spans, lead }, index) =>
      inThread({ spans: [...lead, ...spans], at }, (count) => {
        read[index] = Math.max(0, count - lead.length);
        told(read.reduce((sum, each) => sum + each));
      }),
    ),
  );
  if (results.some(({ folded }) => folded.isMixed)) return null;
  const bins = new Map<number, Bin[]>();
  const samples = new Map<string, number>();
  for (const [index, { folded, issues }] of results.entries()) {
    const own = new Set(stretches[index]?.spans.map(({ file }) => file));
    const from = startOf(stretches[index]?.spans[0]?.first ?? 0);
    for (const issue of issues) if (own.has(issue.file)) refuse(issue);
    for (const [file, count] of folded.samples) if (own.has(file)) samples.set(file, count);
    for (const [start, ofStart] of folded.bins) if (start >= from) bins.set(start, ofStart);
  }
  const last = results.map(({ folded }) => folded.last).findLast(({ start }) => !Number.isNaN(start));
  return { bins, samples, last: last ?? { start: Number.NaN, instants: [] }, isMixed: false };
}

interface Stretch {
  readonly spans: FileSpan[];
  /** Files of the three hours before. */
  readonly lead: FileSpan[];
}

/** Parts of about as many bytes, none of which begins within a bin; one where it is little. */
function stretchesOf(spans: readonly FileSpan[], threads: number, minimumBytes: number): Stretch[] {
  const sizes = spans.map(({ file }) => statSync(file).size);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total < minimumBytes || spans.some(({ first }) => !Number.isFinite(first))) return [];
  const stretches: Stretch[] = [];
  let [bytes, reach] = [0, Number.NEGATIVE_INFINITY];
  for (const [index, span] of spans.entries()) {
    const start = startOf(span.first);
    const isNewBin = start > reach;
    if (index === 0 || (isNewBin && bytes >= (total * stretches.length) / threads)) {
      stretches.push({
        spans: [],
        lead: spans.slice(0, index).filter(({ last }) => startOf(last) === start - BIN),
      });
    }
    stretches.at(-1)?.spans.push(span);
    bytes += sizes[index] ?? 0;
    reach = Math.max(reach, startOf(span.last));
  }
  return stretches;
}

async function inThread(task: ThreadTask, told: (read: number) => void): Promise<ThreadResult> {
  const worker = new Worker(THREAD);
  try {
    worker.postMessage(task);
    for await (const [message] of on(worker, 'message') as AsyncIterable<[ThreadMessage]>) {
      if (typeof message !== 'number') return message;
      told(message);
    }
    throw new Error('a thread ended without a result');
  } finally {
    await worker.terminate();
  }
}
