import type { AssessedHost } from '../records/assessment.ts';
import { compareHosts } from '../records/host-key.ts';
import { nearestLimitOf } from '../records/limit.ts';
import { URGENCIES } from '../records/recommendation.ts';

/** By urgency, then by the time to the nearest limit, then by score. */
export function mostPressingFirst(a: AssessedHost, b: AssessedHost): number {
  const rank = ({ recommendation }: AssessedHost) => URGENCIES.indexOf(recommendation.urgency);
  const seconds = (host: AssessedHost) => nearestLimitOf(host)?.secondsToLimit.estimate ?? Number.MAX_VALUE;
  return rank(a) - rank(b) || seconds(a) - seconds(b) || b.score - a.score || compareHosts(a, b);
}

/** Whether it can't wait for what doesn't press. */
export const isPressing = ({ recommendation: { urgency } }: AssessedHost): boolean =>
  urgency === 'now' || urgency === 'this-week';
