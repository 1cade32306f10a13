import type { Assessment } from '../../lambdas/domain/records/assessment.ts';
import { isOpenFinding } from '../../lambdas/domain/records/verdict.ts';
import { upstreamRelease } from '../../lambdas/domain/records/version.ts';
import { startedLeaks } from '../../lambdas/domain/upgrades/started-leaks.ts';
import { startedText } from '../../lambdas/domain/upgrades/verification-words.ts';
import { colours, prose, visible } from './terminal.ts';

/** Upgrades that started a leak which still runs: what a reader must see first. */
export function startedLines({ verifications, hosts }: Assessment, look: { columns: number }): string[] {
  const findings = hosts
    .filter(isOpenFinding)
    .map(({ role, version }) => ({ role, release: version && upstreamRelease(version) }));
  return startedLeaks(verifications, findings).flatMap((change) =>
    prose(visible(`${startedText(change)}.`), look).map((line) => colours.bold(colours.red(line))),
  );
}
