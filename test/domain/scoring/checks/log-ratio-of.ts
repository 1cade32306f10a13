import type { Bin } from '../../../../lambdas/domain/records/bin.ts';
import { ask, type Check } from '../../../../lambdas/domain/scoring/checks/check.ts';
import { hostTrend } from '../../../../lambdas/domain/scoring/host-trend.ts';

/** What a check answers of a host's bins. */
export function logRatio(check: Check, bins: readonly Bin[]): number {
  const answer = ask(check, hostTrend(bins));
  if (!answer) throw new Error(`${check.name} has no answer`);
  return answer.logRatio;
}
