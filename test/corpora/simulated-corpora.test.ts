import { describe, expect, it } from 'vitest';
import type { Truth } from '../../infra/local/hosts/simulation/truth.ts';
import { fourPercent } from './corpus.ts';
import { SIMULATED, simulated, truthFrom } from './simulated-corpora.ts';

const AT = Date.parse('2026-11-02T00:00:00Z');
const leak: Truth = {
  kind: 'linear',
  leaking: true,
  leakKind: 'stuck-streams',
  nearestLimit: 'tcp-memory',
  daysToLimit: 30,
  observable: true,
  material: true,
  slopeBytesPerDay: 1e6,
  r: 1.5,
  daysToPressure: 30,
  observedDays: 28,
  leakingDays: 10,
  onsetAt: new Date('2026-10-23T00:00:00Z'),
  versionBefore: '2.8.11',
  versionAfter: '2.8.11',
  slopeBytesPerDayBefore: 1e6,
};

describe('truthFrom', () => {
  it.each([
    { name: 'a material leak', truth: leak, expected: { status: 'material', daysSinceOnset: 10, r: 1.5 } },
    {
      name: 'a leak that is slow or young',
      truth: { ...leak, material: false },
      expected: { status: 'other', daysSinceOnset: 10, r: 1.5 },
    },
    {
      name: 'a leak that no reading shows',
      truth: { ...leak, observable: false },
      expected: { status: 'other', daysSinceOnset: 10, r: 1.5 },
    },
    {
      name: 'a leak that an upgrade ended',
      truth: { ...leak, leaking: false, material: false },
      expected: { status: 'other', daysSinceOnset: null, r: 1.5 },
    },
    {
      name: 'a leak that is still to come',
      truth: { ...leak, leaking: false, material: false, leakingDays: 0, onsetAt: null },
      expected: { status: 'healthy', daysSinceOnset: null, r: 0 },
    },
  ])('states that $name is $expected.status', ({ truth, expected }) => {
    expect(truthFrom(truth, AT)).toEqual(expected);
  });
});

describe('simulated', () => {
  const corpus = simulated('any', fourPercent, { seed: 7, fleets: 2, hosts: 50, days: 3 });

  it('makes the same hosts again, others in another fleet, with bins of three hours', () => {
    const fleet = corpus.makeFleet(0);
    expect(fleet).toHaveLength(50);
    expect(corpus.makeFleet(0).map(({ bins }) => bins)).toEqual(fleet.map(({ bins }) => bins));
    expect(corpus.makeFleet(1)[0]?.bins).not.toEqual(fleet[0]?.bins);
    expect(Math.max(...fleet.map(({ bins }) => bins.length))).toBe(24);
  });

  it('gives each reported corpus a name and seeds of its own', () => {
    const named = SIMULATED.map(({ corpus: { name } }) => name);
    expect(new Set(named).size).toBe(named.length);
    const ranges = SIMULATED.map(
      ({ corpus: { description } }) => /seeds (\d+)-(\d+)/.exec(description)?.slice(1).map(Number) ?? [],
    );
    const seeds = ranges.flatMap(([from = 0, to = 0]) =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index),
    );
    expect(new Set(seeds).size).toBe(seeds.length);
    expect(Math.min(...seeds)).toBeGreaterThanOrEqual(1000);
  });
});
