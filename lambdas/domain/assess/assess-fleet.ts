import { recommender } from '../recommend/recommend.ts';
import type { UsedAcknowledgement } from '../records/acknowledgement.ts';
import type { AssessedHost, Assessment } from '../records/assessment.ts';
import type { Bin } from '../records/bin.ts';
import { compareHosts, type HostRef, hostKey, placeKey, refOf } from '../records/host-key.ts';
import type { ParseIssue } from '../records/ndjson.ts';
import { BIN, DAY, printInstant, WINDOW_DAYS } from '../records/time.ts';
import { standingOf } from '../records/verdict.ts';
import { upstreamRelease } from '../records/version.ts';
import type { Knowledge } from '../releases/knowledge.ts';
import { planRollout } from '../rollout/plan-rollout.ts';
import { fleetContext } from '../scoring/judge-fleet.ts';
import { type HostAssessment, judgeHost } from '../scoring/judge-host.ts';
import { controlGroup } from '../upgrades/control-group.ts';
import { comparedRoles, verifyUpgrades } from '../upgrades/verify-upgrades.ts';
import { acknowledge } from './acknowledge.ts';
import { assessedCohorts } from './assessed-cohorts.ts';
import { openFinding } from './finding.ts';
import { type JudgedPlace, placeJudgement } from './judged-place.ts';
import type { LoneHost } from './lone-host.ts';
import { type SeenHost, seenHost } from './seen-host.ts';

export interface AssessmentInput {
  at: Date;
  knowledge: Knowledge;
  /** Which knowledge that is, for the assessment to name. */
  used?: Assessment['knowledge'];
  before: Assessment | null;
  /** Places whose archive can't be read now: their hosts have not left, and keep what was said of them. */
  unreadPlaces?: readonly Omit<HostRef, 'hostId'>[];
  /** Whether a wave of the plan may change a role in several regions at once. */
  regionsTogether?: boolean | undefined;
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
  const assessor = fleetAssessor<readonly Bin[]>();
  for (const placeBins of Map.groupBy(inWindow, placeKey).values()) {
    const judgement = placeJudgement(newestOf(placeBins.map(({ binAt }) => binAt)));
    for (const hostBins of Map.groupBy(placeBins, hostKey).values()) {
      judgement.add(hostBins.toSorted((a, b) => (a.binAt < b.binAt ? -1 : 1)));
    }
    assessor.add(judgement.place());
  }
  return assessor.assessment(assessor.compared(), input);
}

/**
 * The same of places that were judged one by one: nobody needs all bins of a large fleet in memory.
 * @typeParam Held what the places hold of their control groups: bins, or where to find them
 */
export interface FleetAssessor<Held> {
  add: (place: JudgedPlace<Held>) => void;
  /** The hosts whose bins the upgrades that were seen are compared with. */
  compared: () => ComparedHost<Held>[];
  /** @param compared those hosts with their bins, in the same order */
  assessment: (compared: readonly ComparedHost<readonly Bin[]>[], input: AssessmentInput) => Assessment;
}

export interface ComparedHost<Held> {
  role: string | null;
  held: Held;
}

export function fleetAssessor<Held>(): FleetAssessor<Held> {
  const loneHosts: LoneHost[] = [];
  const control = controlGroup<Held>();
  const add = ({ hosts, members }: JudgedPlace<Held>) => {
    for (const host of hosts) loneHosts.push(host);
    for (const { host, held } of members) control.add(host, held);
  };
  const compared = () => {
    const roles = comparedRoles(loneHosts);
    return control
      .members()
      .filter(({ host: { role } }) => roles.has(role))
      .map(({ host: { role }, held }) => ({ role, held }));
  };
  return {
    add,
    compared,
    assessment: (comparedHosts, input) => assess(loneHosts, comparedHosts, input),
  };
}

function assess(
  loneHosts: readonly LoneHost[],
  comparedHosts: readonly ComparedHost<readonly Bin[]>[],
  input: AssessmentInput,
): Assessment {
  const { at, knowledge, used, before, acknowledgements = [], acknowledgementIssues = [] } = input;
  const assessedAt = printInstant(at);
  const recommend = recommender(knowledge, at);
  const last = new Map(before?.hosts.map((host) => [hostKey(host), host]));
  const newest = newestOf(loneHosts.map(({ lastAt }) => lastAt));
  // In one order, whichever places came first: sums of numbers depend on it.
  const seen = loneHosts
    .toSorted((a, b) => compareHosts(a.host, b.host))
    .map((host) => seenHost(host, { newest, last }));
  const fleet = fleetContext(seen.flatMap(({ measured }) => measured ?? []));
  const controlBins = Map.groupBy(comparedHosts, ({ role }) => role);
  const binsOf = (role: string | null) => controlBins.get(role)?.map(({ held }) => held) ?? [];
  const upgrades = verifyUpgrades(seen, binsOf, before);
  const scored: HostAssessment[] = [];
  const assessed = ({ host, previous, measured, standing }: SeenHost): AssessedHost => {
    const verification = upgrades.hosts.get(hostKey(host)) ?? null;
    if (!measured) {
      const { reachable, answeredAt } = host;
      return { ...previous, ...refOf(host), reachable, answeredAt, verification };
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
  const unread = new Set(input.unreadPlaces?.map(placeKey));
  const kept = (before?.hosts ?? []).filter((host) => unread.has(placeKey(host)));
  const ordered = [...seen.map(assessed), ...kept.map((host) => ({ ...host, reachable: false }))].sort(
    (a, b) => b.score - a.score || b.leakProbability - a.leakProbability || compareHosts(a, b),
  );
  const { hosts: marked, states } = acknowledge(ordered, acknowledgements, at);
  const scorings = { before: before?.assessedAt ?? assessedAt, now: assessedAt };
  const hosts = marked.map((host) => ({
    ...host,
    finding: openFinding(last.get(hostKey(host)), host, scorings),
  }));
  const loads = new Map(
    seen.flatMap(({ host, load }) => (load === null ? [] : [[hostKey(host), load] as const])),
  );
  return {
    schema: 1,
    assessedAt,
    knowledgeCheckedOn: knowledge.checkedOn,
    ...(used && { knowledge: used }),
    fleet: { ...summarise(hosts), prevalence: fleet.prevalence, soundGrowth: { ...fleet.sound } },
    cohorts: assessedCohorts(hosts, scored),
    hosts,
    plan: planRollout(hosts, {
      loads,
      verifications: upgrades.releases,
      regionsTogether: input.regionsTogether,
    }),
    verifications: upgrades.releases,
    acknowledgements: states,
    ...(acknowledgementIssues.length > 0 && { acknowledgementIssues: [...acknowledgementIssues] }),
  };
}

const newestOf = (starts: readonly string[]): string =>
  starts.reduce((newest, start) => (start > newest ? start : newest), '');

const cohortOf = ({ role, version }: Pick<HostAssessment, 'role' | 'version'>): string =>
  `${role ?? 'none'}/${(version && upstreamRelease(version)) ?? 'unknown'}`;

function summarise(hosts: readonly AssessedHost[]): Assessment['fleet'] {
  const number = (verdict: AssessedHost['verdict']) =>
    hosts.filter((host) => host.verdict === verdict).length;
  const unreachable = hosts.filter(({ reachable }) => !reachable).length;
  return {
    score: hosts.reduce((highest, { score }) => Math.max(highest, score), 0),
    hosts: hosts.length,
    leaking: number('leaking'),
    suspected: number('suspected'),
    insufficientData: number('insufficient-data'),
    unreachable,
    unknown: hosts.filter((host) => standingOf(host) === 'unknown').length,
    coverage: hosts.length === 0 ? null : (hosts.length - unreachable) / hosts.length,
  };
}
