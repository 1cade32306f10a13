import { describe, expect, it } from 'vitest';
import { isRebooted, limitsOf, stateAfter } from '../../../lambdas/domain/bins/host-state.ts';
import type { Process } from '../../../lambdas/domain/records/sample.ts';
import { type AuditedHost, answer, EPOCH } from '../audited-host.ts';
import { sampled, worker } from '../samples.ts';

const runAt = (at: number, host: AuditedHost = {}) => ({
  at: Date.parse(EPOCH) / 1000 + at,
  host: answer(at, host),
});

describe('a reboot', () => {
  const run = (bootId: string | null, uptimeSeconds: number | null, at = 900) => ({
    at,
    host: { ...sampled('i-a'), kernel: { ...sampled('i-a').kernel, bootId, uptimeSeconds } },
  });

  it.each([
    { of: 'one id, whatever the uptime', before: 'a', now: run('a', 3), rebooted: false },
    { of: 'another id, whatever the uptime', before: 'a', now: run('b', 9e9), rebooted: true },
    { of: 'no id now, an uptime since then', before: 'a', now: run(null, 900), rebooted: false },
    { of: 'no id before, a short uptime', before: null, now: run('b', 60), rebooted: true },
    { of: 'no id at all, a short uptime', before: null, now: run(null, 60), rebooted: true },
    { of: 'no id, an uptime short by the delay', before: null, now: run(null, 780), rebooted: false },
    { of: 'no id, an uptime short by more', before: null, now: run(null, 779), rebooted: true },
    { of: 'neither id nor uptime', before: null, now: run(null, null), rebooted: false },
  ])('is seen for a host with $of: $rebooted', ({ before, now, rebooted }) => {
    expect(isRebooted({ at: 0, bootId: before }, now)).toBe(rebooted);
  });
});

describe('the limits', () => {
  const of = (
    memoryLowPages: number | null,
    memoryPressurePages: number | null,
    memoryHighPages: number | null,
  ) => limitsOf(sampled('i-a', { tcp: { memoryLowPages, memoryPressurePages, memoryHighPages } }));

  it('are three numbers as text, or unknown where none of them was read', () => {
    expect(of(1, 2, 3)).toBe('1 2 3');
    expect(of(null, 2, null)).toBe('null 2 null');
    expect(of(1, null, null)).toBe('1 null null');
    expect(of(null, null, 3)).toBe('null null 3');
    expect(of(null, null, null)).toBeNull();
  });
});

describe('what is known after a run', () => {
  const first = stateAfter(null, runAt(0, { workers: [{ pid: 7 }, { pid: 6, state: 'stopping' }] }));

  it('is what the first run saw', () => {
    expect(first).toMatchObject({
      at: runAt(0).at,
      workersAt: runAt(0).at,
      bootId: 'boot-1',
      limits: 'null 1000 null',
    });
    expect(first.workers.map(({ pid }) => pid)).toEqual([7, 6]);
    expect(first.running.map(({ pid }) => pid)).toEqual([7]);
    expect(first.main?.pid).toBe(7);
  });

  it('keeps boot, limits and workers of before where the run could not read them', () => {
    const state = stateAfter(first, runAt(900, { bootId: null, pressurePages: null, workers: [] }));
    expect(state).toEqual({ ...first, at: runAt(900).at });
  });

  it('does not keep the boot of before after a reboot of which no id is known', () => {
    const rebooted = stateAfter(first, runAt(900, { bootId: null, bootedAt: 800 }));
    expect(rebooted.bootId).toBeNull();
    expect(stateAfter(first, runAt(900, { bootId: null })).bootId).toBe('boot-1');
    expect(stateAfter(null, runAt(0, { bootId: null })).bootId).toBeNull();
    expect(stateAfter(first, runAt(900, { bootId: 'boot-2' })).bootId).toBe('boot-2');
  });

  it('knows no worker where none was ever seen', () => {
    const none = stateAfter(null, runAt(0, { workers: [], pressurePages: null }));
    expect(none).toMatchObject({ workers: [], running: [], main: null, limits: null });
    expect(stateAfter(none, runAt(900)).main?.pid).toBe(100);
  });

  it.each<{ of: string; known: Partial<Process>; version: string | null; hash: string | null | undefined }>([
    { of: 'all', known: {}, version: '2.8.11', hash: 'sha256:aaa' },
    {
      of: 'another version and no configuration',
      known: { version: '2.8.14', config: null },
      version: '2.8.14',
      hash: 'sha256:aaa',
    },
    { of: 'no version', known: { version: null }, version: '2.8.11', hash: 'sha256:aaa' },
    { of: 'nothing', known: { version: null, config: null }, version: '2.8.11', hash: 'sha256:aaa' },
  ])('has what was known of a worker of which a run reads $of', ({ known, version, hash }) => {
    const state = stateAfter(first, runAt(900, { workers: [{ pid: 7, known }] }));
    expect(state.main).toMatchObject({ version, config: { hash } });
  });

  it('takes nothing over from another worker', () => {
    const fresh = { pid: 8, startedAt: 600, version: null, known: { config: null } };
    expect(stateAfter(first, runAt(900, { workers: [fresh] })).main).toMatchObject({
      version: null,
      config: null,
    });
    const unread = stateAfter(null, runAt(0, { workers: [fresh] }));
    expect(unread.main).toMatchObject({ version: null, config: null });
    expect(worker().config).toBeNull();
  });
});
