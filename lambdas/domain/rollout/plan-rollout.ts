import type { AssessedHost } from '../records/assessment.ts';
import { type HostKey, hostKey, refOf } from '../records/host-key.ts';
import { limitBeforeRestart } from '../records/limit.ts';
import {
  type PlannedHost,
  ROLLOUT_STAGES,
  type RolloutPlan,
  type RolloutWave,
} from '../records/rollout-plan.ts';
import { DAY_SECONDS } from '../records/time.ts';
import { isLeaky } from '../records/verdict.ts';
import type { ReleaseVerification } from '../records/verification.ts';
import { countsLeak } from '../scoring/checks/index.ts';
import { pickCanaries } from './canaries.ts';
import { fillWaves } from './fill-waves.ts';
import { isPressing, mostPressingFirst } from './most-pressing.ts';
import { canaryReason, loneReason, stopRule, waitRule, waveReason } from './rollout-words.ts';
import { stopLimits } from './stop-limits.ts';
import { type LimitChoices, type WaveLimits, waveLimits } from './wave-limits.ts';

/** What a plan rests on beside the assessed hosts. */
export interface RolloutContext extends LimitChoices {
  /** What each host carries, in any one unit (`hostLoad`); a host without a load carries an unknown one. */
  loads: ReadonlyMap<HostKey, number>;
  /** What past upgrades did: a release that is verified in a role needs no canary there, one that failed is not rolled out. */
  verifications: readonly ReleaseVerification[];
  /** Which hosts to plan for, all without it. The limits stay those of the whole fleet. */
  select?: (host: AssessedHost) => boolean;
}

/** Days to watch a canary whose leak is counted, one whose leak shows in memory alone, and any other wave. */
const WATCH_DAYS = { counted: 3, statistics: 7, first: 2, later: 1 } as const;

/**
 * The order in which to upgrade or restart the hosts that call for it, the same for hosts in any order: those that leak
 * or may, then the others. In each of the two first a canary for each role and release that was not tried there; then
 * growing waves, the most pressing hosts first, none of which takes a whole zone or role, or a role in two regions. A host that is all there is
 * of its zone or role goes alone.
 */
export function planRollout(hosts: readonly AssessedHost[], context: RolloutContext): RolloutPlan {
  const { select = () => true, loads } = context;
  const limits = waveLimits(hosts, context);
  const judged = hosts
    .filter(isCalledFor)
    .sort(mostPressingFirst)
    .map((host) => ({ host, reason: whyNot(host, context) }));
  const unplanned = judged.flatMap(({ host, reason }) =>
    reason !== null && select(host) ? [{ ...refOf(host), name: host.name, reason }] : [],
  );
  const plannable = judged.flatMap(({ host, reason }) => (reason === null ? [host] : []));
  const members = Map.groupBy(plannable, groupOf);
  const tried = new Set(
    [...members].flatMap(([group, [first, ...others]]) =>
      first === undefined || others.length === 0 || pastOf(first, context).some(isTried) ? [group] : [],
    ),
  );
  const waves = ROLLOUT_STAGES.flatMap((stage) => {
    const stageHosts = plannable.filter((host) => select(host) && isLeaky(host) === (stage === 'leaking'));
    const made = stageWaves(stageHosts, { limits, loads, isTried: (group) => tried.has(group) });
    for (const host of stageHosts) tried.add(groupOf(host));
    return made.map((wave) => ({ ...wave, stage }));
  });
  return { waves: inOrder(waves, context), unplanned };
}

interface Wave {
  kind: 'canary' | 'first' | 'later' | 'alone';
  hosts: readonly AssessedHost[];
}
type StagedWave = Wave & { stage: (typeof ROLLOUT_STAGES)[number] };

/** @param hosts of one stage, the most pressing first */
function stageWaves(
  hosts: readonly AssessedHost[],
  {
    limits,
    loads,
    isTried,
  }: { limits: WaveLimits; loads: RolloutContext['loads']; isTried: (group: string) => boolean },
): Wave[] {
  const untried = [...Map.groupBy(hosts, groupOf)].flatMap(([group, list]) => (isTried(group) ? [] : [list]));
  const canaryWaves = pickCanaries(untried, limits, loads);
  const isCanary = new Set(canaryWaves.flat());
  const remaining = hosts.filter((host) => !isCanary.has(host));
  const lone = remaining.filter(limits.isLone);
  const filled = fillWaves(
    remaining.filter((host) => !limits.isLone(host)),
    groupOf,
    limits,
  );
  const alone = (list: readonly AssessedHost[]): Wave[] =>
    list.map((host) => ({ kind: 'alone', hosts: [host] }));
  return [
    ...canaryWaves.map((list): Wave => ({ kind: 'canary', hosts: list })),
    ...alone(lone.filter(isPressing)),
    ...filled.map((list, index): Wave => ({ kind: index === 0 ? 'first' : 'later', hosts: list })),
    ...alone(lone.filter((host) => !isPressing(host))),
  ];
}

const isCalledFor = ({ recommendation: { action } }: AssessedHost): boolean =>
  action === 'upgrade' || action === 'restart';

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

function inOrder(waves: readonly StagedWave[], context: RolloutContext): RolloutWave[] {
  let days = 0;
  return waves.map((wave, index) => {
    const made = print(wave, index, days, context);
    days += made.watchDays;
    return made;
  });
}

function print(
  { kind, hosts, stage }: StagedWave,
  index: number,
  startsAfterDays: number,
  context: RolloutContext,
): RolloutWave {
  const watchDays = kind === 'canary' ? daysToWatch(hosts) : WATCH_DAYS[kind === 'first' ? 'first' : 'later'];
  const pastVerifications = kind === 'first' ? hosts.flatMap((host) => pastOf(host, context)) : [];
  const pending = [...new Set(pastVerifications)].filter(({ verdict }) => verdict === 'too-early');
  const reason = { canary: canaryReason, alone: loneReason, first: waveReason, later: waveReason }[kind];
  const stop = stopLimits(hosts, watchDays);
  return {
    wave: index + 1,
    kind: kind === 'canary' ? 'canary' : 'wave',
    stage,
    startsAfterDays,
    stop,
    hosts: hosts.map((host) => ({
      ...planned(host, reason(host, context.loads.get(hostKey(host)) ?? null)),
      ...(reachesLimitWithin(host, startsAfterDays) && { limitFirst: true as const }),
    })),
    watchDays,
    stopRule: `${waitRule(pending)}${stopRule(hosts, stop, kind === 'canary')}`,
  };
}

/** By the low end of the interval, since what is meant is whether one can wait. */
const reachesLimitWithin = (host: AssessedHost, days: number): boolean =>
  isLeaky(host) && (limitBeforeRestart(host)?.low ?? Infinity) < days * DAY_SECONDS;

/** A leak that is counted shows within days whether it ended; in memory alone it takes a week. */
function daysToWatch(canaries: readonly AssessedHost[]): number {
  const isCounted = ({ evidence }: AssessedHost) =>
    evidence.some((piece) => countsLeak(piece) && (piece.growthPerDay?.low ?? 0) > 0);
  return canaries.every((host) => !isLeaky(host) || isCounted(host))
    ? WATCH_DAYS.counted
    : WATCH_DAYS.statistics;
}

function planned(host: AssessedHost, reason: string): PlannedHost {
  const { name, role, availabilityZone, version, recommendation } = host;
  const action = recommendation.action === 'restart' ? 'restart' : 'upgrade';
  const { to, urgency } = recommendation;
  return { ...refOf(host), name, role, availabilityZone, action, from: version, to, urgency, reason };
}
