import type { Interval } from '../records/evidence.ts';
import { upstreamRelease } from '../records/version.ts';
import type { HostAssessment } from './judge-host.ts';
import { cohortLeakProbability, type PooledSlope, pooledSlope, slopeDifference } from './pooled-slope.ts';

/** What the hosts of one role and release say together: slopes too small to be seen on any of them. */
export interface CohortAssessment {
  /** `edge/2.8.11`. */
  cohort: string;
  hosts: number;
  /** 0-1: that this release grows here, beyond what the role's other releases do where there are such. */
  leakProbability: number;
  /** Growth of memory a day as a part of its level; 95%. */
  growthPerDay: Interval;
  /** The same less that of the role's other releases, and how many hosts those are; `null` where there are none. */
  beyondOthers: { hosts: number; growthPerDay: Interval; pValue: number } | null;
}

/** Fewest hosts that say something together. */
const MINIMUM_HOSTS = 3;

/**
 * Standard deviation of the slope that all hosts of a role may share for reasons of their own (their peers, the time
 * of year): taken where there is no other release to compare with. A day, as a part of the level.
 */
const SHARED_DRIFT = 0.002;

/** Largest probability first. Hosts whose growth, role or release isn't known belong to no cohort. */
export function assessCohorts(hosts: readonly HostAssessment[]): CohortAssessment[] {
  const hostSlopes = hosts.flatMap(({ role, version, relativeGrowthPerDay }) => {
    const release = version === null ? null : upstreamRelease(version);
    return relativeGrowthPerDay && release
      ? [{ role: role ?? 'none', release, slope: relativeGrowthPerDay }]
      : [];
  });
  const roles = Map.groupBy(hostSlopes, ({ role }) => role);
  return [...roles]
    .flatMap(([role, members]) =>
      [...Map.groupBy(members, ({ release }) => release)].flatMap(([release, cohortMembers]) => {
        const others = members.filter((member) => member.release !== release);
        const pooled =
          cohortMembers.length < MINIMUM_HOSTS ? null : pooledSlope(cohortMembers.map(({ slope }) => slope));
        const pooledOthers =
          others.length < MINIMUM_HOSTS ? null : pooledSlope(others.map(({ slope }) => slope));
        return pooled ? [assessment(`${role}/${release}`, pooled, pooledOthers)] : [];
      }),
    )
    .sort((a, b) => b.leakProbability - a.leakProbability || (a.cohort < b.cohort ? -1 : 1));
}

function assessment(cohort: string, pooled: PooledSlope, others: PooledSlope | null): CohortAssessment {
  const { hosts, interval } = pooled;
  if (!others) {
    const widened = { ...pooled, standardError: Math.hypot(pooled.standardError, SHARED_DRIFT) };
    return {
      cohort,
      hosts,
      leakProbability: cohortLeakProbability(widened),
      growthPerDay: interval,
      beyondOthers: null,
    };
  }
  const difference = slopeDifference(pooled, others);
  const beyond = {
    ...pooled,
    estimate: difference.interval.estimate,
    standardError: Math.hypot(pooled.standardError, others.standardError),
  };
  return {
    cohort,
    hosts,
    leakProbability: cohortLeakProbability(beyond),
    growthPerDay: interval,
    beyondOthers: { hosts: others.hosts, growthPerDay: difference.interval, pValue: difference.pValue },
  };
}
