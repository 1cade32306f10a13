import type { AssessedHost } from '../records/assessment.ts';

/** Part of a zone's, a role's, and a role's hosts in a zone that one wave may take; always one host. */
const MAXIMUM_OF_A_PLACE = 1 / 3;

type Placed = Pick<AssessedHost, 'role' | 'availabilityZone' | 'reachable'>;

/** How many hosts may change at once, by where they are. */
export interface WaveLimits {
  /** Whether it is the last host of its zone or role that answers, so that it can only go by itself. */
  isLone(host: Placed): boolean;
  /** A wave without hosts yet. */
  emptyWave(): OpenWave;
}

export interface OpenWave {
  /** Takes the host if every limit lets it. */
  take(host: Placed): boolean;
}

/**
 * Limits from the whole fleet. Only hosts that answer count: the others may be down already. With two or more of a
 * zone or role a wave never takes all. Hosts without a zone, or a role, are taken for one zone, or role, of their own,
 * though never for its last host.
 */
export function waveLimits(fleet: readonly Placed[]): WaveLimits {
  const counts = new Map<string, number>();
  for (const host of fleet) {
    if (host.reachable) for (const place of placesOf(host)) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const maximum = (place: string) => Math.max(1, Math.floor((counts.get(place) ?? 0) * MAXIMUM_OF_A_PLACE));
  const isLone = (host: Placed): boolean => {
    const [zone, role] = placesOf(host);
    const isLast = (place: string) => (counts.get(place) ?? 0) <= 1;
    return (host.availabilityZone !== null && isLast(zone)) || (host.role !== null && isLast(role));
  };
  return {
    isLone,
    emptyWave: () => {
      const taken = new Map<string, number>();
      let isClosed = false;
      return {
        take(host) {
          const places = placesOf(host);
          const fits = places.every((place) => (taken.get(place) ?? 0) < maximum(place));
          if (isClosed || !fits || (isLone(host) && taken.size > 0)) return false;
          isClosed = isLone(host);
          for (const place of places) taken.set(place, (taken.get(place) ?? 0) + 1);
          return true;
        },
      };
    },
  };
}

function placesOf({ availabilityZone, role }: Placed): readonly [string, string, string] {
  const [zoneText, roleText] = [JSON.stringify(availabilityZone), JSON.stringify(role)];
  return [`zone ${zoneText}`, `role ${roleText}`, `zone ${zoneText} role ${roleText}`];
}
