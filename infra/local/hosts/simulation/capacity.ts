import { descriptorsOf, type Holdings } from './holdings.ts';
import type { HostScenario, Machine } from './host-scenario.ts';
import type { ProcessLimits } from './pile.ts';

/** Where the scenario doesn't say: this, or the next step above ten times the mean load. */
const MINIMUM_CONNECTIONS = 100_000;
const LOAD_FACTOR = 10;
/** Descriptors that a worker has open without a connection. */
export const IDLE_DESCRIPTORS = 22;

/** `maxconn` of the process. */
export function maxConnectionsOf({ haproxy, traffic, connections }: HostScenario): number {
  if (haproxy.maxConnections !== undefined) return haproxy.maxConnections;
  const { shortSeconds, longShare, longHours } = connections;
  const mean = traffic.connectionsPerSecond * (shortSeconds + 3600 * longShare * longHours);
  const step = 10 ** Math.ceil(Math.log10(LOAD_FACTOR * mean));
  return Math.max(MINIMUM_CONNECTIONS, step);
}

/** As HAProxy reckons it from maxconn, unless the scenario says else. */
export const maxOpenFilesOf = (scenario: HostScenario): number =>
  scenario.haproxy.maxOpenFiles ?? 2 * maxConnectionsOf(scenario) + 50;

/** The control group's limit, or the host's memory. */
export const memoryLimitOf = ({
  machine,
}: {
  machine: Pick<Machine, 'memoryLimitBytes' | 'memoryTotalBytes'>;
}): number => Math.min(machine.memoryLimitBytes ?? Infinity, machine.memoryTotalBytes);

/** Limits that the scenario sets; without them nothing comes near one. */
export const processLimits = (scenario: HostScenario): ProcessLimits | null =>
  scenario.haproxy.maxConnections === undefined && scenario.haproxy.maxOpenFiles === undefined
    ? null
    : {
        connections: maxConnectionsOf(scenario),
        descriptors: maxOpenFilesOf(scenario) - IDLE_DESCRIPTORS,
      };

/** How many connections of its load fit beside what a worker holds and has leaked: neither maxconn nor its descriptors allow more. */
export function roomForConnections(scenario: HostScenario, held: Holdings, leakedStreams: number): number {
  const limits = processLimits(scenario);
  if (limits === null) return Infinity;
  const connections = limits.connections - held.connections - leakedStreams;
  const descriptors = limits.descriptors - descriptorsOf(held) - 2 * leakedStreams;
  return Math.max(0, Math.floor(Math.min(connections, descriptors / (1 + scenario.connections.backShare))));
}
