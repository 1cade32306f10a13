import { describe, expect, it } from 'vitest';
import { hostStanding } from '../../../lambdas/domain/recommend/host-facts.ts';
import { packagedVersion } from '../../../lambdas/domain/releases/packaged-version.ts';
import { syntheticBins } from '../synthetic-bins.ts';
import { SOUND } from './made-facts.ts';

const BINS = syntheticBins(1, { days: 3 }).map((bin) => ({
  ...bin,
  package: 'haproxy 2.8.11-1',
  config: SOUND,
  notes: ['package-newer'],
  stoppingWorkers: 1,
  memoryBytes: 100,
  pressureBytes: 1000,
}));

describe('the situation of a host', () => {
  it('is that of the last bin that it answered in', () => {
    const silent = BINS.slice(-2).map((bin) => ({
      ...bin,
      sampled: 0,
      package: null,
      config: null,
      notes: [],
      stoppingWorkers: null,
      memoryBytes: null,
    }));
    expect(hostStanding([...BINS.slice(0, -2), ...silent])).toMatchObject({
      package: 'haproxy 2.8.11-1',
      config: SOUND,
      notes: ['package-newer'],
      stoppingWorkers: 1,
      shareOfPressure: 0.1,
    });
  });

  it.each([
    { where: 'within a day', back: 8, share: 0.9 },
    { where: 'before that', back: 9, share: 0.1 },
  ])('has the most of its memory $where: $share', ({ back, share }) => {
    const peak = BINS.map((bin, index) =>
      index === BINS.length - back ? { ...bin, memoryBytes: 900 } : bin,
    );
    expect(hostStanding(peak).shareOfPressure).toBe(share);
  });

  it('that never answered has nothing', () => {
    const nothing = { package: null, config: null, notes: [], stoppingWorkers: 0, shareOfPressure: null };
    expect(hostStanding([])).toEqual(nothing);
    expect(hostStanding(BINS.map((bin) => ({ ...bin, sampled: 0 })))).toEqual(nothing);
  });

  it('of which nothing is known says so', () => {
    const unread = BINS.map((bin) => ({ ...bin, memoryBytes: null, config: null, package: null }));
    expect(hostStanding(unread)).toMatchObject({ shareOfPressure: null, config: null, package: null });
  });
});

it.each([
  { text: 'haproxy 2.8.11-1ubuntu2', version: '2.8.11-1ubuntu2' },
  { text: 'haproxy 1:2.8.11-1', version: '2.8.11-1' },
  { text: 'haproxy24 2.4.22-3.el9_3', version: '2.4.22-3.el9_3' },
  { text: 'haproxy 2.8.11-r0', version: '2.8.11-r0' },
  { text: 'hapee-2.8r1-lb 1.0.0-317.529', version: null },
  { text: 'haproxy', version: null },
  { text: `haproxy ${'2'.repeat(5000)}`, version: null },
  { text: null, version: null },
])('reads $version of the package $text', ({ text, version }) => {
  expect(packagedVersion(text)?.text ?? null).toBe(version);
});
