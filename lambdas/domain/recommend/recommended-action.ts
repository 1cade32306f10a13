import type { LeakKind } from '../records/leak-kind.ts';
import { limitBeforeRestart, nearestLimitOf } from '../records/limit.ts';
import { mostUrgent, type Recommendation, URGENCIES, type Urgency } from '../records/recommendation.ts';
import { isFinding } from '../records/verdict.ts';
import type { AdvisoryFinding } from '../releases/release-advice.ts';
import type { RunningRelease } from '../releases/running-release.ts';
import { isReached } from '../scoring/limit-words.ts';
import { nearLimits } from '../scoring/limits.ts';
import type { HostFacts } from './host-facts.ts';
import type { InstalledPackage } from './installed-package.ts';
import type { OwnMitigation } from './own-mitigations.ts';
import { EVEN, restartInstant, urgencyOf } from './urgency.ts';

/** All that a recommendation rests on. */
export interface Grounds {
  host: HostFacts;
  /** What it shows to leak; nothing without a finding. */
  kinds: readonly LeakKind[];
  release: RunningRelease;
  /** The release's known leaks that bear on the host: those that explain what it shows, or all that any host meets. */
  leaks: readonly AdvisoryFinding[];
  installed: InstalledPackage | null;
  mitigations: readonly OwnMitigation[];
}

type ActionChoice = Pick<Recommendation, 'action' | 'urgency' | 'restartBy'>;

export function recommendedAction(grounds: Grounds, at: Date): ActionChoice {
  return isFinding(grounds.host.verdict) ? onFinding(grounds, at) : withoutFinding(grounds);
}

/** The host leaks or may: what ends that, and how long it can wait. */
function onFinding(grounds: Grounds, at: Date): ActionChoice {
  const { host, kinds, release, leaks, installed, mitigations } = grounds;
  const { leakProbability, verdict } = host;
  const secondsToLimit = nearestLimitOf(host)?.secondsToLimit ?? null;
  const beforeRestart = limitBeforeRestart(host);
  const isHeldOff = secondsToLimit !== null && beforeRestart === null;
  const near = nearLimitUrgency(host, 'this-week');
  const urgency = mostUrgent([urgencyOf(leakProbability, secondsToLimit, isHeldOff), near]);
  const isPressing = urgency === 'now' || urgency === 'this-week';
  const needsRestart = isPressing || (verdict === 'leaking' && !isLeakEnded(leaks, release));
  const restartBy = leakProbability >= EVEN && needsRestart ? restartInstant(beforeRestart, at) : null;
  if (installed?.isEnough) return { action: 'restart', urgency, restartBy };
  if (release.to !== null) return { action: 'upgrade', urgency, restartBy };
  if (verdict === 'leaking' || restartBy !== null) return { action: 'restart', urgency, restartBy };
  const isEndedByDirective = mitigations.some(({ ends }) => ends !== undefined && ends === kinds[0]);
  if (near !== 'none' || isEndedByDirective) return { action: 'change-directive', urgency, restartBy };
  return { action: 'watch', urgency: urgency === 'next-window' ? 'none' : urgency, restartBy };
}

/** Whether the release to run is known to end what a host shows. */
export const isLeakEnded = (leaks: readonly AdvisoryFinding[], { ended }: RunningRelease): boolean =>
  leaks[0] !== undefined && ended.has(leaks[0].id);

/** Nothing leaks as far as can be seen: what its release, its configuration and its verdict call for, in this order. */
function withoutFinding({ host, release, installed, mitigations }: Grounds): ActionChoice {
  const directive = mostUrgent([nearLimitUrgency(host, 'now'), ...mitigations.map(({ urgency }) => urgency)]);
  const choice = (action: ActionChoice['action'], urgency: Urgency): ActionChoice => ({
    action,
    urgency,
    restartBy: null,
  });
  if (isBefore(directive, 'next-window')) return choice('change-directive', directive);
  if (installed?.isEnough) return choice('restart', 'next-window');
  if (release.callsForUpgrade) return choice('upgrade', 'next-window');
  if (directive !== 'none') return choice('change-directive', directive);
  return choice(host.verdict === 'healthy' && release.isKnown ? 'nothing' : 'watch', 'none');
}

/** @param atLimit how soon to act on a host that stands at a limit rather than near it */
function nearLimitUrgency({ limits = [] }: HostFacts, atLimit: Urgency): Urgency {
  return mostUrgent(nearLimits(limits).map((limit) => (isReached(limit) ? atLimit : 'this-week')));
}

const isBefore = (a: Urgency, b: Urgency): boolean => URGENCIES.indexOf(a) < URGENCIES.indexOf(b);
