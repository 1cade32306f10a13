import { type FindingText, findingText } from '../../lambdas/domain/assess/finding-text.ts';
import type { AssessedHost } from '../../lambdas/domain/records/assessment.ts';
import type { FindingKind } from '../../lambdas/domain/records/open-finding.ts';
import { isFinding } from '../../lambdas/domain/records/verdict.ts';

/** What a host shows now, in words for another program's reader; `null` of a host without a finding. */
export function shownFinding(host: AssessedHost): { verdict: FindingKind; text: FindingText } | null {
  const { verdict } = host;
  if (!isFinding(verdict)) return null;
  return { verdict, text: findingText({ change: 'opened', verdict, because: verdict, host }) };
}

/** One sentence after the other. */
export const proseOf = ({ headline, evidence, advice }: FindingText): string =>
  `${headline}. Evidence: ${evidence}. What to do: ${advice}.`;
