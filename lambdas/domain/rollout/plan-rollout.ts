import type { AssessedHost } from '../records/assessment.ts';
import { nearestLimitOf } from '../records/limit.ts';
import { URGENCIES } from '../records/recommendation.ts';
import type { PlannedHost, RolloutPlan, RolloutWave } from '../records/rollout-plan.ts';
import { isLeaky } from '../records/verdict.ts';
import type { ReleaseVerification } from '../records/verification.ts';
import { countsLeak } from '../scoring/checks/index.ts';
import { canaryReason, loneReason, stopRule, waitRule, waveReason } from './rollout-words.ts';
import { type WaveLimits, waveLimits } from './wave-limits.ts';

/** What a plan rests on beside the assessed hosts. */
export interface RolloutContext {
  /** What each host carries, in any one unit (`hostLoad`); a host without a load carries an unknown one. */
  loads: ReadonlyMap<string, number>;
  /** What past upgrades did: a release that is verified in a role needs no canary there, one that failed is not rolled out. */
  verifications: readonly ReleaseVerification[];
}

/** Parts of a role's hosts in the first waves after the canaries; then as many as the limits let. */
const FIRST_SHARES = [0.1, 0.3];
/** Days to watch a canary whose leak is counted, one whose leak shows in memory alone, and any other wave. */
const WATCH_DAYS = { counted: 3, statistics: 7, first: 2, later: 1 } as const;

/**
 * The order in which to upgrade or restart the hosts that call for it, the same for hosts in any order. First a canary
 * for each role and release; then growing waves, the most pressing hosts first, none of which takes a whole zone or
 * role. A host that is all there is of its zone or role goes alone.
 */
export function planRollout(hosts: readonly AssessedHost[], context: RolloutContext): RolloutPlan {
  const limits = waveLimits(hosts);
  const candidates = hosts.filter(isCalledFor).sort(mostPressingFirst);
  const unplanned = candidates.flatMap((host) => {
    const reason = whyNot(host, context);
    return reason === null ? [] : [{ hostId: host.hostId, name: host.name, reason }];
  });
  const isLeftOut = new Set(unplanned.map(({ hostId }) => hostId));
  const groups = [
    ...Map.groupBy(
      candidates.filter(({ hostId }) => !isLeftOut.has(hostId)),
      groupOf,
    ).values(),
  ];
  const canaryWaves = pickCanaries(groups, limits, context);
  const isCanary = new Set(canaryWaves.flat());
  const remaining = groups.map((members) => members.filter((host) => !isCanary.has(host)));
  const loneHosts = remaining.flat().filter(limits.isLone).sort(mostPressingFirst);
  const isUrgent = ({ recommendation: { urgency } }: AssessedHost) =>
    urgency === 'now' || urgency === 'this-week';
  const alone = (hosts: readonly AssessedHost[]): Wave[] =>
    hosts.map((host) => ({ kind: 'alone', hosts: [host] }));
  const waves: Wave[] = [
    ...canaryWaves.map((hosts): Wave => ({ kind: 'canary', hosts })),
    ...alone(loneHosts.filter(isUrgent)),
    ...fillWaves(
      remaining.map((members) => members.filter((host) => !limits.isLone(host))),
      limits,
    ),
    ...alone(loneHosts.filter((host) => !isUrgent(host))),
  ];
  return { waves: waves.map((wave, index) => print(wave, index, context)), unplanned };
}

interface Wave {
  kind: 'canary' | 'first' | 'later' | 'alone';
  hosts: readonly AssessedHost[];
}

const isCalledFor = ({ recommendation: { action } }: AssessedHost): boolean =>
  action === 'upgrade' || action === 'restart';

/** By urgency, then by the time to the nearest limit, then by score. */
function mostPressingFirst(a: AssessedHost, b: AssessedHost): number {
  const rank = ({ recommendation }: AssessedHost) => URGENCIES.indexOf(recommendation.urgency);
  const seconds = (host: AssessedHost) => nearestLimitOf(host)?.secondsToLimit.estimate ?? Number.MAX_VALUE;
  return rank(a) - rank(b) || seconds(a) - seconds(b) || b.score - a.score || (a.hostId < b.hostId ? -1 : 1);
}

const groupOf = ({ role, recommendation: { action, to } }: AssessedHost): string =>
  JSON.stringify([role, action, to]);

/** Past upgrades of the host's role to the release that it is to run. */
function pastOf({ role, recommendation: { action, to } }: AssessedHost, { verifications }: RolloutContext) {
  return action === 'upgrade'
    ? verifications.filter((verification) => verification.role === role && verification.to === to)
    : [];
}

const isTried = ({ verdict }: ReleaseVerification): boolean => verdict === 'fixed' || verdict === 'too-early';

function whyNot(host: AssessedHost, context: RolloutContext): string | null {
  const { acknowledgement: accepted } = host;
  if (accepted) return `its finding is accepted until ${accepted.until.slice(0, 10)}: ${accepted.reason}`;
  if (!host.reachable) return 'it did not answer its newest run, so that nothing could be seen of a change';
  const past = pastOf(host, context);
  const worse = past.find(({ verdict }) => verdict === 'introduced');
  if (worse) return `${worse.to} brought a leak to hosts of its role that came from ${worse.from}`;
  const failed = past.find(({ verdict }) => verdict === 'not-fixed');
  return failed && isLeaky(host)
    ? `it leaks, and ${failed.to} did not end the leak on hosts of its role that came from ${failed.from}`
    : null;
}

/** One host of each group that has more than one, and whose release hasn't been tried in its role. */
function pickCanaries(
  groups: readonly (readonly AssessedHost[])[],
  limits: WaveLimits,
  context: RolloutContext,
): AssessedHost[][] {
  let waitingGroups = groups
    .filter(([first, ...others]) => first && others.length > 0 && !pastOf(first, context).some(isTried))
    .map((members) => canariesOf(members, limits, context));
  const waves: AssessedHost[][] = [];
  while (waitingGroups.length > 0) {
    const wave = limits.emptyWave();
    const canaries = waitingGroups.map((ranked) => ranked.find((host) => wave.take(host)));
    waves.push(canaries.filter((host) => host !== undefined));
    waitingGroups = waitingGroups.filter((_, index) => canaries[index] === undefined);
  }
  return waves;
}

/** The best first: of the leaky half that carries least, the one that leaks most; one that must go alone comes last. */
function canariesOf(
  members: readonly AssessedHost[],
  { isLone }: WaveLimits,
  { loads }: RolloutContext,
): AssessedHost[] {
  const load = ({ hostId }: AssessedHost) => loads.get(hostId) ?? Number.MAX_VALUE;
  const leaky = members.filter(isLeaky).sort((a, b) => load(a) - load(b));
  const eligible = leaky.length > 0 ? leaky : members.toSorted((a, b) => load(a) - load(b));
  const lightHosts = new Set(eligible.slice(0, Math.ceil(eligible.length / 2)));
  const tier = (host: AssessedHost) =>
    (isLone(host) ? 4 : 0) + (lightHosts.has(host) ? 0 : isLeaky(host) ? 1 : 2);
  const growth = ({ memoryGrowthBytesPerDay }: AssessedHost) => memoryGrowthBytesPerDay?.estimate ?? 0;
  return members.toSorted((a, b) => tier(a) - tier(b) || growth(b) - growth(a) || mostPressingFirst(a, b));
}

function fillWaves(groups: readonly (readonly AssessedHost[])[], limits: WaveLimits): Wave[] {
  const waves: Wave[] = [];
  let queues = groups;
  while (queues.some((queue) => queue.length > 0)) {
    const wave = limits.emptyWave();
    const share = FIRST_SHARES[waves.length] ?? Number.POSITIVE_INFINITY;
    const waveHosts = new Set<AssessedHost>();
    for (const [index, queue] of queues.entries()) {
      let room = Math.max(1, Math.ceil(share * (groups[index]?.length ?? 0)));
      for (const host of queue) {
        if (room === 0) break;
        if (!wave.take(host)) continue;
        waveHosts.add(host);
        room -= 1;
      }
    }
    waves.push({
      kind: waves.length === 0 ? 'first' : 'later',
      hosts: [...waveHosts].sort(mostPressingFirst),
    });
    queues = queues.map((queue) => queue.filter((host) => !waveHosts.has(host)));
  }
  return waves;
}

function print({ kind, hosts }: Wave, index: number, context: RolloutContext): RolloutWave {
  const watchDays = kind === 'canary' ? daysToWatch(hosts) : WATCH_DAYS[kind === 'first' ? 'first' : 'later'];
  const pastVerifications = kind === 'first' ? hosts.flatMap((host) => pastOf(host, context)) : [];
  const pending = [...new Set(pastVerifications)].filter(({ verdict }) => verdict === 'too-early');
  const reason = { canary: canaryReason, alone: loneReason, first: waveReason, later: waveReason }[kind];
  return {
    wave: index + 1,
    kind: kind === 'canary' ? 'canary' : 'wave',
    hosts: hosts.map((host) => planned(host, reason(host, context.loads.get(host.hostId) ?? null))),
    watchDays,
    stopRule: `${waitRule(pending)}${stopRule(hosts, watchDays, kind === 'canary')}`,
  };
}

/** A leak that is counted shows within days whether it ended; in memory alone it takes a week. */
function daysToWatch(canaries: readonly AssessedHost[]): number {
  const isCounted = ({ evidence }: AssessedHost) =>
    evidence.some((piece) => countsLeak(piece) && (piece.growthPerDay?.low ?? 0) > 0);
  return canaries.every((host) => !isLeaky(host) || isCounted(host))
    ? WATCH_DAYS.counted
    : WATCH_DAYS.statistics;
}

function planned(host: AssessedHost, reason: string): PlannedHost {
  const { hostId, name, role, availabilityZone, version, recommendation } = host;
  const action = recommendation.action === 'restart' ? 'restart' : 'upgrade';
  const { to, urgency } = recommendation;
  return { hostId, name, role, availabilityZone, action, from: version, to, urgency, reason };
}
