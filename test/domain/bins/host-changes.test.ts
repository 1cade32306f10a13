import { describe, expect, it } from 'vitest';
import type { HostEvent } from '../../../lambdas/domain/records/bin.ts';
import type { Process } from '../../../lambdas/domain/records/sample.ts';
import { deriveBins } from '../all-bins.ts';
import { type AuditedHost, type AuditedWorker, answer, HOUR, runsBetween } from '../audited-host.ts';

/** When the host changes: 65 minutes into the second of three bins, five minutes after a run. */
const CHANGED = 4 * HOUR + 300;
const NEXT_RUN = 4 * HOUR + 900;

/** The bins of a host that is `before` until CHANGED and `after` from then on. */
const bins = (
  before: AuditedHost,
  after: AuditedHost | ((at: number) => AuditedHost),
  delay = (_: number) => 3,
) =>
  deriveBins(
    runsBetween(0, 9 * HOUR).map((at) => {
      const host = at < CHANGED ? before : typeof after === 'function' ? after(at) : after;
      return answer(at, { delay: delay(at), ...host });
    }),
  );

const fresh: AuditedWorker = { pid: 200, startedAt: CHANGED };
const old: AuditedWorker = { state: 'stopping' };
const busy = (current: number): Partial<Process> => ({
  connections: { current, max: null, currentTls: null, cumulative: null },
});
const boot = { bootId: 'boot-2', bootedAt: CHANGED };

interface Case {
  of: string;
  before?: AuditedHost;
  after: AuditedHost | ((at: number) => AuditedHost);
  events: HostEvent[];
  /** Whether it begins a new segment and so spoils the bin. */
  breaks: boolean;
}

const cases: Case[] = [
  { of: 'no change', after: {}, events: [], breaks: false },
  { of: 'another pid', after: { workers: [fresh] }, events: ['restart'], breaks: true },
  {
    of: 'the same pid, started anew (a container)',
    after: { workers: [{ startedAt: CHANGED }] },
    events: ['restart'],
    breaks: true,
  },
  {
    of: 'HAProxy stopped for an hour, then started',
    after: (at) => ({ workers: at < CHANGED + HOUR ? [] : [{ pid: 200, startedAt: CHANGED + HOUR }] }),
    events: ['restart'],
    breaks: true,
  },
  { of: 'HAProxy stopped for good', after: { workers: [] }, events: [], breaks: true },
  { of: 'HAProxy installed', before: { workers: [] }, after: { workers: [fresh] }, events: [], breaks: true },
  {
    of: 'a worker that drains beside a new one',
    after: { workers: [fresh, old] },
    events: ['reload'],
    breaks: true,
  },
  {
    of: 'a reload seen halfway, both still running',
    after: (at) => ({ workers: [fresh, at < NEXT_RUN + 60 ? {} : old] }),
    events: ['reload'],
    breaks: true,
  },
  {
    of: 'an older worker that goes on draining, the last one drained quickly',
    before: { workers: [{}, { pid: 90, startedAt: -600_000, state: 'stopping' }] },
    after: { workers: [fresh, { pid: 90, startedAt: -600_000, state: 'stopping' }] },
    events: ['reload'],
    breaks: true,
  },
  {
    of: 'a drained worker gone',
    before: { workers: [{}, { pid: 90, startedAt: -600_000, state: 'stopping' }] },
    after: {},
    events: [],
    breaks: false,
  },
  {
    of: 'three reloads in a bin, all drain',
    after: (at) => {
      const reloads = Math.min(3, 1 + Math.floor((at - CHANGED) / 1800));
      const started = (n: number) => ({ pid: 200 + n, startedAt: CHANGED + n * 1800 });
      const draining = Array.from({ length: reloads - 1 }, (_, n) => ({
        ...started(n),
        state: 'stopping' as const,
      }));
      return { workers: [started(reloads - 1), ...draining, old] };
    },
    events: ['reload'],
    breaks: true,
  },
  {
    of: 'another release, restarted',
    after: { workers: [{ ...fresh, version: '2.8.14' }] },
    events: ['upgrade'],
    breaks: true,
  },
  {
    of: 'an older release, restarted',
    after: { workers: [{ ...fresh, version: '2.8.3' }] },
    events: ['upgrade'],
    breaks: true,
  },
  {
    of: 'another release, reloaded',
    after: { workers: [{ ...fresh, version: '2.8.14' }, old] },
    events: ['reload', 'upgrade'],
    breaks: true,
  },
  {
    of: 'another release and configuration, restarted, under other limits',
    after: { workers: [{ ...fresh, version: '3.0.5', hash: 'sha256:bbb' }], pressurePages: 2000 },
    events: ['upgrade', 'config-change', 'limits-change'],
    breaks: true,
  },
  {
    of: 'a configuration reloaded',
    after: { workers: [{ ...fresh, hash: 'sha256:bbb' }, old] },
    events: ['reload', 'config-change'],
    breaks: true,
  },
  {
    of: 'a configuration file that the worker has not read',
    after: { workers: [{ hash: 'sha256:bbb' }] },
    events: ['config-change'],
    breaks: true,
  },
  { of: 'other limits', after: { pressurePages: 2000 }, events: ['limits-change'], breaks: true },
  { of: 'a reboot', after: { ...boot, workers: [fresh] }, events: ['reboot'], breaks: true },
  {
    of: 'a reboot after which the worker has its old pid',
    after: { ...boot, workers: [{ startedAt: CHANGED }] },
    events: ['reboot'],
    breaks: true,
  },
  {
    of: 'a reboot of a host that tells no boot id',
    before: { bootId: null },
    after: { ...boot, bootId: null, workers: [fresh] },
    events: ['reboot'],
    breaks: true,
  },
  {
    of: 'a reboot into another release',
    after: { ...boot, workers: [{ ...fresh, version: '2.8.14' }] },
    events: ['reboot', 'upgrade'],
    breaks: true,
  },
  ...[-400_000, -3600, -90, 90, 3600, 400_000].map((clockAhead) => ({
    of: `a clock set by ${clockAhead} s`,
    after: { clockAhead },
    events: ['clock-step' as const],
    breaks: false,
  })),
  { of: 'a clock corrected by 20 s', after: { clockAhead: 20 }, events: [], breaks: false },
  {
    of: 'a clock set while a worker is reloaded',
    after: { clockAhead: 7200, workers: [fresh, old] },
    events: ['reload', 'clock-step'],
    breaks: true,
  },
  {
    of: 'a clock set while a worker is restarted',
    after: { clockAhead: 7200, workers: [fresh] },
    events: ['restart'],
    breaks: true,
  },
  {
    of: 'another of two services with most connections',
    before: {
      workers: [{ known: busy(9) }, { pid: 300, version: '3.0.5', hash: 'sha256:ccc', known: busy(5) }],
    },
    after: {
      workers: [{ known: busy(5) }, { pid: 300, version: '3.0.5', hash: 'sha256:ccc', known: busy(9) }],
    },
    events: [],
    breaks: false,
  },
  {
    of: 'a second service started',
    after: { workers: [{ known: busy(9) }, { ...fresh, version: '3.0.5' }] },
    events: [],
    breaks: true,
  },
  {
    of: 'the busiest of two services stopped',
    before: { workers: [{ known: busy(9) }, { pid: 300, version: '3.0.5', hash: 'sha256:ccc' }] },
    after: { workers: [{ pid: 300, version: '3.0.5', hash: 'sha256:ccc' }] },
    events: [],
    breaks: true,
  },
  {
    of: 'the second of two services restarted into another release',
    before: { workers: [{ known: busy(9) }, { pid: 300, known: busy(1) }] },
    after: { workers: [{ known: busy(9) }, { ...fresh, version: '3.0.5', known: busy(1) }] },
    events: ['restart'],
    breaks: true,
  },
  {
    of: 'version, configuration and limits that could not be read',
    after: (at) =>
      at < CHANGED + HOUR ? { workers: [{ version: null, hash: null }], pressurePages: null } : {},
    events: [],
    breaks: false,
  },
  {
    of: 'other limits after runs that could not read them',
    after: (at) => ({ pressurePages: at < CHANGED + HOUR ? null : 2000 }),
    events: ['limits-change'],
    breaks: true,
  },
  {
    of: 'the same pid, of which no uptime is known, started anew',
    before: { workers: [{ known: { uptimeSeconds: null } }] },
    after: { workers: [{ startedAt: CHANGED, known: { uptimeSeconds: null } }] },
    events: ['restart'],
    breaks: true,
  },
  {
    of: 'another release after a run that could not read it',
    after: (at) => ({
      workers: [
        {
          ...fresh,
          ...(at < CHANGED + HOUR ? { pid: 100, startedAt: -500_000, version: null } : { version: '2.8.14' }),
        },
      ],
    }),
    events: ['upgrade'],
    breaks: true,
  },
  {
    of: 'workers of which no pid is known',
    before: { workers: [{ pid: null }] },
    after: { workers: [{ pid: null }] },
    events: [],
    breaks: false,
  },
  {
    of: 'a list of workers that was cut elsewhere',
    before: { workers: [{ pid: 1 }, { pid: 2 }, { pid: null, known: { count: 3 } }] },
    after: { workers: [{ pid: 1 }, { pid: 3 }, { pid: null, known: { count: 3 } }] },
    events: [],
    breaks: false,
  },
];

describe('a host', () => {
  it.each(cases)('with $of has the events $events', ({ before = {}, after, events, breaks }) => {
    const [first, second, third] = bins(before, after);
    expect(second?.events).toEqual(events);
    expect(second?.usable).toBe(!breaks);
    expect(third).toMatchObject({ events: [], usable: true });
    expect(first?.segment).toEqual(expect.any(String));
    expect(third?.segment).toEqual(expect.any(String));
    expect(third?.segment !== first?.segment).toBe(breaks);
  });

  it.each(cases)(
    'with $of gives the same whatever the delay of its answers',
    ({ before = {}, after, events }) => {
      const [, second] = bins(before, after, (at) => ((at / 900) * 37) % 100);
      expect(second?.events).toEqual(events);
    },
  );

  it.each(cases)(
    'with $of between two bins has it reported in the later one',
    ({ before = {}, after, events, breaks }) => {
      const shift = 3 * HOUR - NEXT_RUN;
      const shifted = (host: AuditedHost): AuditedHost => ({
        ...host,
        bootedAt: (host.bootedAt ?? -900_000) + shift,
        ...(host.workers && {
          workers: host.workers.map((one) => ({ ...one, startedAt: (one.startedAt ?? -500_000) + shift })),
        }),
      });
      const [first, second] = deriveBins(
        runsBetween(0, 6 * HOUR).map((at) => {
          const then = at < 3 * HOUR ? before : typeof after === 'function' ? after(at - shift) : after;
          return answer(at, shifted({ workers: [{}], ...then }));
        }),
      );
      expect(second?.events).toEqual(events);
      expect(first?.usable).toBe(true);
      expect(second?.segment !== first?.segment).toBe(breaks);
    },
  );

  it('that changes between two bins spoils neither', () => {
    const [first, second] = deriveBins(
      runsBetween(0, 6 * HOUR).map((at) =>
        answer(at, at < 3 * HOUR ? {} : { workers: [{ pid: 2, startedAt: 10_000 }] }),
      ),
    );
    expect([first?.usable, second?.usable]).toEqual([true, true]);
    expect(second?.events).toEqual(['restart']);
  });

  it('whose HAProxy stopped has none of its workers in the next bin', () => {
    const [, , third] = bins({}, { workers: [] });
    expect(third).toMatchObject({ version: null, ageSeconds: null, usable: true });
  });
});

describe('the segment of a worker', () => {
  const segments = (host: (at: number) => AuditedHost, kernel: (at: number) => number | null) => {
    const samples = runsBetween(0, 15 * HOUR).map((at) => {
      const sample = answer(at, host(at));
      const uptimeSeconds = kernel(at);
      return { ...sample, kernel: { ...sample.kernel, uptimeSeconds } };
    });
    return new Set(deriveBins(samples).map(({ segment }) => segment));
  };

  it.each([
    { of: 'is known', kernel: (at: number, delay: number) => 900_000 + at + delay },
    { of: 'is not known', kernel: () => null, delays: false },
    { of: 'stands still', kernel: () => 900_000, delays: false },
  ])("is one while it lives, where the kernel's uptime $of", ({ kernel, delays = true }) => {
    // Each bin's answers are later than those of the bin before; starts at every minute of three hours.
    const delay = (at: number) => (delays ? 10 * Math.floor(at / (3 * HOUR)) : 3);
    for (let startedAt = -500_000; startedAt < -500_000 + 3 * HOUR; startedAt += 10)
      expect(
        segments(
          (at) => ({ delay: delay(at), workers: [{ startedAt }] }),
          (at) => kernel(at, delay(at)),
        ).size,
      ).toBe(1);
  });

  it('is another after each boot, where boots have no id and workers start as long after each', () => {
    const booted = (at: number) => Math.floor(at / (6 * HOUR)) * 6 * HOUR - 100;
    const host = (at: number) => ({
      bootId: null,
      bootedAt: booted(at),
      workers: [{ startedAt: booted(at) + 20 }],
    });
    expect(segments(host, (at) => at + 3 - booted(at)).size).toBe(3);
  });
});
