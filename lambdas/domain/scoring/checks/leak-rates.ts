import type { HostTrend } from '../host-trend.ts';

/** Where a host doesn't say its limits: HAProxy's and the kernel's own on a small machine. */
const USUAL = {
  connections: 10_000,
  descriptors: 20_000,
  memory: 8 * 2 ** 30,
  'tcp-memory': 256 * 2 ** 20,
  workers: 60,
};

/** A limit that a leak reaches. */
export type LeakLimit = keyof typeof USUAL;

/** From the limit in three years to the limit in two days; what is counted itself may be so few things a day. */
const [SLOWEST_DAYS, FASTEST_DAYS] = [1000, 2];
const FEW_THINGS = 0.5;

/** How fast leaks are that are looked for, a day, by the limit that they reach. */
export function leakRates(
  host: HostTrend,
  limit: LeakLimit,
  countsLeak: boolean,
): { slowest: number; fastest: number } {
  const connections = host.limit('maxConnections') ?? USUAL.connections;
  const value = {
    connections,
    descriptors: host.limit('maxOpenFiles') ?? 2 * connections,
    memory: host.limit('memoryLimitBytes') ?? USUAL.memory,
    'tcp-memory': host.limit('pressureBytes') ?? USUAL['tcp-memory'],
    workers: USUAL.workers,
  }[limit];
  const isBytes = limit === 'memory' || limit === 'tcp-memory';
  const things = countsLeak ? FEW_THINGS : connections / SLOWEST_DAYS;
  const slowest =
    isBytes || limit === 'workers' ? value / SLOWEST_DAYS : Math.min(value / SLOWEST_DAYS, things);
  return { slowest, fastest: value / FASTEST_DAYS };
}
