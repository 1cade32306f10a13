import type { HostEvent, HostScenario } from '../../../infra/local/hosts/simulation/host-scenario.ts';
import type { Random } from '../../../infra/local/hosts/simulation/random.ts';
import { every } from '../leaky-hosts.ts';

type Change = (host: HostScenario, random: Random) => HostScenario;

export const withEvents = (host: HostScenario, events: readonly HostEvent[]): HostScenario => ({
  ...host,
  events: [...host.events, ...events].sort((a, b) => a.atDay - b.atDay),
});

/** What happens to healthy hosts over weeks, each with the share of hosts to which it happens. */
export const TIMELINE: readonly { share: number; change: Change }[] = [
  // As where certificates or service discovery reload HAProxy.
  {
    share: 0.08,
    change: (host, random) =>
      withEvents(
        {
          ...host,
          haproxy: { ...host.haproxy, hardStopAfterSeconds: Math.round(random.logBetween(120, 14_400)) },
        },
        every(random.logBetween(1, 6) / 24, host, (atDay) => ({ type: 'reload', atDay })),
      ),
  },
  {
    share: 0.18,
    change: (host, random) => {
      const type = random.pick(['restart', 'reload'] as const);
      return withEvents(
        host,
        every(random.pick([1, 1, 2, 7, 7]), host, (atDay) => ({ type, atDay })),
      );
    },
  },
  // A timeout or a server changed; with a new configuration, or unseen.
  {
    share: 0.15,
    change: (host, random) => {
      const atDay = random.between(0, host.days);
      const connections = {
        ...host.connections,
        lifetimeSteps: [{ atDay, factor: random.logBetween(0.25, 8) }],
      };
      const by = random.pick(['restart', 'reload'] as const);
      const changed = { ...host, connections };
      return random.chance(0.7) ? withEvents(changed, [{ type: 'config-change', atDay, by }]) : changed;
    },
  },
  // Answers are not always as fast.
  {
    share: 0.6,
    change: (host, random) => {
      const lifetimeWander = {
        sd: random.logBetween(0.02, 0.35),
        tauHours: random.logBetween(2, 120),
        driftPerDay: random.pick([0, 0, random.between(-0.01, 0.01)]),
      };
      return { ...host, connections: { ...host.connections, lifetimeWander } };
    },
  },
  // Campaigns, outages of another site, holidays.
  {
    share: 0.35,
    change: (host, random) => {
      const episodes = Array.from({ length: random.whole(1, 3) }, () => {
        const fromDay = random.between(-2, host.days);
        return {
          fromDay,
          toDay: fromDay + random.logBetween(0.3, 10),
          factor: random.pick([random.between(0.2, 0.8), random.between(1.2, 3)]),
          rampHours: random.logBetween(0.5, 48),
        };
      });
      return { ...host, traffic: { ...host.traffic, episodes } };
    },
  },
  {
    share: 0.1,
    change: (host, random) => {
      const days = Array.from({ length: random.whole(1, 4) }, () => random.between(0, host.days));
      const type = random.pick(['restart', 'reload', 'reboot'] as const);
      return withEvents(
        host,
        days.map((atDay) => ({ type, atDay })),
      );
    },
  },
];
