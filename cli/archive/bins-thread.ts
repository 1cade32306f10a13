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

parentPort?.once('message', async ({ spans, at }: ThreadTask) => {
  const issues: ParseIssue[] = [];
  const folded = await foldBins(spans, at, (issue) => issues.push(issue));
  parentPort?.postMessage({ folded, issues } satisfies ThreadResult);
});
