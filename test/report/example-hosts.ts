import { ordinaryHost } from '../../infra/local/hosts/ordinary-host.ts';
import { simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import type { HostScenario, Leak } from '../../infra/local/hosts/simulation/host-scenario.ts';
import { hash, seededRandom } from '../../infra/local/hosts/simulation/random.ts';
import { expectedLoadBytes, limitsAt } from '../../infra/local/hosts/simulation/tcp-memory.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { DAY } from '../../lambdas/domain/records/time.ts';
import { leakingBy } from '../corpora/leaky-hosts.ts';

export const REPORT_AT = new Date('2026-11-23T06:00:00Z');

/** One host of an example, as its reader would tell it. */
export interface ExampleHost {
  name: string;
  role: string;
  version: string;
  /** Leaks so fast that its memory goes from the load's to pressure within so many days. */
  leaksInDays?: number;
  /** Releases that leak; its own by default. */
  affected?: readonly string[];
  pattern?: Leak['pattern'];
  events?: readonly ({ daysAgo: number } & (
    | { type: 'restart' }
    | { type: 'upgrade'; version: string; by: 'restart' | 'reload' }
  ))[];
  /** When it did not answer. */
  gap?: { fromDaysAgo: number; toDaysAgo: number };
  /** How often it is there, under as many names. */
  copies?: number;
  accounting?: HostScenario['machine']['accounting'];
}

/** All copies of what is said of one host. */
export type Copies = <T extends { hostId: string; name: string | null }>(one: T) => T[];

/** Example hosts over so many days before the report, the same on every machine. */
export function exampleReadings(
  hosts: readonly ExampleHost[],
  days: number,
): { bins: Bin[]; newestRun: Sample[]; copies: Copies } {
  const simulated = hosts.map((host, place) =>
    simulateHost(scenarioOf(host, place, days), hash(2026, place, 7)),
  );
  const counts = new Map(
    simulated.map(({ scenario }, place) => [scenario.identity.hostId, hosts[place]?.copies ?? 1]),
  );
  return {
    bins: simulated.flatMap((host) => host.bins(60)),
    newestRun: simulated.flatMap((host) => host.sample(new Date(REPORT_AT.getTime() - 900_000)) ?? []),
    copies: (one) => {
      const count = counts.get(one.hostId) ?? 1;
      if (count === 1) return [one];
      return Array.from({ length: count }, (_, index) => ({
        ...one,
        hostId: `${one.hostId.slice(0, -2)}${String(index).padStart(2, '0')}`,
        name: `${one.name}-${index + 1}`,
      }));
    },
  };
}

function scenarioOf(example: ExampleHost, place: number, days: number): HostScenario {
  const { name, role, version, leaksInDays, affected = [version], pattern = 'steady' } = example;
  const random = seededRandom(hash(2026, place));
  const from = new Date(REPORT_AT.getTime() - days * DAY);
  const base = ordinaryHost(random, { fleetSeed: 2026, from, days }, place);
  const { gap, events = [] } = example;
  const host: HostScenario = {
    ...base,
    identity: { ...base.identity, name, role },
    machine: { ...base.machine, accounting: example.accounting ?? 'per-cpu' },
    traffic: { ...base.traffic, growthPerDay: 0 },
    gaps: gap ? [{ fromDay: days - gap.fromDaysAgo, toDay: days - gap.toDaysAgo }] : [],
  };
  const room = limitsAt(host, 0).pressurePages * host.machine.pageBytes - expectedLoadBytes(host);
  const changed =
    leaksInDays === undefined
      ? host
      : leakingBy(host, random, room / leaksInDays, {
          mechanism: 'stuck-streams',
          affectedVersions: affected,
          pattern,
        });
  const haproxy = { ...changed.haproxy, version, ageDays: 3, answers: 'all' as const };
  return { ...changed, haproxy, events: events.map((event) => ({ ...event, atDay: days - event.daysAgo })) };
}
