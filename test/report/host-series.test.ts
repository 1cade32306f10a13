import { describe, expect, it } from 'vitest';
import { Bin } from '../../lambdas/domain/records/bin.ts';
import { hostKey } from '../../lambdas/domain/records/host-key.ts';
import { BIN, DAY } from '../../lambdas/domain/records/time.ts';
import { hostSeries } from '../../lambdas/report/host-series.ts';
import type { ReportedHost } from '../../lambdas/report/report.ts';
import { labelsOf, reportHosts } from '../../lambdas/report/reported-hosts.ts';
import { leaking } from './assessed.ts';

const FROM = Date.UTC(2026, 10, 20);

/** A day and a half of bins that know 100 bytes of memory, unless told otherwise. */
const bins = (told: (index: number) => Partial<Bin> = () => ({}), count = 12): Bin[] =>
  Array.from({ length: count }, (_, index) =>
    Bin.parse({
      schema: 1,
      binAt: new Date(FROM + index * BIN).toISOString().replace('.000Z', 'Z'),
      hostId: leaking(1, 100).hostId,
      accountId: '111122223333',
      region: 'eu-west-1',
      sampled: 12,
      unreachable: 0,
      malformed: 0,
      usable: true,
      events: [],
      memoryBytes: 100,
      ...told(index),
    }),
  );

/** The series of one host that gains 10 bytes a day (8 to 12), unless told otherwise. */
function seriesOf(of: readonly Bin[], told: Partial<ReportedHost> = {}) {
  const assessed = leaking(1, 100, { memoryGrowthBytesPerDay: { estimate: 10, low: 8, high: 12 } });
  const [host] = reportHosts([assessed], new Map(), labelsOf([assessed]));
  if (!host) throw new Error('no host');
  const charted = new Map([[hostKey(host), of]]);
  return hostSeries([{ ...host, memoryBytes: 100, ...told }], {
    charted,
    newest: new Map(),
    due: 0,
    came: 0,
  })[0];
}

describe('the projection of a host', () => {
  it('begins at the level that the report names, whatever the last bins say', () => {
    const jumped = bins((index) => ({ memoryBytes: index < 10 ? 100 : 700 }));
    expect(seriesOf(jumped, { memoryBytes: 140 })?.projection?.from).toEqual({
      at: jumped.at(-1)?.binAt,
      bytes: 140,
    });
  });

  it('goes on for two weeks along the growth and its interval', () => {
    const { from, to } = seriesOf(bins())?.projection ?? {};
    expect(Date.parse(to?.at ?? '') - Date.parse(from?.at ?? '')).toBe(14 * DAY);
    expect(to).toMatchObject({ estimate: 240, low: 212, high: 268 });
  });

  it('never falls below nothing', () => {
    const falling = { estimate: -50, low: -90, high: 1 };
    const { to } = seriesOf(bins(), { memoryGrowthBytesPerDay: falling })?.projection ?? {};
    expect(to).toMatchObject({ estimate: 0, low: 0, high: 114 });
  });

  it('begins with the last bin that knows memory', () => {
    const of = bins((index) => ({ memoryBytes: index < 6 ? 100 + index : null }));
    expect(seriesOf(of)?.projection?.from).toEqual({ at: of[5]?.binAt, bytes: 100 });
  });

  it('is none where growth is not known, or memory', () => {
    expect(seriesOf(bins(), { memoryGrowthBytesPerDay: null })?.projection).toBeNull();
    expect(seriesOf(bins(() => ({ memoryBytes: null })))?.projection).toBeNull();
  });
});

describe('the course of a host', () => {
  it('has a point for each bin that was sampled, whatever it knows', () => {
    const of = bins((index) => ({
      sampled: index === 1 ? 0 : 1,
      memoryBytes: index === 2 ? null : index,
      stuckStreams: 2 * index,
      deadSockets: 3 * index,
    })).slice(0, 4);
    expect(seriesOf(of)?.points).toEqual([
      { at: of[0]?.binAt, memoryBytes: 0, stuckStreams: 0, deadSockets: 0 },
      { at: of[2]?.binAt, memoryBytes: null, stuckStreams: 4, deadSockets: 6 },
      { at: of[3]?.binAt, memoryBytes: 3, stuckStreams: 6, deadSockets: 9 },
    ]);
  });

  it('has the newest limit that is known', () => {
    const of = bins((index) => ({ pressureBytes: [1, 2, 3, null][index] ?? null }));
    expect(seriesOf(of)?.pressureBytes).toBe(3);
    expect(seriesOf(bins())?.pressureBytes).toBeNull();
  });

  it('has every event, an upgrade with the releases before and after where both are known', () => {
    const versions = ['2.8.3', null, '2.8.14', null, '2.8.30'];
    const of = bins((index) => ({
      version: versions[index] ?? null,
      events: [1, 2, 3].includes(index) ? ['restart', 'upgrade'] : index === 4 ? ['restart'] : [],
    })).slice(0, 5);
    expect(seriesOf(of)?.events).toEqual([
      { at: of[1]?.binAt, kind: 'restart', text: null },
      { at: of[1]?.binAt, kind: 'upgrade', text: null },
      { at: of[2]?.binAt, kind: 'restart', text: null },
      { at: of[2]?.binAt, kind: 'upgrade', text: '2.8.3 to 2.8.14' },
      { at: of[3]?.binAt, kind: 'restart', text: null },
      { at: of[3]?.binAt, kind: 'upgrade', text: null },
      { at: of[4]?.binAt, kind: 'restart', text: null },
    ]);
    const first = bins(() => ({ version: '2.8.14', events: ['upgrade'] })).slice(0, 1);
    expect(seriesOf(first)?.events).toEqual([{ at: first[0]?.binAt, kind: 'upgrade', text: null }]);
  });

  it('is none for a host without a bin, or that is not charted', () => {
    expect(seriesOf([])).toBeUndefined();
    const [host] = reportHosts([leaking(1, 100)], new Map(), labelsOf([]));
    const nothing = { charted: new Map(), newest: new Map(), due: 0, came: 0 };
    expect(host && hostSeries([host], nothing)).toEqual([]);
  });
});
