import { expect, it } from 'vitest';
import { isWrong, upgradeOutcomes } from './upgrades.ts';

it('tells upgrades that work from those that do not, on a few simulated hosts', () => {
  const outcomes = upgradeOutcomes(700, 48);
  const told = (kind: string, daysAfter: number) => {
    const own = outcomes.filter((o) => o.kind === kind && o.daysAfter === daysAfter && o.hosts === 1);
    const seen = own.filter(({ verdict }) => verdict !== 'no-leak-before');
    return {
      share: seen.filter(({ verdict }) => verdict === kind).length / seen.length,
      seen: seen.length / own.length,
    };
  };
  expect(outcomes.filter(isWrong).length / outcomes.length).toBeLessThan(0.03);
  expect(told('fixed', 3).share).toBeGreaterThan(0.4);
  expect(told('fixed', 14).share).toBeGreaterThan(0.9);
  expect(told('not-fixed', 14).share).toBeGreaterThan(0.7);
  // A leak that was seen before in the days that the window still has.
  expect(told('fixed', 3).seen).toBeGreaterThan(0.8);
  expect(told('fixed', 14).seen).toBeGreaterThan(0.6);
});
