import type { AssessedHost } from '../../lambdas/domain/records/assessment.ts';
import type { HostLimit, SecondsToLimit } from '../../lambdas/domain/records/limit.ts';

/** What a record says of a host with so many of 10,000 connections, of which 600 come each day. */
export function connectionsOf(level: number, secondsToLimit: SecondsToLimit | null) {
  const limit: HostLimit = {
    resource: 'connections',
    level,
    highest: level,
    limit: 10_000,
    growthPerDay: { estimate: 600, low: 580, high: 620 },
    secondsToLimit,
  };
  return {
    limits: [limit],
    nearestLimit: secondsToLimit && { resource: limit.resource, secondsToLimit },
    nearLimit: level >= 9_000,
  } satisfies Partial<AssessedHost>;
}

/** Of a host at its maxconn, and of one that gets there in three days. */
export const AT_MAXCONN = connectionsOf(10_000, { estimate: 0, low: 0, high: 0 });
export const MAXCONN_IN_3_DAYS = connectionsOf(8_200, { estimate: 259_200, low: 172_800, high: 345_600 });
