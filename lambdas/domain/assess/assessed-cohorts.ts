import type { AssessedCohort, AssessedHost } from '../records/assessment.ts';
import { refOf } from '../records/host-key.ts';
import { LEAK_KINDS, type LeakKind } from '../records/leak-kind.ts';
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
      const leaking = members.filter(({ verdict }) => verdict === 'leaking');
      return {
        cohort,
        hosts: members.length,
        leaking: leaking.length,
        leakProbability: releaseLeaks(members, pooled?.leakProbability ?? null),
        growthPerDay: pooled?.growthPerDay ?? null,
        beyondOthers: pooled?.beyondOthers ?? null,
        kinds: shownKindsOf(leaking),
        nearestLimit: firstLimitOf(leaking),
      };
    })
    .sort((a, b) => (b.leakProbability ?? 0) - (a.leakProbability ?? 0) || (a.cohort < b.cohort ? -1 : 1));
}

/** What hosts leak first of all, most of them first. */
export function shownKindsOf(
  hosts: readonly Pick<AssessedHost, 'kinds'>[],
): { kind: LeakKind; hosts: number }[] {
  const named = hosts.flatMap(({ kinds }) => kinds?.[0]?.kind ?? []);
  return LEAK_KINDS.map((kind) => ({ kind, hosts: named.filter((other) => other === kind).length }))
    .filter((shown) => shown.hosts > 0)
    .sort((a, b) => b.hosts - a.hosts);
}

function firstLimitOf(hosts: readonly AssessedHost[]): AssessedCohort['nearestLimit'] {
  const limits = hosts.flatMap((host) =>
    host.nearestLimit ? [{ ...refOf(host), ...host.nearestLimit }] : [],
  );
  return limits.sort((a, b) => a.secondsToLimit.estimate - b.secondsToLimit.estimate)[0] ?? null;
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
