import type { Interval } from '../records/evidence.ts';
import type { ReleaseVerification } from '../records/verification.ts';
import type { Slope } from '../scoring/pooled-slope.ts';
import { intervalOf, slopeOf } from './growth-change.ts';
import type { VerifiedChange } from './verify-host.ts';

/** Mean growth of TCP memory of the hosts that know it on both sides. */
export function meanMemory(members: readonly VerifiedChange[], side: 'before' | 'after'): Interval | null {
  const slopes = members.flatMap(({ verification }) => {
    const interval = verification.before && verification.after ? verification[side] : null;
    return interval ? [slopeOf(interval)] : [];
  });
  if (slopes.length === 0) return null;
  const sum = (figureOf: (slope: Slope) => number) =>
    slopes.reduce((total, slope) => total + figureOf(slope), 0);
  return intervalOf({
    estimate: sum(({ estimate }) => estimate) / slopes.length,
    standardError: Math.sqrt(sum(({ standardError }) => standardError ** 2)) / slopes.length,
  });
}

/**
 * A verification with the growth of TCP memory only where that shows the leak: where it surely grew on the side that
 * leaked. Pools, descriptors and connections leak without it, and its noise would contradict a verdict they gave.
 */
export function shownByMemory<Figures extends Pick<ReleaseVerification, 'before' | 'after' | 'verdict'>>(
  figures: Figures,
): Figures {
  const leaking = figures.verdict === 'introduced' ? figures.after : figures.before;
  return leaking !== null && leaking.low > 0 ? figures : { ...figures, before: null, after: null };
}
