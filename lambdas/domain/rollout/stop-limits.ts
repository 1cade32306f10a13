import type { AssessedHost } from '../records/assessment.ts';
import type { StopLimits } from '../records/rollout-plan.ts';
import { isLeaky } from '../records/verdict.ts';

/** For load balancers one host that fails is one too many, however large the wave. */
const FAILING_HOSTS = 1;
/** One audit may be missed for any reason. */
const MISSED_AUDITS = 2;
/** A leak that goes on at less than half of what it was may be what drains; the verification decides. */
const REMAINING_GROWTH = 0.5;

/** When to go no further after a wave of these hosts. */
export function stopLimits(hosts: readonly AssessedHost[], watchDays: number): StopLimits {
  const leaky = hosts.filter(isLeaky);
  // A restart on the same release is no upgrade that could be verified.
  const isVerified = leaky.some(({ recommendation: { to } }) => to !== null);
  const growth = growthOf(leaky);
  return {
    silentHosts: FAILING_HOSTS,
    missedAudits: MISSED_AUDITS,
    newlyLeakingHosts: leaky.length < hosts.length ? FAILING_HOSTS : null,
    notFixedHosts: isVerified ? FAILING_HOSTS : null,
    growthBytesPerDay: growth > 0 ? REMAINING_GROWTH * growth : null,
    days: watchDays,
  };
}

/** Bytes of TCP memory a day by which hosts grow together, of those whose growth is clear: its interval is above zero. */
export const growthOf = (hosts: readonly AssessedHost[]): number =>
  hosts.reduce((sum, { memoryGrowthBytesPerDay: growth }) => {
    return growth && growth.low > 0 ? sum + growth.estimate : sum;
  }, 0);
