import type { AssessedCohort, AssessedHost, Assessment } from './assessment.ts';
import { BIN_HOURS, type Bin } from './bin.ts';
import { cohortLeakProbability, pooledSlope, type Slope } from './cohort.ts';
import { findVersion, type Knowledge } from './knowledge.ts';
import { adviseRelease } from './release-advice.ts';
import { scoreHost } from './score.ts';
import { normalQuantile } from './trend/distributions.ts';
import { median } from './trend/vector.ts';
import { upstreamRelease } from './version.ts';

/** Days of bins that an assessment looks back at. */
export const WINDOW_DAYS = 28;

const DAY = 86_400_000;
const BIN = BIN_HOURS * 3_600_000;
const BINS_A_DAY = 24 / BIN_HOURS;

/**
 * What the bins of a fleet say at an instant: a pure function of them, of the knowledge and of the assessment before.
 *
 * @param bins those of the 28 days before `at` count
 * @param before gives the share of hosts that leak, and the last score of a host that can't be judged now
 */
export function assessFleet(
  bins: readonly Bin[],
  { at, knowledge, before }: { at: Date; knowledge: Knowledge; before: Assessment | null },
): Assessment {
  const inWindow = bins.filter(({ binAt }) => {
    const start = Date.parse(binAt);
    return start >= at.getTime() - WINDOW_DAYS * DAY && start + BIN <= at.getTime();
  });
  const newest = inWindow.reduce((latest, { binAt }) => (binAt > latest ? binAt : latest), '');
  const assessedAt = at.toISOString().replace('.000Z', 'Z');
  const byHost = Map.groupBy(inWindow, ({ hostId }) => hostId);
  const last = new Map(before?.hosts.map((host) => [host.hostId, host]));
  const judged = [...byHost.values()]
    .map((own) => own.toSorted((a, b) => (a.binAt < b.binAt ? -1 : 1)))
    // A host that no run asks any more has left the fleet.
    .filter((own) => Date.parse(own.at(-1)?.binAt ?? '') >= Date.parse(newest) - BIN)
    .map((own) => ({ own, host: assessHost(own, { at, knowledge, before, last, assessedAt, newest }) }));
  const hosts = judged
    .map(({ host }) => host)
    .sort(
      (a, b) => b.score - a.score || b.leakProbability - a.leakProbability || (a.hostId < b.hostId ? -1 : 1),
    );
  return {
    schema: 1,
    assessedAt,
    knowledgeCheckedOn: knowledge.checkedOn,
    fleet: summarise(hosts),
    cohorts: cohorts(judged),
    hosts,
  };
}

interface HostContext {
  at: Date;
  knowledge: Knowledge;
  before: Assessment | null;
  last: ReadonlyMap<string, AssessedHost>;
  assessedAt: string;
  newest: string;
}

function assessHost(own: readonly Bin[], context: HostContext): AssessedHost {
  const { knowledge, at, before, last, assessedAt, newest } = context;
  const latest = own.at(-1);
  if (latest === undefined) throw new RangeError('a host without bins');
  const reachable = latest.sampled > 0;
  const known = last.get(latest.hostId);
  const lately = own.some(({ usable, binAt }) => usable && Date.parse(binAt) > Date.parse(newest) - DAY);
  if (!lately && known !== undefined) return { ...known, reachable };
  const leaking = before?.hosts.filter(({ verdict }) => verdict === 'leaking').length ?? 0;
  const assessed = scoreHost(own, before ? { prevalence: leaking / Math.max(1, before.hosts.length) } : {});
  const { hostId, role, version, verdict, leakProbability, score, daysObserved, evidence } = assessed;
  const release = version === null ? null : upstreamRelease(version);
  return {
    hostId,
    name: latest.name,
    role,
    availabilityZone: latest.availabilityZone,
    cohort: `${role ?? 'none'}/${release ?? 'unknown'}`,
    version,
    verdict,
    leakProbability,
    score,
    memoryGrowthBytesPerDay: assessed.memoryGrowthBytesPerDay,
    secondsToPressure: assessed.secondsToPressure,
    evidence,
    recommendation: recommend(version, knowledge, at),
    daysObserved,
    scoredAt: assessedAt,
    reachable,
  };
}

function recommend(version: string | null, knowledge: Knowledge, at: Date): AssessedHost['recommendation'] {
  const found = version === null ? null : findVersion(version, knowledge);
  if (found === null || 'reason' in found) {
    const reasons = found === null ? ['no HAProxy was seen'] : [`its release is not known: ${found.reason}`];
    return { action: 'unknown-release', to: null, floor: null, mitigations: [], reasons };
  }
  const { recommendation } = adviseRelease(found, knowledge, at);
  const mitigations = recommendation.mitigations.map(({ directive }) => directive);
  return { ...recommendation, mitigations };
}

function summarise(hosts: readonly AssessedHost[]): Assessment['fleet'] {
  const number = (verdict: AssessedHost['verdict']) =>
    hosts.filter((host) => host.verdict === verdict).length;
  const unreachable = hosts.filter(({ reachable }) => !reachable).length;
  return {
    score: Math.max(0, ...hosts.map(({ score }) => score)),
    hosts: hosts.length,
    leaking: number('leaking'),
    suspected: number('suspected'),
    insufficientData: number('insufficient-data'),
    unreachable,
    coverage: hosts.length === 0 ? null : (hosts.length - unreachable) / hosts.length,
  };
}

function cohorts(judged: readonly { own: readonly Bin[]; host: AssessedHost }[]): AssessedCohort[] {
  return [...Map.groupBy(judged, ({ host }) => host.cohort)]
    .map(([cohort, members]) => {
      const pooled = pooledSlope(members.flatMap(relativeSlope));
      return {
        cohort,
        hosts: members.length,
        leaking: members.filter(({ host }) => host.verdict === 'leaking').length,
        leakProbability: pooled && cohortLeakProbability(pooled),
        growthPerDay: pooled?.interval ?? null,
      };
    })
    .sort((a, b) => (b.leakProbability ?? 0) - (a.leakProbability ?? 0) || (a.cohort < b.cohort ? -1 : 1));
}

/** Growth of memory as a part of the host's present level, its error from the 95 % interval. */
function relativeSlope({ own, host }: { own: readonly Bin[]; host: AssessedHost }): Slope[] {
  const growth = host.memoryGrowthBytesPerDay;
  const level = median(
    own
      .filter(({ usable }) => usable)
      .slice(-BINS_A_DAY)
      .flatMap(({ memoryBytes }) => memoryBytes ?? []),
  );
  if (growth === null || !(level > 0) || growth.high <= growth.low) return [];
  const standardError = (growth.high - growth.low) / (2 * normalQuantile(0.975));
  return [{ estimate: growth.estimate / level, standardError: standardError / level }];
}
