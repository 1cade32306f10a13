import type { HostTrend } from '../host-trend.ts';
import type { Reading } from '../readings.ts';
import type { Growth } from '../trend/growth.ts';
import { isTold } from './log-ratio.ts';

/** Errors of a growth from which on it is taken for a fact that others can rest on. */
const SURE = 4;

/** The growth of a reading that is sure, relative to its level; `null` for another. */
export function grown(host: HostTrend, reading: Reading): (Growth & { relative: number }) | null {
  const [growth, level] = [host.growth(reading), host.level(reading)];
  if (growth === null || level === null || growth.perDay < SURE * growth.standardError) return null;
  return { ...growth, relative: relativeTo(growth, level) };
}

/** Growth a day as a part of what stood before it. */
export const relativeTo = ({ perDay, days }: Growth, level: number): number =>
  perDay / Math.max(level - perDay * days, Math.abs(level) / 10, 1);

/** Part of the time that old workers drain in, from which on what the running one gains may be what they lose. */
const MOSTLY = 0.3;

/**
 * Each new worker fills while the one before drains: where that happens over and over, what leaks is open in all of
 * them together. A leak keeps its worker from ending.
 */
export function movesFromOldWorkers(host: HostTrend, { perDay }: Growth): 'levels-off' | null {
  const bins = host.usableOfHost;
  const draining = bins.filter(({ stoppingWorkers }) => (stoppingWorkers ?? 0) > 0).length;
  if (draining < MOSTLY * bins.length) return null;
  const all = host.growth('allOpenFiles');
  const isShared = all !== null && (!isTold(all) || all.perDay < perDay / 2);
  return isShared ? 'levels-off' : null;
}

/** What a connection is that leaks: closed by its peer or by the kernel, or its stream is gone, stuck or without a timer. */
const UNUSED = [
  'allCloseWaitSockets',
  'deadSockets',
  'streamlessConnections',
  'stuckStreams',
  'untimedStreams',
] as const satisfies readonly Reading[];
/** Part of what connections gain that may be of these. */
const FEW = 0.25;
/** What connections take along grows by no more, relative to its level, than so many times as much as they do. */
const ALIKE = 1.25;

/**
 * Connections that get more and are in use, each by a stream that moves and has a timer, are load that arrivals don't show:
 * they stay longer. So is what grows no faster than they do.
 */
export function ofConnectionsInUse(host: HostTrend, growth: Growth, level: number): 'in-use' | null {
  const connections = grown(host, 'connections');
  if (connections === null) return null;
  const most = UNUSED.map((name) => mostOf(host.growth(name)));
  const isUsed = most.reduce((total, perDay) => total + perDay, 0) < FEW * connections.perDay;
  return isUsed && relativeTo(growth, level) <= ALIKE * connections.relative ? 'in-use' : null;
}

/** What may be growth, within two standard errors; of a reading that nobody took any. */
const mostOf = (growth: Growth | null): number =>
  growth === null ? Infinity : Math.max(0, growth.perDay + 2 * growth.standardError);
