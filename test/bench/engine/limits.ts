import { simulateHost } from '../../../infra/local/hosts/simulated-host.ts';
import { memoryLimitOf } from '../../../infra/local/hosts/simulation/capacity.ts';
import { DAY_SECONDS } from '../../../lambdas/domain/records/time.ts';
import { hostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import { hostLimits } from '../../../lambdas/domain/scoring/limits.ts';
import { anyKindBalanced } from '../../corpora/any-kind.ts';
import type { Part } from './part.ts';
import { CONFIDENCE, type Coverage, coverageOf, coverageTable, DAYS, summed } from './pressure.ts';
import { SEEDS } from './seeds.ts';

const HOSTS = 400;
const FLEETS = 3;
/** Those that have to be told apart; others come evenly. */
const UNEVEN = ['bursts', 'onset'] as const;

interface Task {
  days: number;
  seed: number;
}

export const LIMITS: Part<Task, Coverage[]> = {
  name: 'time-to-limit',
  tasks: () =>
    DAYS.flatMap((days) =>
      Array.from({ length: FLEETS }, (_, fleet) => ({ days, seed: SEEDS.limits + fleet })),
    ),
  measure: ({ days, seed }) => {
    const leaks = anyKindBalanced(seed, { hosts: HOSTS, days }).flatMap(({ scenario, seed }) => {
      const made = simulateHost(scenario, seed);
      const { kind, material, leakKind, nearestLimit, daysToLimit } = made.truth();
      if (!material || leakKind === 'old-workers' || nearestLimit === null || daysToLimit === null) return [];
      const limits = hostLimits(hostTrend(made.bins(60)), CONFIDENCE);
      const nearest = limits.find(({ resource }) => resource === nearestLimit);
      // A control group's limit is not read on every host.
      if (nearestLimit === 'memory' && nearest && nearest.limit > 1.01 * memoryLimitOf(scenario)) return [];
      return {
        limit: nearestLimit,
        pattern: UNEVEN.find((name) => kind.endsWith(name)) ?? 'evenly',
        trueSeconds: daysToLimit * DAY_SECONDS,
        told: nearest?.secondsToLimit ?? null,
      };
    });
    return [...Map.groupBy(leaks, ({ limit, pattern }) => `${limit}, ${pattern}`)].map(([kind, alike]) =>
      coverageOf({ kind, days }, alike),
    );
  },
  report: (parts) =>
    [
      '### Time to the nearest limit',
      'Material leaks of any kind but old workers, by the limit that each reaches first, where that limit was read, and by how what leaks comes: in bursts, since a day within the window (onset) or evenly. Counted is whether the true time lies in the 90% interval, where growth is sure enough for one to be told. No simulated leak is of orphans.',
      coverageTable('limit, how it comes', pooled(parts.flat())),
    ].join('\n\n'),
};

/** Those of all fleets together, in the order of their names. */
function pooled(parts: readonly Coverage[]): Coverage[] {
  const alike = Map.groupBy(parts, ({ kind, days }) => `${kind} ${days}`);
  return [...alike.values()]
    .flatMap((same) =>
      same[0] === undefined ? [] : summed({ kind: same[0].kind, days: same[0].days }, same),
    )
    .sort((a, b) => (a.kind < b.kind ? -1 : 1));
}
