import type { HostEvent, HostScenario } from '../../infra/local/hosts/simulation/host-scenario.ts';
import type { Random } from '../../infra/local/hosts/simulation/random.ts';
import { every, withLoad } from './leaky-hosts.ts';

type Change = (host: HostScenario, random: Random) => HostScenario;

const connections = (host: HostScenario, changed: Partial<HostScenario['connections']>): HostScenario => ({
  ...host,
  connections: { ...host.connections, ...changed },
});
const traffic = (host: HostScenario, changed: Partial<HostScenario['traffic']>): HostScenario => ({
  ...host,
  traffic: { ...host.traffic, ...changed },
});
const haproxy = (host: HostScenario, changed: Partial<HostScenario['haproxy']>): HostScenario => ({
  ...host,
  haproxy: { ...host.haproxy, ...changed },
});
const midway = (host: HostScenario, random: Random) => host.days * random.between(0.2, 0.8);
const way = (random: Random) => random.pick(['restart', 'reload'] as const);

/** What looks like a leak and is none, a class each, as a change to an ordinary host. */
/** Longer than the last of an old worker's connections stays. */
const DAYS_OF_RELOADS = 25;

export const HEALTHY = {
  steady: (host) => host,
  growth: (host, random) => traffic(host, { growthPerDay: random.logBetween(0.005, 0.03) }),
  /** After a change of the configuration, or of something that no event tells of. */
  step: (host, random) => {
    const atDay = midway(host, random);
    const events: HostEvent[] = random.chance(0.6)
      ? [{ type: 'config-change', atDay, by: way(random) }]
      : random.chance(0.3)
        ? [{ type: 'limits-change', atDay, factor: random.pick([0.5, 1.5, 2]) }]
        : [];
    return { ...host, events, memorySteps: [{ atDay, factor: random.pick([0.6, 1.25, 1.5, 2]) }] };
  },
  /** Memory that fills after a start, within hours to days. */
  'warm-up': (host, random) =>
    connections(
      {
        ...host,
        haproxy: { ...host.haproxy, ageDays: random.between(0, 0.5) },
        events: random.chance(0.5) ? [{ type: 'restart', atDay: midway(host, random) }] : [],
      },
      { filling: { share: random.logBetween(0.15, 0.8), hours: random.logBetween(4, 120) } },
    ),
  /** Long-lived connections that accumulate to a steady number, by the days that they last. */
  'long-lived': (host, random) => {
    const longHours = random.logBetween(24, 110);
    const { longShare, longHours: before } = host.connections;
    const started = haproxy(host, { ageDays: random.between(0, 2), tunnelTimeoutSeconds: 864_000 });
    return connections(started, {
      longHours,
      longShare: (random.between(1, 3) * longShare * before) / longHours,
    });
  },
  seasonal: (host, random) => {
    const [dayAmplitude, peakHour] = [random.between(0.7, 0.95), random.between(6, 22)];
    return traffic(host, {
      shape: { type: 'synthetic', dayAmplitude, peakHour, weekendFactor: random.between(0.15, 0.5) },
    });
  },
  batch: (host, random) =>
    traffic(host, {
      batch: {
        everyDays: random.pick([1, 1, 2, 7]),
        startHour: random.whole(0, 23),
        hours: random.whole(1, 6),
        trafficFactor: random.between(1, 3),
        memoryFactor: random.between(1.3, 3),
      },
    }),
  wander: (host, random) => ({
    ...host,
    noise: {
      ...host.noise,
      wanderSd: random.between(0.08, 0.2),
      wanderTauHours: random.logBetween(48, 144),
    },
  }),
  migration: (host, random) => {
    const atDay = midway(host, random);
    const factor = random.pick([0.4, 0.6, 1.5, 2, 3]);
    const back = { atDay: atDay + random.between(1, 8), factor: 1 / factor };
    return traffic(host, { migrations: [{ atDay, factor }, ...(random.chance(0.4) ? [back] : [])] });
  },
  /**
   * Frequent reloads and long connections: old workers linger, with or without hard-stop-after. It has been so for long:
   * as many end as begin to drain.
   */
  'reload-residue': (host, random) => {
    const long = connections(host, { longHours: random.logBetween(6, 40) });
    const { longShare, longHours } = host.connections;
    const kept = connections(long, { longShare: (longShare * longHours) / long.connections.longHours });
    const hardStopAfterSeconds = random.pick([null, null, 7200, 86_400]);
    const started = haproxy(kept, { hardStopAfterSeconds, ageDays: DAYS_OF_RELOADS + 1 });
    const ever = { ...host, days: host.days + DAYS_OF_RELOADS };
    return {
      ...started,
      events: every(random.logBetween(0.2, 2), ever, (atDay) => ({
        type: 'reload',
        atDay: atDay - DAYS_OF_RELOADS,
      })),
    };
  },
  'clock-step': (host, random) => ({
    ...host,
    events: [
      {
        type: 'clock-step',
        atDay: midway(host, random),
        seconds: random.pick([-1, 1]) * Math.round(random.logBetween(120, 90_000)),
      },
    ],
  }),
  gaps: (host, random) => {
    const gaps = Array.from({ length: random.whole(2, 8) }, () => {
      const fromDay = random.between(0, host.days);
      return { fromDay, toDay: fromDay + random.logBetween(0.1, 3) };
    });
    return { ...host, gaps };
  },
  autoscaled: (host, random) => {
    const launchedDay = random.between(0.1, Math.max(0.2, host.days - 4));
    return {
      ...haproxy(host, { ageDays: 0 }),
      launchedDay,
      terminatedDay: launchedDay + random.between(0.3, 6),
    };
  },
  /** Tunnels without a timer: always about as many, or with the load, and some of them for days. */
  'untimed-baseline': (host, random) =>
    connections(haproxy(host, { untimedProxies: 1, ageDays: random.logBetween(0.5, 30) }), {
      untimed: {
        steady: random.whole(100, 3000),
        hours: random.logBetween(4, 120),
        loadShare: random.pick([0, 1, random.uniform()]),
        halfClosedShare: 0,
        bytesEach: 8000,
      },
    }),
  /** Half-closed streams without a timer: they look stuck, and end all the same. */
  'half-closed': (host, random) =>
    connections(haproxy(host, { untimedProxies: 1, ageDays: random.logBetween(0.5, 30) }), {
      untimed: {
        steady: random.whole(50, 800),
        hours: random.logBetween(6, 48),
        halfClosedShare: random.between(0.1, 0.5),
        bytesEach: random.logBetween(4000, 60_000),
        loadShare: random.uniform(),
      },
    }),
  restarts: (host, random) => ({
    ...host,
    events: every(random.pick([1, 2, 3, 7]), host, (atDay) => ({
      type: random.chance(0.1) ? 'reboot' : 'restart',
      atDay,
    })),
  }),
  upgraded: (host, random) => ({
    ...host,
    haproxy: { ...host.haproxy, version: '2.6.18' },
    events: [{ type: 'upgrade', version: '2.8.11', atDay: midway(host, random), by: way(random) }],
  }),
  /** So much traffic that memory touches the pressure limit every day. */
  'near-pressure': (host, random) => withLoad(host, random.between(0.55, 0.8)),
} as const satisfies Record<string, Change>;

/** Memory that can't be judged: sockets charged elsewhere, or no figure at all. */
export const UNOBSERVABLE = {
  bypassed: (host) => ({ ...host, machine: { ...host.machine, accounting: 'bypassed' } }),
  unreadable: (host) => ({ ...host, machine: { ...host.machine, accounting: 'unreadable' } }),
} as const satisfies Record<string, Change>;

export type HealthyKind = keyof typeof HEALTHY;
export type UnobservableKind = keyof typeof UNOBSERVABLE;
