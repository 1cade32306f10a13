import { describe, expect, it } from 'vitest';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { dailyVerdicts, LOADS, RECORDED, recordedBins } from '../../bench/engine/real-series.ts';

const series = Object.keys(RECORDED).flatMap((name) => LOADS.map((load) => ({ name, load })));

describe('a recorded series without a leak, taken for memory', () => {
  it.each(series)('is never leaking in $name with load "$load"', ({ name, load }) => {
    const bins = recordedBins(RECORDED[name] ?? [], load);
    const verdicts = dailyVerdicts(bins);
    expect(verdicts.length).toBeGreaterThanOrEqual(13);
    expect(verdicts).not.toContain('leaking');
    expect(verdicts).not.toContain('not-observable');
  });

  it.each(series)('hides no growth on top of it in $name with load "$load"', ({ name, load }) => {
    const bins = recordedBins(RECORDED[name] ?? [], load);
    const growth = (extra: number) => {
      const raised = bins.map((bin, place) => ({
        ...bin,
        memoryBytes: (bin.memoryBytes ?? 0) + (extra * place) / 8,
      }));
      return scoreHost(raised).memoryGrowthBytesPerDay?.estimate ?? Number.NaN;
    };
    // Growth that is linear in time comes out of a linear model as it went in, but for the noises' changed weights.
    expect(growth(40e6) - growth(0)).toBeGreaterThan(0.5 * 40e6);
    expect(growth(40e6) - growth(0)).toBeLessThan(1.5 * 40e6);
  });
});
