import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import type { HostLimit, LimitedResource } from '../../../lambdas/domain/records/limit.ts';
import { hostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import { hostLimits } from '../../../lambdas/domain/scoring/limits.ts';
import { syntheticBins } from '../synthetic-bins.ts';

const LIMITS = {
  maxConnections: 20_000,
  maxOpenFiles: 60_000,
  memoryLimitBytes: 2 ** 34,
  orphans: 10,
  orphansMaximum: 65_536,
  timeWaitSockets: 3_000,
  localPorts: 28_232,
} satisfies Partial<Bin>;
/** A host that grows towards none of its limits. */
export const steady = (seed = 1, days = 14) =>
  syntheticBins(seed, { days }).map((bin) => ({ ...bin, ...LIMITS }));
export const limitsOf = (bins: readonly Bin[]) => hostLimits(hostTrend(bins));
export const limitOf = (bins: readonly Bin[], resource: LimitedResource): HostLimit | undefined =>
  limitsOf(bins).find((limit) => limit.resource === resource);
