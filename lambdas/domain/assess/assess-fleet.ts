import { type HostStanding, hostStanding } from '../recommend/host-facts.ts';
import { recommender } from '../recommend/recommend.ts';
import type { UsedAcknowledgement } from '../records/acknowledgement.ts';
import type { AssessedHost, Assessment } from '../records/assessment.ts';
import type { Bin } from '../records/bin.ts';
import type { ParseIssue } from '../records/ndjson.ts';
import { BIN, DAY, endOfBin, printInstant, WINDOW_DAYS } from '../records/time.ts';
import { isLeaky, standingOf } from '../records/verdict.ts';
import { upstreamRelease } from '../records/version.ts';
import type { Knowledge } from '../releases/knowledge.ts';
import { hostLoad } from '../rollout/host-load.ts';
import { planRollout } from '../rollout/plan-rollout.ts';
import { isHostUsable } from '../scoring/host-view.ts';
import { fleetContext } from '../scoring/judge-fleet.ts';
import { type HostAssessment, judgeHost, weighHost } from '../scoring/judge-host.ts';
import { type MeasuredHost, measureHost } from '../scoring/measure-host.ts';
import { controlGroup } from '../upgrades/control-group.ts';
import { releaseChanges } from '../upgrades/release-change.ts';
import { verifyChange } from '../upgrades/verify-host.ts';
import { type UpgradedHost, verifyUpgrades } from '../upgrades/verify-upgrades.ts';
import { acknowledge } from './acknowledge.ts';
import { assessedCohorts } from './assessed-cohorts.ts';
import { openFinding } from './finding.ts';

export interface AssessmentInput {
  at: Date;
  knowledge: Knowledge;
  /** Which knowledge that is, for the assessment to name. */
  used?: Assessment['knowledge'];
  before: Assessment | null;
  /** Findings that people have accepted. */
  acknowledgements?: readonly UsedAcknowledgement[];
  /** Objects of the archive that are no acknowledgements, for the assessment to name. */
  acknowledgementIssues?: readonly ParseIssue[];
}

/**
 * What the bins of a fleet say at an instant: a pure function of them, of the knowledge and of the assessment before.
 *
 * @param bins those of the 28 days before `at` count
 * @param before gives the last score of a host that can't be judged now
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
  { at, knowledge, used, before, acknowledgements = [], acknowledgementIssues = [] }: AssessmentInput,
): { add: (hostBins: readonly Bin[]) => void; assessment: () => Assessment } {
  const assessedAt = printInstant(at);
  const recommend = recommender(knowledge, at);
  const last = new Map(before?.hosts.map((host) => [host.hostId, host]));
  const seen: SeenHost[] = [];
  const control = controlGroup();
  /** @param hostBins all bins of one host in the window, by time; at least one */
  const add = (hostBins: readonly Bin[]) => {
    const latest = hostBins.at(-1);
    if (latest === undefined) throw new RangeError('a host without bins');
    // A host that no run asks any more has left the fleet.
    if (Date.parse(latest.binAt) < Date.parse(newest) - BIN) return;
    const { hostId, role, name, availabilityZone } = latest;
    // Of a host that reloads more often than bins begin, the whole host's readings alone are usable.
    const hasRecentBin = hostBins.some(
      (bin) => isHostUsable(bin) && Date.parse(bin.binAt) > Date.parse(newest) - DAY,
    );
    const previous = hasRecentBin ? undefined : last.get(hostId);
    const known = previous
      ? { previous }
      : { measured: measureHost(hostBins), standing: hostStanding(hostBins) };
    // As one of a usual fleet: what the others say of it is not known yet.
    const first = known.previous ?? weighHost(known.measured);
    seen.push({
      ...known,
      host: {
        hostId,
        role,
        name,
        availabilityZone,
        reachable: latest.sampled > 0,
        answeredAt: answeredAt(hostBins),
      },
      changes: releaseChanges(hostBins).map((change) => verifyChange(change, isLeaky(first))),
      load: hostLoad(hostBins),
    });
    control.add({ hostId, role, leakProbability: first.leakProbability }, hostBins);
  };
  const assessment = (): Assessment => {
    const fleet = fleetContext(seen.flatMap(({ measured }) => measured ?? []));
    const upgrades = verifyUpgrades(seen, control, before);
    const scored: HostAssessment[] = [];
    const assess = ({ host, previous, measured, standing }: SeenHost): AssessedHost => {
      const verification = upgrades.hosts.get(host.hostId) ?? null;
      if (!measured) {
        const { reachable, answeredAt } = host;
        return { ...previous, reachable, answeredAt, verification };
      }
      const judged = judgeHost(measured, fleet);
      scored.push(judged);
      const { relativeGrowthPerDay: _, ...scores } = judged;
      return {
        ...scores,
        ...host,
        cohort: cohortOf(judged),
        recommendation: recommend({ ...judged, ...standing }),
        verification,
        acknowledgement: null,
        scoredAt: assessedAt,
      };
    };
    const ordered = seen
      .map(assess)
      .sort(
        (a, b) =>
          b.score - a.score || b.leakProbability - a.leakProbability || (a.hostId < b.hostId ? -1 : 1),
      );
    const { hosts: marked, states } = acknowledge(ordered, acknowledgements, at);
    const scorings = { before: before?.assessedAt ?? assessedAt, now: assessedAt };
    const hosts = marked.map((host) => ({
      ...host,
      finding: openFinding(last.get(host.hostId), host, scorings),
    }));
    const loads = new Map(seen.flatMap(({ host, load }) => (load === null ? [] : [[host.hostId, load]])));
    return {
      schema: 1,
      assessedAt,
      knowledgeCheckedOn: knowledge.checkedOn,
      ...(used && { knowledge: used }),
      fleet: { ...summarise(hosts), prevalence: fleet.prevalence, soundGrowth: { ...fleet.sound } },
      cohorts: assessedCohorts(hosts, scored),
      hosts,
      plan: planRollout(hosts, { loads, verifications: upgrades.releases }),
      verifications: upgrades.releases,
      acknowledgements: states,
      ...(acknowledgementIssues.length > 0 && { acknowledgementIssues: [...acknowledgementIssues] }),
    };
  };
  return { add, assessment };
}

/** A host until the whole fleet was seen: what it measured, or what was said of it last if it can't be judged now. */
type SeenHost = UpgradedHost & {
  host: Pick<AssessedHost, 'hostId' | 'role' | 'name' | 'availabilityZone' | 'reachable' | 'answeredAt'>;
  load: number | null;
} & (
    | { measured: MeasuredHost; standing: HostStanding; previous?: undefined }
    | { previous: AssessedHost; measured?: undefined; standing?: undefined }
  );

/** End of the last bin that was sampled; `null` where none was. */
function answeredAt(bins: readonly Bin[]): string | null {
  const last = bins.findLast(({ sampled }) => sampled > 0);
  return last ? printInstant(endOfBin(last)) : null;
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
    unknown: hosts.filter((host) => standingOf(host) === 'unknown').length,
    coverage: hosts.length === 0 ? null : (hosts.length - unreachable) / hosts.length,
  };
}
