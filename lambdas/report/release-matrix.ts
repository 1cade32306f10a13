import { shownKindsOf } from '../domain/assess/assessed-cohorts.ts';
import type { AssessedHost, Assessment } from '../domain/records/assessment.ts';
import { compareReleases, parseVersion, upstreamRelease } from '../domain/records/version.ts';
import { isLeak } from '../domain/releases/advisory-rank.ts';
import { findVersion, type Knowledge } from '../domain/releases/knowledge.ts';
import { adviseRelease, type ReleaseAdvice } from '../domain/releases/release-advice.ts';
import { lifeOf } from '../domain/releases/target-branch.ts';
import type { EndingBranch, ReleaseRow } from './release-row.ts';

/** Each release that the fleet runs: that with most leaking hosts first, then the oldest. */
export function releaseMatrix(assessment: Assessment, knowledge: Knowledge, at: Date): ReleaseRow[] {
  return [...Map.groupBy(assessment.hosts, releaseOf)]
    .map(([release, hosts]) => rowOf(release, hosts, { assessment, knowledge, at }))
    .sort((a, b) => b.leaking - a.leaking || b.suspected - a.suspected || byRelease(a.release, b.release));
}

/** Branches in use that get no fixes any more, or not for long. */
export function endingBranches(rows: readonly ReleaseRow[]): EndingBranch[] {
  return [...Map.groupBy(rows, ({ branch }) => branch ?? '')]
    .flatMap(([branch, ofBranch]) => {
      const [{ endOfLife, life, to } = { endOfLife: null, life: null, to: null }] = ofBranch;
      if (endOfLife === null || to === null || (life !== 'ended' && life !== 'ends-soon')) return [];
      return [{ branch, endOfLife, life, hosts: ofBranch.reduce((sum, row) => sum + row.hosts, 0), to }];
    })
    .sort((a, b) => (a.endOfLife < b.endOfLife ? -1 : 1));
}

interface Context {
  assessment: Assessment;
  knowledge: Knowledge;
  at: Date;
}

function rowOf(
  release: string,
  hosts: readonly AssessedHost[],
  { assessment, knowledge, at }: Context,
): ReleaseRow {
  const match = findVersion(release, knowledge);
  const knownVersion = 'version' in match ? match : null;
  const advice = knownVersion && adviseRelease(knownVersion, knowledge, at);
  const leaking = hosts.filter(({ verdict }) => verdict === 'leaking');
  const cohorts = new Set(hosts.map(({ cohort }) => cohort));
  const probabilities = assessment.cohorts.flatMap(({ cohort, leakProbability }) =>
    cohorts.has(cohort) && leakProbability !== null ? [leakProbability] : [],
  );
  return {
    release,
    branch: advice?.branch ?? null,
    hosts: hosts.length,
    leaking: leaking.length,
    kinds: shownKindsOf(leaking),
    suspected: hosts.filter(({ verdict }) => verdict === 'suspected').length,
    leakProbability: probabilities.length === 0 ? null : Math.max(...probabilities),
    leaks: knownLeaks(advice),
    advisories: advice?.advisories.length ?? 0,
    endOfLife: advice?.endOfLife ?? null,
    life: knownVersion && lifeOf(knownVersion.branch, at),
    to: advice?.recommendation.to ?? null,
  };
}

function knownLeaks(advice: ReleaseAdvice | null): ReleaseRow['leaks'] {
  return (advice?.advisories ?? [])
    .filter(isLeak)
    .map(({ id, summary, status, fixedIn, source }) => ({ id, summary, status, fixedIn, source }));
}

/** What hosts print as a version may be anything; what is none is `unknown`. */
const releaseOf = ({ version }: AssessedHost): string =>
  (version === null ? null : upstreamRelease(version)) ?? 'unknown';

/** Old to new, then builds of HAProxy Enterprise, then what is no release. */
function byRelease(a: string, b: string): number {
  const order = compareReleases(a, b);
  if (order !== null) return order;
  const rank = (release: string) =>
    parseVersion(release) !== null ? 0 : upstreamRelease(release) !== null ? 1 : 2;
  return rank(a) - rank(b);
}
