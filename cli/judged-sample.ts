import { judgeSample, type SampleJudgement } from '../lambdas/domain/assess/judge-sample.ts';
import { printSamples } from '../lambdas/domain/records/archive.ts';
import { MINIMUM_COVERAGE } from '../lambdas/domain/records/coverage.ts';
import type { Sample, SampledHost } from '../lambdas/domain/records/sample.ts';
import { knowledge } from '../lambdas/knowledge/index.ts';
import { verdictLine } from './text/sample-verdict.ts';
import { EXIT } from './text/terminal.ts';

/** A sample and what it says by itself: nothing of a host that did not answer. */
export type JudgedSample =
  | { sample: SampledHost; judgement: SampleJudgement }
  | { sample: Exclude<Sample, SampledHost>; judgement: null };

/** Judges a sample by the knowledge that is built in. */
export const judged = (sample: Sample): JudgedSample =>
  sample.outcome === 'sampled'
    ? { sample, judgement: judgeSample(sample, knowledge) }
    : { sample, judgement: null };

/** 1 for a finding on any host; 3 where too few answered or could be judged to say that there is none. */
export function exitCodeOf(samples: readonly JudgedSample[]): number {
  if (samples.some(({ judgement }) => judgement?.outcome === 'findings')) return EXIT.findings;
  const sound = samples.filter(({ judgement }) => judgement?.outcome === 'sound').length;
  return sound === 0 || sound < samples.length * MINIMUM_COVERAGE ? EXIT.inconclusive : EXIT.done;
}

/** Lines of samples as the archive has them, each with its judgement beside the fields of the sample. */
export const printJudged = (samples: readonly JudgedSample[]): string =>
  printSamples(
    samples.map((judged) =>
      judged.judgement === null
        ? judged.sample
        : { ...judged.sample, judgement: publicJudgement(judged.judgement, judged.sample) },
    ),
  );

/** Codes and figures, and the line that a person reads. */
function publicJudgement(judgement: SampleJudgement, sample: SampledHost) {
  const { outcome, verdict, findings, unread, hasHardStopAfter, workers } = judgement;
  return {
    outcome,
    verdict,
    summary: verdictLine(judgement, sample),
    findings,
    unread,
    hasHardStopAfter,
    releases: workers.map(({ worker: { pid }, release, leaks }) => ({
      pid,
      release: release.running?.text ?? null,
      knownLeaks: leaks.map(({ id }) => id),
      upgradeTo: release.to,
    })),
  };
}
