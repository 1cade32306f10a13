import { median } from '../median.ts';
import type { Bin } from '../records/bin.ts';
import {
  type HostLimit,
  LIMITED_RESOURCES,
  type LimitedResource,
  type NearestLimit,
} from '../records/limit.ts';
import { TCP_LIMITS_ASSUMED } from '../records/sample-notes.ts';
import { BINS_A_DAY, DAY_SECONDS } from '../records/time.ts';
import { FIRST_DAYS } from './checks/counted.ts';
import { memoryGrowth } from './checks/memory.ts';
import type { HostTrend } from './host-trend.ts';
import { READINGS, type Reading } from './readings.ts';
import { CONFIDENCE, REACHED, timeToLimit, timeToPressure } from './time-to-limit.ts';
import { interval } from './trend/growth.ts';

/** Part of a limit at which a host stands near it. */
export const NEAR = 0.9;

interface Resource {
  /** Of these the first that was read. */
  readings: readonly Reading[];
  limit(bin: Bin): number | null;
  /** Whether HAProxy may use only a part of what the reading counts: no forecast then, and never near. */
  isUpperBound?: true;
}

const RESOURCES: Readonly<Record<LimitedResource, Resource>> = {
  connections: { readings: ['connections'], limit: ({ maxConnections }) => maxConnections },
  descriptors: { readings: ['openFiles'], limit: ({ maxOpenFiles }) => maxOpenFiles },
  // Old workers are in the same memory.
  memory: {
    readings: ['allResidentBytes', 'residentBytes'],
    limit: ({ memoryLimitBytes }) => memoryLimitBytes,
  },
  'tcp-memory': { readings: ['memoryBytes'], limit: ({ pressureBytes }) => pressureBytes },
  orphans: { readings: ['orphans'], limit: ({ orphansMaximum }) => orphansMaximum },
  /**
   * Ports are taken for each destination apart. The reading has all of them in use towards one: every connection
   * has one to a server, and every socket in TIME_WAIT was HAProxy's to that server. Many of these were clients', so that
   * busy hosts with ports to spare pass the limit. Below it ports do suffice, beyond it nothing is known: listed, since it
   * tells that there is room, and never near, reached or forecast, for false alarms on busy hosts are worse than none.
   */
  'local-ports': { readings: ['localPorts'], limit: ({ localPorts }) => localPorts, isUpperBound: true },
};

/**
 * How a host stands to each limit that was read beside its level.
 * @param confidence of the time to the limit, two-sided, 0-1
 */
export const hostLimits = (host: HostTrend, confidence = CONFIDENCE): HostLimit[] =>
  LIMITED_RESOURCES.flatMap((resource) => limitOf(host, resource, confidence) ?? []);

function limitOf(host: HostTrend, resource: LimitedResource, confidence: number): HostLimit | null {
  const { readings, limit: limitOfBin, isUpperBound = false } = RESOURCES[resource];
  for (const reading of readings) {
    const bins = host.lastDay(READINGS[reading].scope);
    const levels = bins.flatMap((bin) => READINGS[reading].of(bin) ?? []);
    const level = median(levels);
    const limit = bins.flatMap((bin) => limitOfBin(bin) ?? []).at(-1);
    if (level === null || !limit) continue;
    const growth = host.days < FIRST_DAYS ? null : host.growth(reading);
    return {
      resource,
      level,
      highest: Math.max(...levels),
      limit,
      ...(isAssumed(resource, bins) && { isAssumed: true as const }),
      growthPerDay: growth && interval(growth),
      secondsToLimit: isUpperBound ? null : timeToLimit(host, growth, { level, limit }, confidence),
    };
  }
  return null;
}

const isAssumed = (resource: LimitedResource, bins: readonly Bin[]): boolean =>
  resource === 'tcp-memory' && (bins.at(-1)?.notes.includes(TCP_LIMITS_ASSUMED) ?? false);

/**
 * The limit that is reached first. Where none surely is, that of TCP memory as far as its growth can be told: its
 * interval then has no end.
 */
export function nearestOf(limits: readonly HostLimit[], host: HostTrend): NearestLimit | null {
  const nearest = limits.reduce<NearestLimit | null>((first, { resource, secondsToLimit }) => {
    const isFirst = secondsToLimit && !(first && first.secondsToLimit.estimate <= secondsToLimit.estimate);
    return isFirst ? { resource, secondsToLimit } : first;
  }, null);
  if (nearest !== null) return nearest;
  const secondsToLimit = timeToPressure(host);
  return secondsToLimit && { resource: 'tcp-memory', secondsToLimit };
}

/** Those of which a host used 90% or more for most of three hours of the last day. */
export const nearLimits = (limits: readonly HostLimit[]): HostLimit[] =>
  limits.filter(
    ({ resource, highest, limit }) => !RESOURCES[resource].isUpperBound && highest >= NEAR * limit,
  );

/** A limit this near calls for a person, whatever is known of the reason. */
const SOON_SECONDS = 30 * DAY_SECONDS;
/** Standard errors, and logs of how much better a line fits than filling and than a step, that leave nothing to explain. */
const [CLEAR, CLEAR_FORM] = [5, 3];

/**
 * Whether a limit is reached within a month by a growth of HAProxy's that neither load nor filling nor a step explains;
 * where the load was not read it explains nothing.
 */
export function reachesSoon(host: HostTrend, limits: readonly HostLimit[]): boolean {
  return limits.some(({ resource, secondsToLimit }) => {
    if (!secondsToLimit || secondsToLimit.estimate > SOON_SECONDS) return false;
    const growth = RESOURCES[resource].readings.map((reading) => host.growth(reading)).find(Boolean);
    if (!growth || growth.perDay < CLEAR * growth.standardError) return false;
    if (Math.min(growth.shape, growth.step) < CLEAR_FORM) return false;
    return resource !== 'tcp-memory' || memoryGrowth.measure(host)?.alibi !== 'neighbour';
  });
}

/** More than sockets hold for days, all of them together: some clients' full buffers are megabytes each. */
const BYTES_A_SOCKET = 64 * 1024;

/**
 * Whether TCP memory has stayed at its limit for two days, with far more of it than its sockets can hold: it levels off there
 * because the kernel gives no more, and falls with no load.
 */
export function staysAtLimit({ usableOfHost }: Pick<HostTrend, 'usableOfHost'>): boolean {
  const bins = usableOfHost.slice(-2 * BINS_A_DAY);
  return (
    bins.length === 2 * BINS_A_DAY &&
    bins.every(
      ({ memoryBytes, pressureBytes, allocatedSockets, notes }) =>
        memoryBytes !== null &&
        pressureBytes !== null &&
        allocatedSockets !== null &&
        memoryBytes >= REACHED * pressureBytes &&
        memoryBytes >= BYTES_A_SOCKET * allocatedSockets &&
        !notes.includes(TCP_LIMITS_ASSUMED),
    )
  );
}
