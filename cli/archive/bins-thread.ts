import { parentPort } from 'node:worker_threads';
import type { ParseIssue } from '../../lambdas/domain/records/ndjson.ts';
import { type FoldedBins, foldBins } from './fold-bins.ts';
import type { FileSpan } from './held-lines.ts';

export interface ThreadTask {
  readonly spans: readonly FileSpan[];
  readonly at: number | null;
}

export interface ThreadResult {
  readonly folded: FoldedBins;
  readonly issues: readonly ParseIssue[];
}

/** How many files it has read, now and then; at its end what they come to. */
export type ThreadMessage = number | ThreadResult;

/** Files between two messages of how many were read. */
const TOLD_EVERY = 100;

parentPort?.once('message', async ({ spans, at }: ThreadTask) => {
  const issues: ParseIssue[] = [];
  const post = (message: ThreadMessage) => parentPort?.postMessage(message);
  const folded = await foldBins(
    spans,
    at,
    (issue) => issues.push(issue),
    (read) => read % TOLD_EVERY === 0 && post(read),
  );
  post({ folded, issues });
});
