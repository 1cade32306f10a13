import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import type { LimitedResource } from '../../../lambdas/domain/records/limit.ts';
import { TCP_LIMITS_ASSUMED } from '../../../lambdas/domain/records/sample-notes.ts';
import { DAY_SECONDS } from '../../../lambdas/domain/records/time.ts';
import { deriveBins } from '../all-bins.ts';
import { fieldCase } from '../field-case.ts';
import { limitOf, limitsOf, steady } from './bins-with-limits.ts';

/** Each limit with the reading and the limit that it compares, of which a bin has both. */
const RESOURCES = [
  { resource: 'connections', reading: 'connections', limit: 'maxConnections' },
  { resource: 'descriptors', reading: 'openFiles', limit: 'maxOpenFiles' },
  { resource: 'memory', reading: 'residentBytes', limit: 'memoryLimitBytes' },
  { resource: 'tcp-memory', reading: 'memoryBytes', limit: 'pressureBytes' },
  { resource: 'orphans', reading: 'orphans', limit: 'orphansMaximum' },
] as const satisfies readonly { resource: LimitedResource; reading: keyof Bin; limit: keyof Bin }[];

describe('the limits of a host', () => {
  it('are all that were read', () => {
    expect(limitsOf(steady()).map(({ resource, limit }) => [resource, limit])).toEqual([
      ['connections', 20_000],
      ['descriptors', 60_000],
      ['memory', 2 ** 34],
      ['tcp-memory', 1_572_000_000],
      ['orphans', 65_536],
      ['local-ports', 28_232],
    ]);
  });

  it.each(RESOURCES)(
    'leave out $resource where $limit or $reading is not known',
    ({ resource, reading, limit }) => {
      for (const name of [reading, limit])
        expect(
          limitOf(
            steady().map((bin) => ({ ...bin, [name]: null })),
            resource,
          ),
        ).toBeUndefined();
    },
  );

  it.each(RESOURCES)(
    'say 0 seconds of $resource at its limit, whether it grows or not',
    ({ resource, reading, limit }) => {
      for (const share of [0.99, 1, 1.2]) {
        const bins = steady().map((bin) => ({ ...bin, [reading]: share * 1_000, [limit]: 1_000 }));
        expect(limitOf(bins, resource)?.secondsToLimit).toEqual({ estimate: 0, low: 0, high: 0 });
      }
      const below = steady().map((bin) => ({ ...bin, [reading]: 980, [limit]: 1_000 }));
      expect(limitOf(below, resource)?.secondsToLimit).toBeNull();
    },
  );

  it.each(RESOURCES)(
    'foresee when $resource reaches its limit at its growth',
    ({ resource, reading, limit }) => {
      const bins = steady().map((bin, index) => ({ ...bin, [reading]: 1e6 + 1e5 * index, [limit]: 2e7 }));
      const { estimate = 0, low = 0, high = 0 } = limitOf(bins, resource)?.secondsToLimit ?? {};
      // The median of the last day lies half a day back.
      expect(estimate / DAY_SECONDS).toBeCloseTo((2e7 - 1e6 - 1e5 * 107.5) / 8e5, 1);
      expect(low).toBeLessThanOrEqual(estimate);
      expect(high).toBeGreaterThanOrEqual(estimate);
    },
  );

  it('count the memory of old workers, which are in the same memory', () => {
    const bins = steady().map((bin) => ({ ...bin, residentBytes: 1e9, allResidentBytes: 3e9 }));
    expect(limitOf(bins, 'memory')?.level).toBe(3e9);
  });

  it('say which of them nobody read', () => {
    const assumed = steady().map((bin) => ({ ...bin, notes: [TCP_LIMITS_ASSUMED] }));
    const names = (bins: readonly Bin[]) => limitsOf(bins).filter(({ isAssumed }) => isAssumed);
    expect(names(assumed).map(({ resource }) => resource)).toEqual(['tcp-memory']);
    const last = assumed.length - 1;
    expect(names(assumed.map((bin, row) => (row < last ? bin : { ...bin, notes: [] })))).toEqual([]);
    expect(limitOf(steady(), 'tcp-memory')).not.toHaveProperty('isAssumed');
  });

  it('have the median of the last day, the highest of it and the limit as it was last read', () => {
    const bins = steady().map((bin, index, { length }) => ({
      ...bin,
      connections: 1_000 + (length - 1 - index),
      maxConnections: index === length - 1 ? null : 10_000 + index,
    }));
    expect(limitOf(bins, 'connections')).toMatchObject({
      level: 1_003.5,
      highest: 1_007,
      limit: 10_000 + bins.length - 2,
    });
  });

  it('are read over reloads where no worker lives for a bin', () => {
    const bins = steady().map((bin) => ({ ...bin, usable: false, hostUsable: true, hostSegment: 'boot' }));
    expect(limitOf(bins, 'connections')).toMatchObject({ limit: 20_000, secondsToLimit: null });
  });

  it('have no growth in the first two days, and are reached all the same', () => {
    const young = steady(1, 1.875).map((bin, index) => ({ ...bin, connections: 1_000 + 500 * index }));
    expect(limitOf(young, 'connections')).toMatchObject({ growthPerDay: null, secondsToLimit: null });
    expect(limitOf(steady(1, 2), 'connections')?.growthPerDay).not.toBeNull();
    const full = young.map((bin) => ({ ...bin, maxConnections: 5_000 }));
    expect(limitOf(full, 'connections')?.secondsToLimit?.estimate).toBe(0);
  });
});

describe('the time to a limit', () => {
  const seeds = fc.integer({ min: 0, max: 1_000 });

  it('never gets longer with steeper growth', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        (seed, perBin, more) => {
          const bins = steady(seed);
          const secondsAt = (slope: number) =>
            limitOf(
              bins.map((bin, index) => ({ ...bin, connections: (bin.connections ?? 0) + slope * index })),
              'connections',
            )?.secondsToLimit?.estimate ?? Infinity;
          const rounding = 1 + 1e-9;
          expect(secondsAt(perBin + more)).toBeLessThanOrEqual(secondsAt(perBin) * rounding);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is known exactly where zero lies below the interval of the growth', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: -3, max: 3, noNaN: true }), (seed, slope) => {
        const bins = steady(seed).map((bin, index) => ({
          ...bin,
          openFiles: (bin.openFiles ?? 0) + slope * index,
        }));
        for (const { resource, growthPerDay, secondsToLimit } of limitsOf(bins)) {
          if (resource === 'local-ports') continue;
          expect(secondsToLimit !== null).toBe((growthPerDay?.low ?? 0) > 0);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('is the same where the kernel counts in pages of another size', () => {
    const samples = fieldCase('limit-is-maxconn');
    const inBytes = samples.map((sample) => {
      if (sample.outcome !== 'sampled') return sample;
      const { kernel, tcp } = sample;
      const bytes = (pages: number | null) => pages && pages * (kernel.pageBytes ?? 1);
      return {
        ...sample,
        kernel: { ...kernel, pageBytes: 1 },
        tcp: {
          ...tcp,
          memoryPages: bytes(tcp.memoryPages),
          memoryPressurePages: bytes(tcp.memoryPressurePages),
        },
      };
    });
    expect(limitsOf(deriveBins(inBytes))).toEqual(limitsOf(deriveBins(samples)));
  });
});
