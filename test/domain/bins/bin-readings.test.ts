import { describe, expect, it } from 'vitest';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import type { Process, SampledHost } from '../../../lambdas/domain/records/sample.ts';
import { deriveBins } from '../all-bins.ts';
import { type AuditedHost, answer, HOUR, runsBetween } from '../audited-host.ts';
import { worker } from '../samples.ts';

/** The second of two bins of a host described at each of its runs. */
function secondBin(host: (at: number) => AuditedHost, period = 900): Bin | undefined {
  return deriveBins(runsBetween(0, 6 * HOUR, period).map((at) => answer(at, host(at))))[1];
}

const connections = (known: Partial<Process['connections']>): Partial<Process> => ({
  connections: { current: null, max: null, currentTls: null, cumulative: null, ...known },
});
const run = (at: number) => (at - 3 * HOUR) / 900;

describe('readings of a bin', () => {
  it.each([
    { of: 'twelve', known: 12, bytes: 4096 * 106.5 },
    { of: 'seven', known: 7, bytes: 4096 * 104 },
    { of: 'four', known: 4, bytes: 4096 * 102.5 },
    { of: 'three', known: 3, bytes: null },
    { of: 'none', known: 0, bytes: null },
  ])('are the median of the runs that know them, where $of of twelve do', ({ known, bytes }) => {
    const bin = secondBin((at) => ({ tcp: { memoryPages: run(at) < known ? 101 + run(at) : null } }));
    expect(bin?.memoryBytes).toBe(bytes);
    expect(bin?.usable).toBe(true);
  });

  it('are not moved by a run that says something else', () => {
    const bin = secondBin((at) => ({ tcp: { memoryPages: run(at) === 5 ? 1e9 : 100 } }));
    expect(bin?.memoryBytes).toBe(409_600);
  });

  it('derive sockets in no table from three counts, or from none where one is unread', () => {
    const tcp = { allocated: 50, inUse: 30, inUse6: 5 };
    expect(secondBin(() => ({ tcp }))?.unlistedSockets).toBe(15);
    for (const unread of [{ allocated: null }, { inUse: null }, { inUse6: null }])
      expect(secondBin(() => ({ tcp: { ...tcp, ...unread } }))?.unlistedSockets).toBeNull();
  });

  it('are each of the worker that has them, and unknown where it does not report them', () => {
    const { streams, pools } = worker();
    const known: Partial<Process> = {
      deadSockets: 1,
      streams: { ...streams, stuck: 3, untimed: 5, stuckOlderThan: { ...streams.stuckOlderThan, '24h': 2 } },
      ...connections({ current: 6 }),
      openFiles: 7,
      pools: { ...pools, usedBytes: 8 },
      residentBytes: 9,
    };
    expect(secondBin(() => ({ workers: [{ known }] }))).toMatchObject({
      deadSockets: 1,
      oldStuckStreams: 2,
      stuckStreams: 3,
      untimedStreams: 5,
      connections: 6,
      openFiles: 7,
      poolUsedBytes: 8,
      residentBytes: 9,
      stoppingWorkers: 0,
      stoppingDeadSockets: 0,
    });
    expect(secondBin(() => ({}))).toMatchObject({
      deadSockets: null,
      oldStuckStreams: null,
      stuckStreams: null,
      untimedStreams: null,
      connections: null,
      openFiles: null,
      poolUsedBytes: null,
      residentBytes: null,
    });
  });

  it('take sockets in TIME_WAIT for what closed, but not those of another network namespace', () => {
    const tcp = { timeWait: 240 };
    expect(secondBin(() => ({ tcp }))?.timeWaitSockets).toBe(240);
    expect(secondBin(() => ({ tcp, notes: ['other-netns'] }))?.timeWaitSockets).toBeNull();
  });

  it('sum running workers, and those that drain apart', () => {
    const dead = (deadSockets: number | null, current = 1) => ({ deadSockets, ...connections({ current }) });
    const workers = [
      { known: dead(7) },
      { pid: 101, known: dead(2) },
      { pid: 90, startedAt: -600_000, state: 'stopping' as const, known: dead(40) },
      { pid: null, startedAt: -700_000, state: 'stopping' as const, known: { ...dead(10), count: 3 } },
    ];
    expect(secondBin(() => ({ workers }))).toMatchObject({
      deadSockets: 9,
      connections: 2,
      stoppingWorkers: 4,
      stoppingDeadSockets: 50,
    });
  });

  it('take a worker whose state nobody could read for a running one', () => {
    const unread = { state: null, known: { deadSockets: 7, ...connections({ current: 1 }) } };
    expect(secondBin(() => ({ workers: [unread] }))).toMatchObject({ deadSockets: 7, stoppingWorkers: 0 });
  });

  it('are unknown where the main worker is unread, whatever the others say', () => {
    const workers = (main: number | null, other: number | null) => [
      { known: { deadSockets: main, ...connections({ current: 9 }) } },
      { pid: 101, known: { deadSockets: other, ...connections({ current: 1 }) } },
    ];
    expect(secondBin(() => ({ workers: workers(null, 4) }))?.deadSockets).toBeNull();
    expect(secondBin(() => ({ workers: workers(4, null) }))?.deadSockets).toBe(4);
  });

  it('know no worker of a host where none runs, but its memory', () => {
    expect(secondBin(() => ({ workers: [], tcp: { memoryPages: 10 } }))).toMatchObject({
      memoryBytes: 40_960,
      deadSockets: null,
      connectionsPerSecond: null,
      version: null,
      package: null,
      config: null,
      ageSeconds: null,
      stoppingWorkers: 0,
    });
  });

  it('have limits and CPUs of the last run that knows them, and no limit without the size of a page', () => {
    const of = (tcp: Partial<SampledHost['tcp']>, kernel: Partial<SampledHost['kernel']>) =>
      deriveBins(
        runsBetween(0, 3 * HOUR).map((at, index) => {
          const { tcp: otherTcp, kernel: otherKernel, ...sample } = answer(at, {});
          const isLate = index > 8;
          return {
            ...sample,
            tcp: { ...otherTcp, memoryPressurePages: 10, memoryHighPages: 20, ...(isLate && tcp) },
            kernel: { ...otherKernel, cpuCount: 4, ...(isLate && kernel) },
          };
        }),
      )[0];
    expect(of({ memoryPressurePages: 11 }, { cpuCount: 8 })).toMatchObject({
      pressureBytes: 11 * 4096,
      highBytes: 20 * 4096,
      cpuCount: 8,
    });
    expect(of({ memoryPressurePages: null }, { pageBytes: null, cpuCount: null })).toMatchObject({
      pressureBytes: 10 * 4096,
      highBytes: 20 * 4096,
      cpuCount: 4,
      pageBytes: 4096,
    });
  });

  it('have age, limits, timeouts and notes at the end of the bin', () => {
    const bin = secondBin((at) => ({
      workers: [{ startedAt: -1000, known: { package: 'haproxy 2.8.11-1ubuntu2' } }],
      tcp: { memoryHighPages: 2000 },
      notes: run(at) === 5 ? ['other-netns', 'busy'] : ['other-netns'],
    }));
    expect(bin).toMatchObject({
      // The host answers three seconds after it was to be asked.
      ageSeconds: 4.5 * HOUR + 1000 + 3,
      pageBytes: 4096,
      pressureBytes: 4_096_000,
      highBytes: 8_192_000,
      longestTimeoutSeconds: 90,
      version: '2.8.11',
      package: 'haproxy 2.8.11-1ubuntu2',
      config: {
        clientTimeoutSeconds: 60,
        serverTimeoutSeconds: 90,
        tunnelTimeoutSeconds: null,
        untimedProxies: 0,
        clientTcpUserTimeoutSeconds: null,
        serverTcpUserTimeoutSeconds: null,
        hardStopAfterSeconds: null,
      },
      notes: ['busy', 'other-netns'],
    });
  });
});

describe('flows of a bin', () => {
  const counting = (cumulative: (at: number) => number | null) =>
    secondBin((at) => ({ workers: [{ known: connections({ cumulative: cumulative(at) }) }] }))
      ?.connectionsPerSecond;

  it.each([
    { of: 'a steady counter', counter: (at: number) => 500 + 2 * at, rate: 2 },
    { of: 'a counter that stands', counter: () => 500, rate: 0 },
    { of: 'a counter that nobody reads', counter: () => null, rate: null },
    {
      of: 'a counter cleared in the bin',
      counter: (at: number) => 2 * at - (run(at) < 6 ? 0 : 4 * HOUR),
      rate: 2,
    },
    {
      of: 'a counter that goes past its greatest value',
      counter: (at: number) => (2 ** 32 - 30_000 + 2 * at) % 2 ** 32,
      rate: 2,
    },
    {
      of: 'a counter unread now and then',
      counter: (at: number) => (run(at) % 5 === 0 ? null : 2 * at),
      rate: 2,
    },
    {
      of: 'a counter read in a third of the runs',
      counter: (at: number) => (run(at) > 3 ? null : 2 * at),
      rate: 2,
    },
    { of: 'a counter seldom read', counter: (at: number) => (run(at) > 2 ? null : 2 * at), rate: null },
    {
      of: 'traffic of another kind before the bin',
      counter: (at: number) => (at < 3 * HOUR ? 100 * at : 300 * HOUR + 2 * (at - 3 * HOUR)),
      rate: 2,
    },
  ])('are $rate a second for $of', ({ counter, rate }) => {
    const flow = counting(counter);
    if (rate === null) expect(flow).toBeNull();
    else expect(flow).toBeCloseTo(rate, 9);
  });

  it('are of connections, requests and bytes, each by its own counter', () => {
    const bin = secondBin((at) => ({
      workers: [
        {
          known: {
            ...connections({ cumulative: 2 * at }),
            requestsCumulative: 3 * at,
            bytesOutCumulative: 1000.125 * at,
          },
        },
      ],
    }));
    expect(bin).toMatchObject({ connectionsPerSecond: 2, requestsPerSecond: 3, bytesOutPerSecond: 1000.13 });
  });

  it('count across the start of the bin by their share of time', () => {
    // Runs at :10 and :40; 60 a second until the bin begins and 6 after it, of which the first interval has 10 of 30 minutes.
    const cumulative = (at: number) => 60 * Math.min(at, 3 * HOUR) + 6 * Math.max(0, at - 3 * HOUR);
    const bins = deriveBins(
      runsBetween(600, 6 * HOUR, 1800).map((at) =>
        answer(at, { workers: [{ known: connections({ cumulative: cumulative(at) }) }] }),
      ),
    );
    const first = (60 * 20 + 6 * 10) * 60;
    const expected = (first / 3 + 6 * 5 * 1800) / (600 + 5 * 1800);
    expect(bins[1]?.connectionsPerSecond).toBeCloseTo(expected, 4);
  });

  it.each([
    { of: 'a restart', after: { workers: [{ pid: 200, startedAt: 4 * HOUR, known: {} }] } },
    { of: 'a restart with the same pid', after: { workers: [{ startedAt: 4 * HOUR, known: {} }] } },
    {
      of: 'a reboot',
      after: { bootId: 'b', bootedAt: 4 * HOUR, workers: [{ startedAt: 4 * HOUR, known: {} }] },
    },
  ])('never go from one process to the next after $of', ({ after }) => {
    const bin = secondBin((at) => {
      const cumulative = at <= 4 * HOUR ? 2 * at : 900_000 + 2 * at;
      const host: AuditedHost = at <= 4 * HOUR ? { workers: [{}] } : after;
      const workers = host.workers?.map((one) => ({ ...one, known: connections({ cumulative }) }));
      return { ...host, ...(workers && { workers }) };
    });
    expect(bin?.connectionsPerSecond).toBeCloseTo(2, 9);
  });

  it('sum the running workers, whichever of them is the main one', () => {
    const bin = secondBin((at) => ({
      workers: [
        { known: connections({ current: run(at) % 2, cumulative: 2 * at }) },
        { pid: 101, known: connections({ current: 0.5, cumulative: 90_000 + 3 * at }) },
      ],
    }));
    expect(bin?.connectionsPerSecond).toBeCloseTo(5, 9);
    expect(bin).toMatchObject({ usable: true, events: [] });
  });

  it.each([
    {
      of: 'a counter that rose since the bin before',
      events: (at: number) => 5 + Math.max(0, run(at)),
      sum: 11,
    },
    { of: 'a counter that stands', events: () => 5, sum: 0 },
    { of: 'a counter that nobody reads', events: () => null, sum: null },
    {
      of: 'a counter that began again',
      events: (at: number) => (run(at) < 6 ? 5 + Math.max(0, run(at)) : run(at) - 6),
      sum: 10,
    },
  ])('count $sum pressure events for $of', ({ events, sum }) => {
    const bin = secondBin((at) => ({ tcp: { pressureEvents: events(at) } }));
    expect(bin?.pressureEvents).toBe(sum);
  });

  it('pressure events of another boot are another count', () => {
    const bin = secondBin((at) =>
      run(at) < 6
        ? { tcp: { pressureEvents: 5 } }
        : { bootId: 'boot-2', bootedAt: at - 60, tcp: { pressureEvents: 50 } },
    );
    expect(bin?.pressureEvents).toBe(0);
  });
});
