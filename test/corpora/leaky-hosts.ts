import { AFFECTED_VERSIONS } from '../../infra/local/hosts/ordinary-host.ts';
import type { HostEvent, HostScenario, Leak } from '../../infra/local/hosts/simulation/host-scenario.ts';
import type { Random } from '../../infra/local/hosts/simulation/random.ts';
import { expectedLoadBytes, limitsAt } from '../../infra/local/hosts/simulation/tcp-memory.ts';
import { dailyNoiseBytes } from '../../infra/local/hosts/simulation/truth.ts';

type Change = (host: HostScenario, random: Random) => HostScenario;

/** Leaks as they come, a class each, as a change to an ordinary host. */
export const LEAKY = {
  linear: (host, random) => leaking(host, random, daysFromZero(random)),
  /** In proportion to the traffic. */
  traffic: (host, random) => leaking(host, random, daysFromZero(random), { pattern: 'with-traffic' }),
  bursts: (host, random) => leaking(host, random, daysFromZero(random), { pattern: 'bursts' }),
  /** From an upgrade on. */
  onset: (host, random) => {
    const leaky = leaking(host, random, random.logBetween(20, 150));
    const { version } = leaky.haproxy;
    const atDay = host.days * random.between(0.2, 0.7);
    const by = random.pick(['restart', 'reload'] as const);
    return {
      ...leaky,
      haproxy: { ...leaky.haproxy, version: '2.6.18' },
      events: [{ type: 'upgrade', version, atDay, by }],
    };
  },
  /** Hidden by scheduled restarts. */
  sawtooth: (host, random) => ({
    ...leaking(host, random, random.logBetween(12, 60)),
    events: every(random.pick([1, 2, 3, 4, 7]), host, (atDay) => ({ type: 'restart', atDay })),
  }),
  /** Traffic falls as memory leaks: the sum is flat for a month. */
  masked: (base, random) => {
    const host = withLoad(base, random.between(0.2, 0.45));
    const maximum = (0.85 * expectedLoadBytes(host)) / Math.max(host.days, 28);
    const leaky = leakingBy(host, random, maximum * random.between(0.5, 1));
    const growthPerDay = -(leaky.leak?.bytesPerDay ?? 0) / expectedLoadBytes(host);
    return { ...leaky, traffic: { ...leaky.traffic, growthPerDay } };
  },
  'with-growth': (host, random) => {
    const leaky = leaking(host, random, daysFromZero(random));
    return { ...leaky, traffic: { ...leaky.traffic, growthPerDay: random.logBetween(0.005, 0.025) } };
  },
  'short-lived': (host, random) => {
    const launchedDay = random.between(0, Math.max(0.1, host.days - 6));
    return {
      ...leaking(host, random, random.logBetween(8, 40)),
      launchedDay,
      terminatedDay: launchedDay + random.between(3, 6),
    };
  },
  /** Reloads leave what leaked in old workers. */
  reloaded: (host, random) => ({
    ...leaking(
      { ...host, haproxy: { ...host.haproxy, hardStopAfterSeconds: null } },
      random,
      random.logBetween(20, 200),
    ),
    events: every(random.pick([3, 5, 9]), host, (atDay) => ({ type: 'reload', atDay })),
  }),
} as const satisfies Record<string, Change>;

export type LeakyKind = keyof typeof LEAKY;

/** Most take weeks to months; some are so slow that they are not material. */
const daysFromZero = (random: Random): number => random.logBetween(30, 300);

/** The founding leak, at a rate that takes memory from the load's to pressure within so many days. */
function leaking(host: HostScenario, random: Random, daysToPressure: number, changed: Partial<Leak> = {}) {
  const room = limitsAt(host, 0).pressurePages * host.machine.pageBytes - expectedLoadBytes(host);
  return leakingBy(host, random, room / daysToPressure, changed);
}

/** The host with so much traffic that its load holds that share of what brings pressure. */
export function withLoad(host: HostScenario, share: number): HostScenario {
  const pressureBytes = limitsAt(host, 0).pressurePages * host.machine.pageBytes;
  const factor = (share * pressureBytes) / expectedLoadBytes(host);
  const connectionsPerSecond = host.traffic.connectionsPerSecond * factor;
  return { ...host, traffic: { ...host.traffic, connectionsPerSecond } };
}

/** Of ten leaks eight are the founding one; the others can be counted less, or not at all. */
export function leakingBy(
  host: HostScenario,
  random: Random,
  bytesPerDay: number,
  changed: Partial<Leak> = {},
): HostScenario {
  const version = random.pick(AFFECTED_VERSIONS);
  const mechanism = random.chance(0.8)
    ? ('stuck-streams' as const)
    : random.pick(['held-connections', 'buffers'] as const);
  const leak: Leak = {
    mechanism,
    pattern: 'steady',
    bytesPerDay,
    bytesPerStream: random.logBetween(60_000, 600_000),
    deadShare: random.between(0.5, 1),
    affectedVersions: [version],
    ...changed,
  };
  // It ran for days already, but not so long that it is in pressure on the first.
  const ageDays = Math.min(host.haproxy.ageDays, 12);
  return { ...host, haproxy: { ...host.haproxy, version, ageDays }, leak };
}

/** A leak of so many standard deviations of the daily noise a day. */
export const leakingAt = (host: HostScenario, random: Random, r: number): HostScenario =>
  leakingBy(host, random, r * dailyNoiseBytes(host));

/** Events of a schedule, in the small hours and some minutes off the hour, each a few minutes late or early. */
export function every(
  periodDays: number,
  { days }: HostScenario,
  event: (atDay: number) => HostEvent,
): HostEvent[] {
  const count = Math.floor((days - 0.2) / periodDays);
  return Array.from({ length: Math.max(0, count) }, (_, index) =>
    event((index + 1) * periodDays - (periodDays >= 1 ? 0.83 : 0) + 0.007 * (index % 3) + 0.01),
  );
}
