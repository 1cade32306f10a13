import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import type { HostLimit, LimitedResource } from '../../../lambdas/domain/records/limit.ts';
import { nearestLimitOf } from '../../../lambdas/domain/records/limit.ts';
import { DAY_SECONDS } from '../../../lambdas/domain/records/time.ts';
import { hostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import { hostLimits, nearestOf, nearLimits } from '../../../lambdas/domain/scoring/limits.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { deriveBins } from '../all-bins.ts';
import { type FieldCase, fieldCase } from '../field-case.ts';
import { syntheticBins } from '../synthetic-bins.ts';

const LIMITS = {
  maxConnections: 20_000,
  maxOpenFiles: 60_000,
  memoryLimitBytes: 2 ** 34,
  orphans: 10,
  orphansMaximum: 65_536,
  timeWaitSockets: 3_000,
  localPorts: 28_232,
} satisfies Partial<Bin>;
const steady = (seed = 1, days = 14) => syntheticBins(seed, { days }).map((bin) => ({ ...bin, ...LIMITS }));
const limitsOf = (bins: readonly Bin[]) => hostLimits(hostTrend(bins));
const limitOf = (bins: readonly Bin[], resource: LimitedResource): HostLimit | undefined =>
  limitsOf(bins).find((limit) => limit.resource === resource);

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

  it('are read over reloads where no worker lives for a bin', () => {
    const bins = steady().map((bin) => ({ ...bin, usable: false, hostUsable: true, hostSegment: 'boot' }));
    expect(limitOf(bins, 'connections')).toMatchObject({ limit: 20_000, secondsToLimit: null });
  });

  it('have no growth in the first two days, and are reached all the same', () => {
    const young = steady(1, 1.875).map((bin, index) => ({ ...bin, connections: 1_000 + 500 * index }));
    expect(limitOf(young, 'connections')).toMatchObject({ growthPerDay: null, secondsToLimit: null });
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
          expect(secondsAt(perBin + more)).toBeLessThanOrEqual(secondsAt(perBin));
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

describe('the nearest limit', () => {
  const nearest = (bins: readonly Bin[]) => nearestOf(limitsOf(bins), hostTrend(bins));

  it('is the one that is reached first', () => {
    const bins = steady().map((bin, index) => ({
      ...bin,
      connections: 4_000 + 50 * index,
      openFiles: 9_000 + 50 * index,
    }));
    expect(nearest(bins)?.resource).toBe('connections');
    expect(nearest(bins.map((bin) => ({ ...bin, maxOpenFiles: 15_000 })))?.resource).toBe('descriptors');
  });

  it('is that of TCP memory, with no end, where its growth is all there is and may be none', () => {
    const faint = Array.from({ length: 20 }, (_, seed) => nearest(steady(seed))).filter(
      (limit) => limit !== null,
    );
    expect(faint.length).toBeGreaterThan(3);
    const endless = faint.filter(
      ({ resource, secondsToLimit }) => resource === 'tcp-memory' && secondsToLimit.high === null,
    );
    expect(endless.length).toBeGreaterThan(faint.length / 2);
  });

  it('is never that of local ports', () => {
    const bins = steady().map((bin, index) => ({
      ...bin,
      memoryBytes: null,
      timeWaitSockets: 20_000 + 100 * index,
    }));
    expect(nearest(bins)).toBeNull();
    expect(limitOf(bins, 'local-ports')).toMatchObject({
      secondsToLimit: null,
      growthPerDay: { estimate: expect.any(Number) },
    });
  });

  it('is that of TCP memory in a record of an earlier version', () => {
    const secondsToPressure = { estimate: 3, low: 2, high: null };
    expect(nearestLimitOf({ secondsToPressure })).toEqual({
      resource: 'tcp-memory',
      secondsToLimit: secondsToPressure,
    });
    expect(nearestLimitOf({ secondsToPressure: null })).toBeNull();
    expect(nearestLimitOf({ secondsToPressure, nearestLimit: null })).toBeNull();
  });
});

describe('a host near a limit', () => {
  const near = (bins: readonly Bin[]) => nearLimits(limitsOf(bins)).map(({ resource }) => resource);
  const onePeak = (back: number, changed: Partial<Bin>) =>
    steady().map((bin, index, { length }) => (index === length - back ? { ...bin, ...changed } : bin));

  it('used 90 % in one bin of the last day', () => {
    expect(near(onePeak(8, { connections: 18_000 }))).toEqual(['connections']);
    expect(near(onePeak(8, { connections: 17_999 }))).toEqual([]);
    expect(near(onePeak(9, { connections: 18_000 }))).toEqual([]);
  });

  it('is not one whose bin can not be used', () => {
    expect(near(onePeak(3, { connections: 18_000, usable: false }))).toEqual([]);
  });

  it('is not one whose sockets in TIME_WAIT would fill the ports of one destination', () => {
    expect(near(steady().map((bin) => ({ ...bin, timeWaitSockets: 40_000 })))).toEqual([]);
  });

  it('is near it whether it leaks or not', () => {
    const full = steady().map((bin) => ({ ...bin, maxConnections: 4_500 }));
    expect(scoreHost(full)).toMatchObject({ verdict: 'healthy', nearLimit: true });
    expect(scoreHost(steady())).toMatchObject({ nearLimit: false });
  });
});

describe('a case from the field', () => {
  const scored = (name: FieldCase) => scoreHost(deriveBins(fieldCase(name)));

  it('that stands at its maxconn is reached now, and has the severity of that', () => {
    const { verdict, score, nearestLimit, nearLimit } = scored('limit-is-maxconn');
    expect({ verdict, nearestLimit, nearLimit }).toEqual({
      verdict: 'leaking',
      nearestLimit: { resource: 'connections', secondsToLimit: { estimate: 0, low: 0, high: 0 } },
      nearLimit: true,
    });
    expect(score).toBeGreaterThan(95);
  });

  it.each([
    { name: 'live-socket-leak', resource: 'connections', days: 2.7 },
    { name: 'pool-leak', resource: 'memory', days: 151 },
  ] as const)(
    'like $name names $resource, and says that they last for $days days',
    ({ name, resource, days }) => {
      const { nearestLimit } = scored(name);
      expect(nearestLimit?.resource).toBe(resource);
      expect((nearestLimit?.secondsToLimit.estimate ?? 0) / DAY_SECONDS).toBeCloseTo(
        days,
        days > 100 ? 0 : 1,
      );
    },
  );
});
