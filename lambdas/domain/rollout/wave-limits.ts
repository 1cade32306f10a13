import type { AssessedHost } from '../records/assessment.ts';
import { hostKey, placeKey, type RecordedRef } from '../records/host-key.ts';

/** Part of a zone's, a role's, and a role's hosts in a zone that one wave may take; always one host. */
const MAXIMUM_OF_A_PLACE = 1 / 3;

/** Hosts that a wave has at most, unless somebody says otherwise: as many as a person can look after in a day. */
export const MAXIMUM_WAVE_HOSTS = 50;

type Placed = RecordedRef & Pick<AssessedHost, 'role' | 'availabilityZone' | 'reachable'>;

/** What of the usual limits somebody has changed. */
export interface LimitChoices {
  /** Hosts of a wave at most; {@link MAXIMUM_WAVE_HOSTS} without it. */
  maximumWaveHosts?: number | undefined;
  /** Whether a wave may change a role in several regions at once. */
  regionsTogether?: boolean | undefined;
}

/** How many hosts may change at once, by where they are. */
export interface WaveLimits {
  /** Hosts of a wave at most. */
  readonly maximum: number;
  /** Whether it is the last host of its zone or role that answers, so that it can only go by itself. */
  isLone(host: Placed): boolean;
  /** A wave without hosts yet; of about so many, for an even share of each zone. */
  emptyWave(expectedHosts?: number): OpenWave;
}

export interface OpenWave {
  /**
   * Takes the host if every limit lets it.
   * @param isSpread only as long as its zone has no more than an even share of the wave
   */
  take(host: Placed, isSpread?: boolean): boolean;
  /** Whether it can take no other host, wherever that is. */
  isFull(): boolean;
}

/**
 * Limits from the whole fleet. Only hosts that answer count: the others may be down already. With two or more of a
 * zone or role a wave never takes all. Hosts without a zone, or a role, are taken for one zone, or role, of their own,
 * though never for its last host. Of a role a wave changes hosts of one region: the other regions still serve if it goes wrong.
 */
export function waveLimits(
  fleet: readonly Placed[],
  { maximumWaveHosts: maximum = MAXIMUM_WAVE_HOSTS, regionsTogether = false }: LimitChoices = {},
): WaveLimits {
  const places = new Map(fleet.map((host) => [hostKey(host), placesOf(host)]));
  const placesFor = (host: Placed) => places.get(hostKey(host)) ?? placesOf(host);
  const counts = new Map<string, number>();
  const answering = fleet.filter(({ reachable }) => reachable);
  for (const host of answering)
    for (const place of placesFor(host)) counts.set(place, (counts.get(place) ?? 0) + 1);
  const zones = new Set(answering.map(({ availabilityZone }) => availabilityZone)).size;
  const maximumOf = (place: string) => Math.max(1, Math.floor((counts.get(place) ?? 0) * MAXIMUM_OF_A_PLACE));
  const isLone = (host: Placed): boolean => {
    const [zone, role] = placesFor(host);
    const isLast = (place: string) => (counts.get(place) ?? 0) <= 1;
    return (host.availabilityZone !== null && isLast(zone)) || (host.role !== null && isLast(role));
  };
  return {
    maximum,
    isLone,
    emptyWave: (expectedHosts = maximum) => {
      const evenShare = Math.ceil(Math.min(maximum, expectedHosts) / Math.max(1, zones));
      const taken = new Map<string, number>();
      const regions = new Map<string | null, string | undefined>();
      let [hosts, isClosed] = [0, false];
      const isFull = () => isClosed || hosts >= maximum;
      return {
        isFull,
        take(host, isSpread = false) {
          const hostPlaces = placesFor(host);
          const [zone] = hostPlaces;
          if (isFull() || (isSpread && (taken.get(zone) ?? 0) >= evenShare)) return false;
          if (hostPlaces.some((place) => (taken.get(place) ?? 0) >= maximumOf(place))) return false;
          if (isLone(host) && hosts > 0) return false;
          const { role, region } = host;
          if (!regionsTogether && regions.has(role) && regions.get(role) !== region) return false;
          regions.set(role, region);
          isClosed = isLone(host);
          hosts += 1;
          for (const place of hostPlaces) taken.set(place, (taken.get(place) ?? 0) + 1);
          return true;
        },
      };
    },
  };
}

/** The last is the role's part of one account and region: what serves there is often a service of its own. */
function placesOf(host: Placed): readonly [zone: string, role: string, both: string, rolePart: string] {
  const [zoneText, roleText] = [JSON.stringify(host.availabilityZone), JSON.stringify(host.role)];
  return [
    `zone ${zoneText}`,
    `role ${roleText}`,
    `zone ${zoneText} role ${roleText}`,
    `place ${placeKey(host)} role ${roleText}`,
  ];
}
