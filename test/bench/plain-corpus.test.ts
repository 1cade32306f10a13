import { describe, expect, it } from 'vitest';
import { plainCorpus } from './plain-corpus.ts';
import { dailyMedians, memorySeries, present } from './series.ts';

const corpus = plainCorpus('plain', { days: 28, hosts: 100, fleets: 2, leakyShare: 0.5, seed: 3 });
const fleet = corpus.makeFleet(0);

describe('plainCorpus', () => {
  it('makes the same fleet from the same seed, and another for another number', () => {
    expect(corpus.makeFleet(0)).toEqual(fleet);
    expect(corpus.makeFleet(1)[0]?.bins[0]?.memoryBytes).not.toBe(fleet[0]?.bins[0]?.memoryBytes);
  });

  it('lets about as many hosts leak as asked for', () => {
    const leaky = fleet.filter(({ truth }) => truth.leaking).length;
    expect(leaky).toBeGreaterThan(35);
    expect(leaky).toBeLessThan(65);
  });

  it('states r in the noise that its healthy hosts have', () => {
    const spreads = fleet
      .filter(({ truth }) => !truth.leaking)
      .map(({ bins }) => {
        const levels = present(
          dailyMedians(
            memorySeries(
              bins.map((bin) => ({
                ...bin,
                memoryBytes: (bin.memoryBytes ?? 0) - 200e6 * ((bin.connectionsPerSecond ?? 0) / 100),
              })),
            ),
          ),
        );
        const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
        return Math.sqrt(levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / (levels.length - 1));
      });
    const meanSpread = spreads.reduce((sum, spread) => sum + spread, 0) / spreads.length;
    const leak = fleet.find(({ truth }) => truth.leaking && truth.onsetAt === null);
    const days = present(dailyMedians(memorySeries(leak?.bins ?? [])));
    const slope = ((days.at(-1) ?? 0) - (days[6] ?? 0)) / 21;
    expect((leak?.truth.r ?? 0) / (slope / meanSpread)).toBeGreaterThan(0.7);
    expect((leak?.truth.r ?? 0) / (slope / meanSpread)).toBeLessThan(1.4);
  });
});
