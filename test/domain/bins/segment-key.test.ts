import { describe, expect, it } from 'vitest';
import { sampledRuns } from '../../../lambdas/domain/bins/host-runs.ts';
import { type HostState, stateAfter } from '../../../lambdas/domain/bins/host-state.ts';
import { segmentKey } from '../../../lambdas/domain/bins/segment-key.ts';
import { type AuditedHost, answer, EPOCH, HOUR, runsBetween } from '../audited-host.ts';

const EPOCH_SECONDS = Date.parse(EPOCH) / 1000;

/** The key of three hours of a host. */
function keyOf(host: (at: number) => AuditedHost, kernelUptime?: (at: number) => number | null): string {
  const runs = sampledRuns(
    runsBetween(0, 3 * HOUR).map((at) => {
      const sample = answer(at, host(at));
      const kernel = kernelUptime ? { ...sample.kernel, uptimeSeconds: kernelUptime(at) } : sample.kernel;
      return { at: EPOCH_SECONDS + at, sample: { ...sample, kernel } };
    }),
  );
  const state = runs.reduce<HostState | null>(stateAfter, null);
  if (state === null) throw new Error('no run');
  return segmentKey(state, runs);
}

/** Starts are counted in three hours, from 2,897 seconds before each: of the boot's own clock where it is known. */
const period = (seconds: number) => Math.floor((seconds + 2_897) / (3 * HOUR));

describe('the key of a segment', () => {
  it('has boot, worker, start, release, configuration and limits', () => {
    // Booted at -900,000 and started at -500,000: 400,000 seconds into the boot.
    expect(keyOf(() => ({}))).toBe(`boot-1; 100@${period(400_000)} 2.8.11 sha256:aaa; null 1000 null`);
  });

  it('has a mark for each part that is not known', () => {
    const unknown = {
      pid: null,
      version: null,
      known: { config: null, startedAt: null, uptimeSeconds: null },
    };
    const key = keyOf(() => ({ bootId: null, pressurePages: null, workers: [unknown] }));
    expect(key).toBe('?; ?@? ? ?; ?');
  });

  it('has the running workers in one order, each kind once, and none that drains', () => {
    const workers = [
      { pid: 300, version: '3.0.5' },
      { pid: 200 },
      { pid: 90, state: 'stopping' as const, startedAt: -600_000 },
    ];
    const start = period(400_000);
    expect(keyOf(() => ({ workers }))).toBe(
      `boot-1; 200@${start} 2.8.11 sha256:aaa, 300@${start} 3.0.5 sha256:aaa; null 1000 null`,
    );
  });

  it('has no pid of a worker where a list that was cut names some of many', () => {
    const cut = [{ pid: 1 }, { pid: 2 }, { pid: null, known: { count: 3 } }];
    const start = period(400_000);
    expect(keyOf(() => ({ workers: cut }))).toBe(`boot-1; many@${start} 2.8.11 sha256:aaa; null 1000 null`);
  });

  const startOf = (key: string) => Number(/@(-?\d+) /.exec(key)?.[1]);

  it('counts the start on the axis of runs where the clock of the boot is not known or stands still', () => {
    const onRuns = period(EPOCH_SECONDS - 500_000 - 3);
    expect(
      startOf(
        keyOf(
          () => ({}),
          () => null,
        ),
      ),
    ).toBe(onRuns);
    expect(
      startOf(
        keyOf(
          () => ({}),
          () => 900_000,
        ),
      ),
    ).toBe(onRuns);
    expect(startOf(keyOf(() => ({ bootId: null })))).toBe(onRuns);
  });

  it('takes uptimes that are off by ten seconds for one start on the clock of the boot', () => {
    const off = (seconds: number) =>
      startOf(
        keyOf(
          () => ({}),
          (at) => 900_003 + at + (at < HOUR ? 0 : seconds),
        ),
      );
    expect(off(10)).toBe(period(400_010));
    expect(off(11)).toBe(period(EPOCH_SECONDS - 500_003));
  });

  it('counts with the least delay of an answer', () => {
    // A second later than the first of a period: the least delay, of one second, leads to that, any other before it.
    const startedAt = -500_000 - ((EPOCH_SECONDS - 500_000 + 2_897) % (3 * HOUR)) + 1;
    const workers = [{ startedAt }];
    const delayed = (at: number) => ({ bootId: null, delay: at === 900 ? 1 : 60, workers });
    expect(startOf(keyOf(delayed))).toBe(period(EPOCH_SECONDS + startedAt - 1));
    expect(period(EPOCH_SECONDS + startedAt - 2)).toBe(period(EPOCH_SECONDS + startedAt - 1) - 1);
  });

  it.each([
    { startedAt: -500_000 - ((400_000 + 2_897) % (3 * HOUR)), of: 'the first second of a period' },
    { startedAt: -500_000 - ((400_000 + 2_897) % (3 * HOUR)) - 1, of: 'the last second of the one before' },
  ])('tells starts apart at $of', ({ startedAt }) => {
    expect(startOf(keyOf(() => ({ workers: [{ startedAt }] })))).toBe(period(900_000 + startedAt));
  });

  it('does not count a start by runs that saw another worker of that pid', () => {
    const restarted = (at: number) => ({ workers: [{ startedAt: at < 2 * HOUR ? -90_000 : 2 * HOUR - 60 }] });
    expect(startOf(keyOf(restarted))).toBe(period(900_000 + 2 * HOUR - 60));
  });
});
