import type { AssessedCohort, AssessedHost } from '../records/assessment.ts';
import { isJudged } from '../records/verdict.ts';
import { assessCohorts } from '../scoring/assess-cohorts.ts';
import type { HostAssessment } from '../scoring/judge-host.ts';

/** Every cohort of the fleet: a leak too small for any host by itself shows in the pooled slopes, any other on the hosts. */
export function assessedCohorts(
  hosts: readonly AssessedHost[],
  scored: readonly HostAssessment[],
): AssessedCohort[] {
  const pooledCohorts = new Map(assessCohorts(scored).map((cohort) => [cohort.cohort, cohort]));
  return [...Map.groupBy(hosts, ({ cohort }) => cohort)]
    .map(([cohort, members]) => {
      const pooled = pooledCohorts.get(cohort);
      return {
        cohort,
        hosts: members.length,
        leaking: members.filter(({ verdict }) => verdict === 'leaking').length,
        leakProbability: releaseLeaks(members, pooled?.leakProbability ?? null),
        growthPerDay: pooled?.growthPerDay ?? null,
        beyondOthers: pooled?.beyondOthers ?? null,
      };
    })
    .sort((a, b) => (b.leakProbability ?? 0) - (a.leakProbability ?? 0) || (a.cohort < b.cohort ? -1 : 1));
}

/** Part of a cohort's hosts that must leak for the release to be blamed: more than are blamed wrongly. */
const BLAMED_SHARE = 0.01;

/** The higher of what slopes say together and what two of the hosts, or a hundredth of many, say each for itself. */
function releaseLeaks(members: readonly AssessedHost[], pooled: number | null): number | null {
  const probabilities = members
    .filter(isJudged)
    .map(({ leakProbability }) => leakProbability)
    .sort((a, b) => b - a);
  const minimum = Math.max(2, Math.ceil(BLAMED_SHARE * probabilities.length));
  const reached = probabilities[Math.min(probabilities.length, minimum) - 1] ?? null;
  return pooled === null || reached === null ? (pooled ?? reached) : Math.max(pooled, reached);
}
