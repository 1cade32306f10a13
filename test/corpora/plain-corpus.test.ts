import { describe, expect, it } from 'vitest';
import { MADE_FROM } from '../bench/made-bins.ts';
import { DAY_MILLISECONDS, dailyMedians, memorySeries, present } from '../bench/series.ts';
import { plainCorpus } from './plain-corpus.ts';

const corpus = plainCorpus('plain', { days: 28, hosts: 100, fleets: 2, leakyShare: 0.5, seed: 3 });
const fleet = corpus.makeFleet(0);
const END = MADE_FROM + 28 * DAY_MILLISECONDS;

describe('plainCorpus', () => {
  it('makes the same fleet from the same seed, and another for another number', () => {
    expect(corpus.makeFleet(0).map(({ bins }) => bins)).toEqual(fleet.map(({ bins }) => bins));
    expect(corpus.makeFleet(1)[0]?.bins[0]?.memoryBytes).not.toBe(fleet[0]?.bins[0]?.memoryBytes);
  });

  it('lets about as many hosts leak as asked for', () => {
    const leaky = fleet.filter(({ kind }) => kind === 'linear').length;
    expect(leaky).toBeGreaterThan(35);
    expect(leaky).toBeLessThan(65);
  });

  it('states r in the noise that its healthy hosts have', () => {
    const spreads = fleet
      .filter(({ kind }) => kind === 'steady')
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
    const leak = fleet.find(({ truthAt }) => truthAt(END).daysSinceOnset === 28);
    const days = present(dailyMedians(memorySeries(leak?.bins ?? [])));
    const slope = ((days.at(-1) ?? 0) - (days[6] ?? 0)) / 21;
    expect((leak?.truthAt(END).r ?? 0) / (slope / meanSpread)).toBeGreaterThan(0.7);
    expect((leak?.truthAt(END).r ?? 0) / (slope / meanSpread)).toBeLessThan(1.4);
  });

  it('knows a late leak as healthy, then as young, then as material', () => {
    const late = fleet.find(({ truthAt }) => {
      const { status, daysSinceOnset } = truthAt(END);
      return status === 'material' && (daysSinceOnset ?? 28) < 28;
    });
    const onsetDay = 28 - (late?.truthAt(END).daysSinceOnset ?? 0);
    const statuses = [onsetDay, onsetDay + 3, onsetDay + 7].map(
      (day) => late?.truthAt(MADE_FROM + day * DAY_MILLISECONDS).status,
    );
    expect(statuses).toEqual(['healthy', 'other', 'material']);
  });
});
