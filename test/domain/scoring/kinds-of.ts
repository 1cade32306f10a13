import type { HostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import { type JudgedKind, judgeKinds } from '../../../lambdas/domain/scoring/kinds.ts';
import { answersOf, measureChecks } from '../../../lambdas/domain/scoring/measured-checks.ts';

/** The kinds that a host of a usual fleet is judged to show. */
export const kindsOf = (host: HostTrend): JudgedKind[] => judgeKinds(answersOf(measureChecks(host)));
