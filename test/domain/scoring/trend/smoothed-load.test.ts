import { describe, expect, it } from 'vitest';
import { smoothedLoads } from '../../../../lambdas/domain/scoring/trend/smoothed-load.ts';
import { syntheticBins } from '../../synthetic-bins.ts';

const flat = syntheticBins(1, { days: 6, restartEveryDays: 3 }).map((bin) => ({
  ...bin,
  connectionsPerSecond: 50,
}));

describe('a stock of load', () => {
  it('is the flow itself where nothing stays', () => {
    const doubled = flat.map((bin, index) => ({ ...bin, connectionsPerSecond: index < 24 ? 50 : 150 }));
    const [stock] = smoothedLoads(doubled, [0]);
    expect([stock?.[0], stock?.[47]]).toEqual([0.5, 1.5]);
  });

  it('stands at its level with an old process, and fills anew after a restart', () => {
    const [stock] = smoothedLoads(flat, [36]);
    expect(stock?.[23]).toBeCloseTo(1, 9);
    expect(stock?.[24]).toBeCloseTo((1 - Math.exp(-3 / 36)) / 2, 9);
    expect(stock?.[36]).toBeGreaterThan(0.6);
    expect(stock?.[47]).toBeLessThan(0.9);
  });

  it('stands with an old process where a day like the first left it', () => {
    const rates = flat.map((_, index) => (index % 8 < 3 ? 20 : 68));
    const [stock] = smoothedLoads(
      flat.map((bin, index) => ({ ...bin, connectionsPerSecond: rates[index] ?? 0 })),
      [36],
    );
    const decay = Math.exp(-3 / 36);
    // Each bin's flow comes while what stood goes: three hours of a day before, of which the mean is 50.
    const before = rates.slice(0, 8).reduce((standing, rate) => standing * decay + rate * (1 - decay), 50);
    const after = before * decay + 20 * (1 - decay);
    expect(stock?.[0]).toBeCloseTo((before + after) / 2 / 50, 9);
  });

  it('goes on over bins that are missing', () => {
    const gap = flat.filter((_, index) => index < 25 || index > 34);
    const [whole, part] = [flat, gap].map((bins) => smoothedLoads(bins, [36])[0]?.at(-1));
    expect(part).toBeCloseTo(whole ?? 0, 9);
  });

  it('is made of what closes where arrivals were never read, and of nothing where that was not either', () => {
    const asked = { connectionsPerSecond: null, requestsPerSecond: null };
    const closing = flat.map((bin, index) => ({ ...bin, ...asked, timeWaitSockets: index < 24 ? 300 : 900 }));
    const [stock] = smoothedLoads(closing, [0]);
    expect([stock?.[0], stock?.[47]]).toEqual([0.5, 1.5]);
    expect(
      smoothedLoads(
        closing.map((bin) => ({ ...bin, timeWaitSockets: null })),
        [6],
      ),
    ).toEqual([]);
  });

  it('is made of arrivals where both were read', () => {
    const both = flat.map((bin, index) => ({ ...bin, timeWaitSockets: index }));
    expect(smoothedLoads(both, [0])).toEqual(smoothedLoads(flat, [0]));
  });
});
