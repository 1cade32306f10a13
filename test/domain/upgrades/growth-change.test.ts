import { describe, expect, it } from 'vitest';
import {
  deadSockets,
  stuckStreams,
  unlistedSockets,
} from '../../../lambdas/domain/scoring/checks/counted.ts';
import { memoryGrowth, poolGrowth } from '../../../lambdas/domain/scoring/checks/memory.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import {
  daysUntilSure,
  type GrowthChange,
  growthChanges,
  hasEnded,
  intervalOf,
  sharpest,
} from '../../../lambdas/domain/upgrades/growth-change.ts';
import { withReading } from '../made-readings.ts';
import { syntheticBins } from '../synthetic-bins.ts';

const slope = (estimate: number, standardError: number) => ({ estimate, standardError });

describe('hasEnded', () => {
  it.each([
    { before: [100, 5], after: [0, 5], ended: true },
    { before: [100, 5], after: [100, 5], ended: false },
    { before: [100, 5], after: [48, 20], ended: null },
    { before: [100, 40], after: [0, 20], ended: null },
    // Slower, but a leak all the same.
    { before: [100, 5], after: [30, 5], ended: false },
    // A trickle that filling makes is none.
    { before: [100, 5], after: [15, 2], ended: true },
    { before: [100, 5], after: [-60, 30], ended: true },
  ])('is $ended with $before before and $after after', ({ before, after, ended }) => {
    const [b, bError] = before as [number, number];
    const [a, aError] = after as [number, number];
    expect(hasEnded({ before: slope(b, bError), after: slope(a, aError) })).toBe(ended);
  });
});

describe('daysUntilSure', () => {
  it.each([
    { after: 25, days: 3, more: 1 },
    { after: 50, days: 3, more: 2 },
    { after: 200, days: 3, more: 10 },
    { after: 2000, days: 3, more: 28 },
  ])('asks for $more more days with an error of $after after $days days', ({ after, days, more }) => {
    expect(daysUntilSure({ before: slope(100, 1), after: slope(0, after) }, days)).toBe(more);
  });

  it('is not known where what was before is too unsure', () => {
    expect(daysUntilSure({ before: slope(100, 51), after: slope(0, 1) }, 3)).toBeNull();
  });

  it('asks for enough days that the error they leave allows an answer', () => {
    const [before, error, days] = [slope(100, 10), 120, 3];
    const more = daysUntilSure({ before, after: slope(0, error) }, days) ?? Number.NaN;
    const later = slope(0, error * (days / (days + more)) ** 1.5);
    expect(hasEnded({ before, after: slope(0, error) })).toBeNull();
    expect(hasEnded({ before, after: later })).toBe(true);
  });
});

describe('sharpest', () => {
  const change = (check: GrowthChange['check'], before: number, error: number): GrowthChange => ({
    check,
    before: intervalOf(slope(before, error)),
    after: intervalOf(slope(0, error)),
    daysAfter: 3,
  });

  it('takes the surest reading that grew and is known on both sides', () => {
    const unknown = { ...change(unlistedSockets, 1000, 1), after: null };
    const changes = [change(memoryGrowth, 100, 30), change(stuckStreams, 10, 1), unknown];
    expect(sharpest(changes)?.check).toBe(stuckStreams);
    expect(sharpest(changes.slice(0, 1))?.check).toBe(memoryGrowth);
    expect(sharpest([change(deadSockets, -10, 1), unknown])).toBeNull();
  });
});

describe('growthChanges', () => {
  const leaky = syntheticBins(1, { days: 20, stuckPerDay: 200 });

  it('gives the growth of either side', () => {
    const sound = syntheticBins(1, { days: 20, upgradeOnDay: 14 }).slice(112);
    const changes = growthChanges(leaky.slice(0, 112), sound, scoreHost(leaky.slice(0, 112)));
    const stuck = changes.find(({ check }) => check === stuckStreams);
    expect(stuck?.before?.estimate).toBeCloseTo(200, -1);
    expect(stuck?.after?.high).toBeLessThan(20);
    expect(stuck?.daysAfter).toBeCloseTo(5.9, 1);
  });

  it('is asked of what told of the leak, and of TCP memory', () => {
    const pools = withReading(leaky, 'poolUsedBytes', (index) => 1e8 + 2e6 * index).map((bin) => ({
      ...bin,
      stuckStreams: 0,
      oldStuckStreams: 0,
      deadSockets: 0,
      allDeadSockets: 0,
    }));
    const checks = growthChanges(pools.slice(0, 112), pools.slice(112), scoreHost(pools)).map(
      ({ check }) => check,
    );
    expect(checks).toContain(memoryGrowth);
    expect(checks).toContain(poolGrowth);
    expect(checks).not.toContain(stuckStreams);
  });

  it.each(['before', 'after'] as const)('needs two days of a reading $0', (side) => {
    const scored = scoreHost(leaky);
    const short = leaky.slice(0, 13);
    const without = leaky.slice(112).map((bin, index) => (index < 13 ? bin : { ...bin, memoryBytes: null }));
    const changes =
      side === 'before'
        ? growthChanges(short, leaky.slice(13), scored)
        : growthChanges(leaky.slice(0, 112), without, scored);
    const memory = changes.find(({ check }) => check === memoryGrowth);
    expect(memory?.[side]).toBeNull();
    expect(memory?.[side === 'before' ? 'after' : 'before']).not.toBeNull();
    if (side === 'after') {
      expect(changes.find(({ check }) => check === stuckStreams)?.after).not.toBeNull();
    }
  });
});
