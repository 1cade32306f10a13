import { type LimitForecast, nearestLimitOf } from '../records/limit.ts';
import type { Recommendation, Urgency } from '../records/recommendation.ts';
import { printInstant } from '../records/time.ts';
import { limitName } from '../scoring/limit-words.ts';

// Every wording of what to do and how soon, side by side.

/** How soon, for people. */
export const URGENCY_WORDS: Readonly<Record<Urgency, string>> = {
  now: 'now',
  'this-week': 'this week',
  'this-month': 'this month',
  'next-window': 'at the next window',
  none: 'when convenient',
};

/** `2.8.27`: where an upgrade leads, though which release that is may not be known. */
export const upgradeTarget = (to: string | null): string => to ?? 'a fixed release';

/** `upgrade to 2.8.30`, `restart into 2.8.30`, `change its configuration`: what to do, without when. */
export const actionText = ({ action, to }: Pick<Recommendation, 'action' | 'to'>): string =>
  ({
    nothing: 'nothing to do',
    watch: 'watch it',
    'change-directive': 'change its configuration',
    restart: to === null ? 'restart HAProxy' : `restart HAProxy into ${to}`,
    upgrade: `upgrade to ${upgradeTarget(to)}`,
  })[action];

/** `upgrade to 2.8.30 this week`: what to do and how soon. */
export function recommendationText(recommendation: Recommendation): string {
  const { action, urgency } = recommendation;
  const isUndated = urgency === 'none' || action === 'watch' || action === 'nothing';
  return `${actionText(recommendation)}${isUndated ? '' : ` ${URGENCY_WORDS[urgency]}`}`;
}

/** A host with what is advised to it, as it was judged at an instant. */
export interface AdvisedHost extends LimitForecast {
  recommendation: Pick<Recommendation, 'action' | 'restartBy'>;
  scoredAt: string;
}

/** An instant as the day that it lies on. */
type Day = (instant: string) => string;

/**
 * By which day to restart and why then, as {@link recommendationText} goes on: `, before 28 Nov 2026 (…)` or `, or, if
 * you can't upgrade, restart before 28 Nov 2026 (…)`; empty where no restart is due.
 */
export function deadlineText(host: AdvisedHost, day: Day): string {
  const deadline = deadlineOf(host, day);
  if (deadline === null) return '';
  return host.recommendation.action === 'restart'
    ? `, ${deadline}`
    : `, or, if you can't upgrade, restart ${deadline}`;
}

/** `before 28 Nov 2026 (may reach its TCP memory limit as early as 2 Dec 2026)`; `null` where no restart is due. */
export function deadlineOf(host: AdvisedHost, day: Day): string | null {
  const { restartBy } = host.recommendation;
  if (restartBy === null) return null;
  const when = day(restartBy) === day(host.scoredAt) ? 'today' : `before ${day(restartBy)}`;
  const nearest = nearestLimitOf(host);
  if (nearest === null) return when;
  const name = limitName(nearest.resource, host.limits);
  if (nearest.secondsToLimit.estimate <= 0) return `${when} (at ${name} now)`;
  const earliest = printInstant(Date.parse(host.scoredAt) + nearest.secondsToLimit.low * 1000);
  return `${when} (may reach ${name} as early as ${day(earliest)})`;
}
