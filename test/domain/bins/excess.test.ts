import { describe, expect, it } from 'vitest';
import { excessCloseWait, excessFiles } from '../../../lambdas/domain/bins/excess.ts';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { Process } from '../../../lambdas/domain/records/sample.ts';
import { deriveBins } from '../all-bins.ts';
import { type AuditedWorker, answer, HOUR, runsBetween } from '../audited-host.ts';

/** A worker of which everything was read, with 160 connections and as many streams. */
const FIGURES = {
  openFiles: 20_000,
  maxOpenFiles: 20_000,
  udpSockets: 30,
  sockets: { closeWait: 16_801, listening: 70 },
  connections: { current: 160, max: 8_000 },
  streams: { total: 160, scan: 'all' },
};
const worker = (figures: object = {}): Process => Process.parse({ ...FIGURES, ...figures });

describe('what a worker holds beyond its connections and streams', () => {
  it('is sockets in CLOSE_WAIT beyond two for each', () => {
    expect(excessCloseWait(worker())).toBe(16_801 - 2 * (160 + 160));
    expect(excessCloseWait(worker({ sockets: { closeWait: 640 } }))).toBe(0);
    expect(excessCloseWait(worker({ sockets: { closeWait: 5 } }))).toBe(0);
  });

  it('is open files beyond these, listeners, UDP sockets, idle connections and pipes', () => {
    expect(excessFiles(worker())).toBe(20_000 - 2 * (160 + 160) - 70 - 30 - 5_000 - 4_000);
    expect(excessFiles(worker({ openFiles: 9_740 }))).toBe(0);
    expect(excessFiles(worker({ openFiles: 60 }))).toBe(0);
  });

  it.each([
    { unread: 'connections', figures: { connections: { current: null, max: 8_000 } }, ofBoth: true },
    { unread: 'streams', figures: { streams: { total: null, scan: 'skipped: busy' } }, ofBoth: true },
    { unread: 'its sockets', figures: { sockets: {} }, ofBoth: true },
    { unread: 'maxconn', figures: { connections: { current: 160 } }, ofBoth: false },
    { unread: 'its limit of descriptors', figures: { maxOpenFiles: null }, ofBoth: false },
    { unread: 'its descriptors', figures: { openFiles: null }, ofBoth: false },
    { unread: 'its UDP sockets', figures: { udpSockets: null }, ofBoth: false },
  ])('is not known where $unread were not read', ({ figures, ofBoth }) => {
    expect(excessFiles(worker(figures))).toBeNull();
    expect(excessCloseWait(worker(figures)) === null).toBe(ofBoth);
  });
});

describe('a bin', () => {
  const binOf = (workersAt: (run: number) => AuditedWorker[]): Bin | undefined =>
    deriveBins(runsBetween(0, 3 * HOUR).map((at, run) => answer(at, { workers: workersAt(run) })))[0];
  const known = (figures: object = {}) => {
    const { openFiles, maxOpenFiles, udpSockets, sockets, connections, streams } = worker(figures);
    return { openFiles, maxOpenFiles, udpSockets, sockets, connections, streams };
  };

  it('has what its running worker holds too much of', () => {
    expect(binOf(() => [{ known: known() }])).toMatchObject({
      excessCloseWaitSockets: 16_161,
      excessOpenFiles: 10_260,
    });
  });

  it('compares figures of one run: what was read only before and only after is not known', () => {
    const bin = binOf((run) => [
      {
        known:
          run < 6
            ? known({ connections: { current: null, max: null }, streams: { total: null } })
            : known({ sockets: {}, openFiles: null }),
      },
    ]);
    expect(bin).toMatchObject({ connections: 160, excessCloseWaitSockets: null, excessOpenFiles: null });
  });

  it('compares figures of one worker: connections of another explain nothing, and none is shown', () => {
    const sound = known({ sockets: { closeWait: 1, listening: 4 }, openFiles: 700 });
    const unasked = known({ connections: {}, streams: { total: null } });
    expect(binOf(() => [{ known: sound }, { pid: 101, known: unasked }])).toMatchObject({
      excessCloseWaitSockets: 0,
      excessOpenFiles: 0,
    });
    expect(binOf(() => [{ known: known() }, { pid: 101, known: known() }])).toMatchObject({
      excessCloseWaitSockets: 2 * 16_161,
      excessOpenFiles: 2 * 10_260,
    });
    const room = known({
      sockets: { closeWait: 0, listening: 4 },
      connections: { current: 9_000, max: 9_000 },
    });
    expect(binOf(() => [{ known: known() }, { pid: 101, known: room }])?.excessCloseWaitSockets).toBe(16_161);
  });

  it('asks neither old workers nor an entry of several', () => {
    const old = { pid: 90, startedAt: -600_000, state: 'stopping' as const, known: known() };
    const several = { pid: null, known: { ...known(), count: 3 } };
    const nothing = known({ sockets: { closeWait: 0, listening: 4 }, openFiles: 700 });
    expect(binOf(() => [{ known: nothing }, old, several])).toMatchObject({
      excessCloseWaitSockets: 0,
      excessOpenFiles: 0,
    });
  });
});
