import { describe, expect, it } from 'vitest';
import { growthAround, upgradedAt, upgradeEffect } from '../../lambdas/domain/upgrade-effect.ts';
import { syntheticBins } from './synthetic-bins.ts';

const LEAK = { days: 28, stuckPerDay: 200 };
const LEAK_BYTES = 200 * 260_000;

/** Hosts that leak until the upgrade of day 14 and not after. */
const fixed = [1, 2, 3, 4, 5].map((seed) => {
  const leaking = syntheticBins(seed, { ...LEAK, upgradeOnDay: 14 });
  const sound = syntheticBins(seed, { days: 28, upgradeOnDay: 14 });
  return leaking.map((bin, index) => (index < 112 ? bin : (sound[index] ?? bin)));
});
const notFixed = [1, 2, 3, 4, 5].map((seed) => syntheticBins(seed, { ...LEAK, upgradeOnDay: 14 }));
const kept = [11, 12, 13, 14, 15].map((seed) => syntheticBins(seed, LEAK));

describe('the effect of an upgrade', () => {
  it('is all of the leak where it was fixed', () => {
    const result = upgradeEffect(fixed, kept);
    expect(result?.isControlled).toBe(true);
    expect((result?.before.estimate ?? 0) / LEAK_BYTES).toBeCloseTo(1, 1);
    expect(Math.abs(result?.after.estimate ?? 0) / LEAK_BYTES).toBeLessThan(0.1);
    expect(result?.effect.high).toBeLessThan(-0.8 * LEAK_BYTES);
  });

  it('is none where the leak goes on', () => {
    const effect = upgradeEffect(notFixed, kept)?.effect;
    expect(effect?.low).toBeLessThan(0.05 * LEAK_BYTES);
    expect(effect?.high).toBeGreaterThan(-0.05 * LEAK_BYTES);
  });

  it('is not known where nothing was upgraded, or a day ago', () => {
    expect(upgradeEffect(kept, [])).toBeNull();
    expect(growthAround(kept[0] ?? [], new Date('2026-10-28T00:00:00Z'))).toBeNull();
  });
});

it('finds when the present release began', () => {
  expect(upgradedAt(fixed[0] ?? [])?.toISOString()).toBe('2026-10-15T00:00:00.000Z');
  expect(upgradedAt(kept[0] ?? [])).toBeNull();
});
