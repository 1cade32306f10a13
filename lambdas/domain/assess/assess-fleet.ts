import { hostFacts } from '../recommend/host-facts.ts';
import { recommender } from '../recommend/recommend.ts';
import type { Acknowledgement } from '../records/acknowledgement.ts';
import type { AssessedHost, Assessment } from '../records/assessment.ts';
import type { Bin } from '../records/bin.ts';
import { BIN, DAY, printInstant, WINDOW_DAYS } from '../records/time.ts';
import { isLeaky } from '../records/verdict.ts';
import { upstreamRelease } from '../records/version.ts';
import type { Knowledge } from '../releases/knowledge.ts';
import { hostLoad } from '../rollout/host-load.ts';
import { planRollout } from '../rollout/plan-rollout.ts';
import { fleetPrevalence, type HostAssessment, scoreHost } from '../scoring/score-host.ts';
import { controlGroup } from '../upgrades/control-group.ts';
import { releaseChanges } from '../upgrades/release-change.ts';
import { verifyChange } from '../upgrades/verify-host.ts';
import { type UpgradedHost, verifyUpgrades } from '../upgrades/verify-upgrades.ts';
import { acknowledge } from './acknowledge.ts';
import { assessedCohorts } from './assessed-cohorts.ts';

export interface AssessmentInput {
  at: Date;
  knowledge: Knowledge;
  /** Which knowledge that is, for the assessment to name. */
  used?: Assessment['knowledge'];
  before: Assessment | null;
  /** Findings that people have accepted. */
  acknowledgements?: readonly Acknowledgement[];
}

/**
 * What the bins of a fleet say at an instant: a pure function of them, of the knowledge and of the assessment before.
 *
 * @param bins those of the 28 days before `at` count
 * @param before gives the share of hosts that leak, and the last score of a host that can't be judged now
 */
export function assessFleet(bins: readonly Bin[], input: AssessmentInput): Assessment {
  const { at } = input;
  const inWindow = bins.filter(({ binAt }) => {
    const start = Date.parse(binAt);
    return start >= at.getTime() - WINDOW_DAYS * DAY && start + BIN <= at.getTime();
  });
  const newest = inWindow.reduce((latest, { binAt }) => (binAt > latest ? binAt : latest), '');
  const assessor = fleetAssessor(newest, input);
  for (const hostBins of Map.groupBy(inWindow, ({ hostId }) => hostId).values()) {
    assessor.add(hostBins.toSorted((a, b) => (a.binAt < b.binAt ? -1 : 1)));
  }
  return assessor.assessment();
}

/**
 * The same, host by host: of the bins it holds those of a few hosts, so that a large fleet's need not be in memory.
 * @param newest start of the newest bin that any host has
 */
export function fleetAssessor(
  newest: string,
  { at, knowledge, used, before, acknowledgements = [] }: AssessmentInput,
): { add: (hostBins: readonly Bin[]) => void; assessment: () => Assessment } {
  const assessedAt = printInstant(at);
  const context: HostContext = {
    recommend: recommender(knowledge, at),
    assessedAt,
    newest,
    last: new Map(before?.hosts.map((host) => [host.hostId, host])),
    ...(before && { prevalence: fleetPrevalence(before.hosts) }),
  };
  const judgedHosts: JudgedHost[] = [];
  const control = controlGroup();
  /** @param hostBins all bins of one host in the window, by time; at least one */
  const add = (hostBins: readonly Bin[]) => {
    // A host that no run asks any more has left the fleet.
    if (Date.parse(hostBins.at(-1)?.binAt ?? '') < Date.parse(newest) - BIN) return;
    const { host, scored } = assessHost(hostBins, context);
    judgedHosts.push({
      host,
      scored,
      changes: releaseChanges(hostBins).map((change) => verifyChange(change, isLeaky(host))),
      load: hostLoad(hostBins),
    });
    control.add(host, hostBins);
  };
  const assessment = (): Assessment => {
    const upgrades = verifyUpgrades(judgedHosts, control, before);
    const ordered = judgedHosts
      .map(({ host }) => ({ ...host, verification: upgrades.hosts.get(host.hostId) ?? null }))
      .sort(
        (a, b) =>
          b.score - a.score || b.leakProbability - a.leakProbability || (a.hostId < b.hostId ? -1 : 1),
      );
    const { hosts, states } = acknowledge(ordered, acknowledgements, at);
    const loads = new Map(
      judgedHosts.flatMap(({ host, load }) => (load === null ? [] : [[host.hostId, load]])),
    );
    return {
      schema: 1,
      assessedAt,
      knowledgeCheckedOn: knowledge.checkedOn,
      ...(used && { knowledge: used }),
      fleet: summarise(hosts),
      cohorts: assessedCohorts(
        hosts,
        judgedHosts.flatMap(({ scored }) => scored ?? []),
      ),
      hosts,
      plan: planRollout(hosts, { loads, verifications: upgrades.releases }),
      verifications: upgrades.releases,
      acknowledgements: states,
    };
  };
  return { add, assessment };
}

interface JudgedHost extends UpgradedHost {
  host: AssessedHost;
  /** `null` for a host that can't be judged now and keeps what was said of it last. */
  scored: HostAssessment | null;
  load: number | null;
}

interface HostContext {
  recommend: ReturnType<typeof recommender>;
  assessedAt: string;
  /** Start of the newest bin of any host. */
  newest: string;
  last: ReadonlyMap<string, AssessedHost>;
  prevalence?: number;
}

function assessHost(
  hostBins: readonly Bin[],
  { recommend, assessedAt, newest, last, prevalence }: HostContext,
): Pick<JudgedHost, 'host' | 'scored'> {
  const latest = hostBins.at(-1);
  if (latest === undefined) throw new RangeError('a host without bins');
  const reachable = latest.sampled > 0;
  const previous = last.get(latest.hostId);
  const hasRecentBin = hostBins.some(
    ({ usable, binAt }) => usable && Date.parse(binAt) > Date.parse(newest) - DAY,
  );
  if (!hasRecentBin && previous !== undefined) return { host: { ...previous, reachable }, scored: null };
  const scored = scoreHost(hostBins, prevalence === undefined ? {} : { prevalence });
  const { relativeGrowthPerDay: _, ...scores } = scored;
  const host: AssessedHost = {
    ...scores,
    name: latest.name,
    availabilityZone: latest.availabilityZone,
    cohort: cohortOf(scored),
    recommendation: recommend(hostFacts(scored, hostBins)),
    verification: null,
    acknowledgement: null,
    scoredAt: assessedAt,
    reachable,
  };
  return { host, scored };
}

const cohortOf = ({ role, version }: Pick<HostAssessment, 'role' | 'version'>): string =>
  `${role ?? 'none'}/${(version && upstreamRelease(version)) ?? 'unknown'}`;

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
