import { type SimulatedHost, simulateHost } from '../../../infra/local/hosts/simulated-host.ts';
import type { HostScenario } from '../../../infra/local/hosts/simulation/host-scenario.ts';
import { seededRandom } from '../../../infra/local/hosts/simulation/random.ts';
import { expectedLoadBytes, limitsAt } from '../../../infra/local/hosts/simulation/tcp-memory.ts';
import { hostOfKind } from '../../corpora/corpus.ts';
import { leakingBy } from '../../corpora/leaky-hosts.ts';
import type { Weeks } from './simulated-weeks.ts';

/** A Monday. */
const FROM = new Date('2026-10-05T00:00:00Z');
const DAYS = 9;
const DAY = 24;

/** Hours from the start at which the host begins to leak, and at which it runs the release with the fix. */
export const LEAK_FROM = 40;
export const FIXED_AT = 144;

/** Eight days in which everything happens once. */
export const EVENTFUL: Weeks = {
  from: FROM,
  hours: 216,
  hosts: [host(0, leaky), ...[1, 2, 3].map((index) => host(index, silentFrom(12, 20)))],
  troubles: [
    { kind: 'no-audits', from: 28, to: 38 },
    { kind: 'knowledge-broken', from: 45, to: 51 },
    { kind: 'audits-slow', from: 60, to: 68 },
    { kind: 'probe-broken', from: 72, to: 78 },
    { kind: 'audits-refused', from: 84, to: 93 },
    { kind: 'fleet-empty', from: 108, to: 116 },
    { kind: 'no-scorings', from: 120, to: 136 },
    { kind: 'scorings-refused', from: 150, to: 164 },
    { kind: 'no-report', from: 7 * DAY, to: 8 * DAY },
  ],
  purgedAt: [100, 167, 190],
};

/** Eight days in which nothing happens. */
export const QUIET: Weeks = {
  from: FROM,
  hours: 8 * DAY,
  hosts: [1, 2, 3].map((index) => host(index, (scenario) => scenario)),
  troubles: [],
};

/**
 * The first days of a stack that was deployed an hour before its report is due: audits begin at once, the first scoring
 * comes after the first bin.
 */
export const FIRST_DAYS: Weeks = {
  from: new Date(FROM.getTime() + 8 * 3_600_000),
  hours: 8 * DAY,
  hosts: [1, 2, 3].map((index) => host(index, (scenario) => scenario)),
  troubles: [],
};

/** Two days, long after anybody has looked at what is known; nobody audits any more. */
export const STALE: Weeks = {
  from: new Date('2027-11-22T00:00:00Z'),
  hours: 48,
  hosts: [],
  troubles: [{ kind: 'no-audits', from: 0, to: 48 }],
};

/** A day in which scorings and the report take almost as long as they may. */
export const SLOW: Weeks = {
  from: FROM,
  hours: 27,
  hosts: [host(1, (scenario) => scenario)],
  troubles: [
    { kind: 'scorings-slow', from: 0, to: 27 },
    { kind: 'report-slow', from: 0, to: 27 },
  ],
};

/** Half a day in which the report times out, and so does the attempt that follows. */
export const TIMED_OUT: Weeks = {
  from: FROM,
  hours: 12,
  hosts: [host(1, (scenario) => scenario)],
  troubles: [{ kind: 'report-times-out', from: 0, to: 12 }],
};

/** Until the leak is found, by which time somebody has accepted it. */
export const ACCEPTED: Weeks = {
  from: FROM,
  hours: 96,
  hosts: [host(0, leaky), host(1, (scenario) => scenario)],
  troubles: [],
  acknowledgements: [{ target: 'edge-0', reason: 'replaced next week', until: '2026-11-01T00:00:00Z' }],
};

function host(index: number, change: (scenario: HostScenario) => HostScenario): SimulatedHost {
  const { scenario, seed } = hostOfKind('steady', 20 + index, { days: DAYS, from: FROM });
  const identity = {
    ...scenario.identity,
    hostId: `i-${String(index).padStart(17, '0')}`,
    name: `edge-${index}`,
    role: 'edge',
  };
  return simulateHost(
    change({ ...scenario, identity, haproxy: { ...scenario.haproxy, version: '2.6.18', answers: 'all' } }),
    seed,
  );
}

function leaky(base: HostScenario): HostScenario {
  const room = limitsAt(base, 0).pressurePages * base.machine.pageBytes - expectedLoadBytes(base);
  const { leak } = leakingBy(base, seededRandom(1), room / 4.5, {
    mechanism: 'stuck-streams',
    affectedVersions: ['2.8.11'],
  });
  return {
    ...base,
    leak,
    events: [
      { type: 'upgrade', version: '2.8.11', atDay: LEAK_FROM / DAY, by: 'restart' },
      { type: 'upgrade', version: '2.8.16', atDay: FIXED_AT / DAY, by: 'restart' },
    ],
  };
}

function silentFrom(from: number, to: number) {
  return (scenario: HostScenario): HostScenario => ({
    ...scenario,
    gaps: [{ fromDay: (from - 0.1) / DAY, toDay: (to - 0.1) / DAY }],
  });
}
