import { describe, expect, it } from 'vitest';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { hostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import { measureHost } from '../../../lambdas/domain/scoring/measure-host.ts';
import { LOAD_UNREAD } from '../made-readings.ts';
import { syntheticBins } from '../synthetic-bins.ts';

const leaking = (changed: (bin: Bin, fromEnd: number) => Partial<Bin> = () => ({})) =>
  syntheticBins(1, { days: 14, stuckPerDay: 200 }).map((bin, row, { length }) => ({
    ...bin,
    ...changed(bin, length - 1 - row),
  }));

describe('what a host measured', () => {
  it('has the release that was last read, of a bin of use where there is one', () => {
    const versionOf = (usable: boolean) =>
      measureHost(
        leaking((_, fromEnd) => ({
          usable: usable && fromEnd > 0,
          version: ['2.9.1', '2.8.27'][fromEnd] ?? '2.8.11',
        })),
      ).version;
    expect(versionOf(true)).toBe('2.8.27');
    expect(versionOf(false)).toBe('2.9.1');
  });

  it('rests on the bins of use, from the first to the last', () => {
    const bins = leaking((_, fromEnd) => ({ usable: fromEnd > 1 && fromEnd < 110 }));
    expect(measureHost(bins).window).toEqual({ from: bins[2]?.binAt, to: bins.at(-3)?.binAt });
  });

  it('rests on bins of the host where no worker lives for one, and on all where none is whole', () => {
    const short = leaking((_, fromEnd) => ({ usable: false, hostUsable: fromEnd > 1, hostSegment: 'boot' }));
    expect(measureHost(short).window).toEqual({ from: short[0]?.binAt, to: short.at(-3)?.binAt });
    const none = leaking(() => ({ usable: false }));
    expect(measureHost(none).window).toEqual({ from: none[0]?.binAt, to: none.at(-1)?.binAt });
  });

  it('has its levels of the last day, and when that ended', () => {
    const bins = leaking((_, fromEnd) => ({ binAt: printed(fromEnd) }));
    const host = hostTrend(bins);
    expect(measureHost(bins).levels).toEqual({
      at: '2026-10-15T00:00:00Z',
      memoryBytes: host.level('memoryBytes'),
      pressureBytes: 1_572_000_000,
      stuckStreams: host.level('stuckStreams'),
      deadSockets: host.level('deadSockets'),
    });
    expect(host.level('deadSockets')).toBe(2 * (host.level('stuckStreams') ?? 0));
    expect(measureHost(leaking(() => ({ usable: false, sampled: 0 }))).levels).toBeNull();
  });

  it('grows by a part of its level, where the load was read', () => {
    const bins = leaking();
    const host = hostTrend(bins);
    const [growth, level] = [host.growth('memoryBytes'), host.level('memoryBytes') ?? 0];
    const relative = measureHost(bins).relativeGrowthPerDay;
    expect((relative?.estimate ?? 0) * level).toBeCloseTo(growth?.perDay ?? 0, 3);
    expect((relative?.standardError ?? 0) * level).toBeCloseTo(growth?.standardError ?? 0, 3);
    for (const unread of [LOAD_UNREAD, { memoryBytes: null }])
      expect(measureHost(leaking(() => unread)).relativeGrowthPerDay).toBeNull();
  });
});

const printed = (fromEnd: number): string =>
  new Date(Date.UTC(2026, 9, 14, 21) - fromEnd * 10_800_000).toISOString().replace('.000Z', 'Z');
