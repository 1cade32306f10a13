import { describe, expect, it } from 'vitest';
import type { Bin, HostEvent } from '../../../lambdas/domain/records/bin.ts';
import { hostView } from '../../../lambdas/domain/scoring/host-view.ts';
import { syntheticBins } from '../synthetic-bins.ts';

const BIN_SECONDS = 10_800;

/** Bins of a host whose workers start anew at an event, in the middle of the bin that has it. */
function binsWith(events: Readonly<Record<number, readonly HostEvent[]>>, count = 40): Bin[] {
  let [segment, ageSeconds] = [0, 100 * BIN_SECONDS];
  return syntheticBins(1, { days: count / 8 }).map((bin, index) => {
    const here = events[index] ?? [];
    const isNew = here.some((event) => event !== 'gap' && event !== 'clock-step');
    segment += isNew ? 1 : 0;
    ageSeconds = isNew ? 0 : ageSeconds + BIN_SECONDS;
    return {
      ...bin,
      derivation: 2,
      usable: !isNew,
      hostUsable: !here.includes('reboot'),
      events: [...here],
      segment: `worker ${segment}`,
      hostSegment: 'boot',
      ageSeconds,
    };
  });
}

const segmentsOf = (bins: readonly Bin[]): number =>
  new Set(hostView(bins).map(({ segment }) => segment)).size;

describe("the whole host's readings", () => {
  it('go on over reloads, and age on', () => {
    const bins = binsWith({ 10: ['reload'], 20: ['reload'], 30: ['reload'] });
    const view = hostView(bins);
    expect(segmentsOf(bins)).toBe(1);
    expect(view.every(({ usable }) => usable)).toBe(true);
    const ages = view.map(({ ageSeconds }) => ageSeconds ?? Number.NaN);
    expect(ages.map((age, index) => age - (ages[index - 1] ?? age - BIN_SECONDS))).toEqual(
      ages.map(() => BIN_SECONDS),
    );
  });

  it.each(['restart', 'reboot', 'upgrade', 'limits-change', 'config-change'] as const)(
    'part at %s',
    (event) => {
      const bins = binsWith({ 20: [event] });
      const view = hostView(bins);
      expect(segmentsOf(bins)).toBe(2);
      expect(view[19]?.segment).not.toBe(view[20]?.segment);
      expect(view[20]?.ageSeconds).toBeLessThanOrEqual(BIN_SECONDS);
    },
  );

  it('leave out the bin that a restart falls into, and none that a reload does', () => {
    const usableIn = (event: HostEvent) =>
      hostView(binsWith({ 20: [event] })).flatMap(({ usable }, index) => (usable ? [] : [index]));
    expect(usableIn('restart')).toEqual([20]);
    expect(usableIn('config-change')).toEqual([20]);
    expect(usableIn('reload')).toEqual([]);
  });

  it('are of use from the first bin on, though a worker came in it', () => {
    expect(hostView(binsWith({ 0: ['reload'] })).every(({ usable }) => usable)).toBe(true);
  });

  it.each(['gap', 'clock-step'] as const)('do not part at %s', (event) => {
    expect(segmentsOf(binsWith({ 20: [event] }))).toBe(1);
  });

  it('part at a release or a configuration that a reload brings', () => {
    expect(segmentsOf(binsWith({ 20: ['reload', 'upgrade'] }))).toBe(2);
    expect(segmentsOf(binsWith({ 20: ['reload', 'config-change'] }))).toBe(2);
  });

  it('go on over restarts that come more than once a day, not over those that come once', () => {
    const every = (bins: number) =>
      binsWith(
        Object.fromEntries(Array.from({ length: 40 / bins }, (_, index) => [index * bins, ['restart']])),
      );
    expect(segmentsOf(every(4))).toBe(1);
    expect(segmentsOf(every(8))).toBe(5);
  });

  it('count no restart beside which even the whole host can not be read', () => {
    const every = Object.fromEntries([0, 6, 12, 18, 24, 30, 36].map((bin) => [bin, ['restart' as const]]));
    const bins = binsWith(every);
    expect(segmentsOf(bins)).toBe(1);
    const unread = bins.map((bin, index) => ({ ...bin, hostUsable: index % 6 !== 0 || index > 12 }));
    expect(segmentsOf(unread)).toBe(7);
  });

  it('part at a new boot all the same', () => {
    const often = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [index * 4, ['restart' as const]]),
    );
    expect(segmentsOf(binsWith({ ...often, 21: ['reboot'] }))).toBe(2);
  });

  it('part where the boot or the limits have another name, though no event says so', () => {
    const bins = binsWith({}).map((bin, index) => ({ ...bin, hostSegment: index < 20 ? 'a' : 'b' }));
    expect(segmentsOf(bins)).toBe(2);
  });

  it('part where those of the workers do in bins that know of no others', () => {
    const bins = binsWith({ 20: ['reload'] }).map((bin) => ({
      ...bin,
      derivation: 1,
      hostUsable: null,
      hostSegment: null,
    }));
    const view = hostView(bins);
    expect(segmentsOf(bins)).toBe(2);
    expect(view.map(({ usable }) => usable)).toEqual(bins.map(({ usable }) => usable));
  });

  it('are of no age while none is known', () => {
    const bins = binsWith({}).map((bin, index) => ({
      ...bin,
      ageSeconds: index < 5 ? null : bin.ageSeconds,
    }));
    expect(hostView(bins).map(({ ageSeconds }) => ageSeconds === null)).toEqual(
      bins.map((_, index) => index < 5),
    );
  });
});
