import type { Bin, HostEvent } from '../records/bin.ts';
import { daysCovered } from '../records/time.ts';

/** What frees all that HAProxy holds, or changes what it needs; a reload leaves what leaked in the old worker. */
const BREAKS: readonly HostEvent[] = ['restart', 'upgrade', 'config-change'];
const NEW_HOST: readonly HostEvent[] = ['reboot', 'limits-change'];

/**
 * A host's bins as the readings of the whole host belong together: over reloads, and also over restarts where these
 * come more than once a day, since what such a host is judged by is what outlives them.
 *
 * @param bins of one host, by time
 * @returns the same with `usable`, `segment` and `ageSeconds` of the whole host
 */
export function hostView(bins: readonly Bin[]): Bin[] {
  const usable = bins.filter(isHostUsable);
  const isOften = usable.filter(({ events }) => events.some(breaks)).length > daysCovered(usable);
  let segment = 0;
  let startedAt: number | null = null;
  let key: string | null = null;
  return bins.map((bin) => {
    const at = Date.parse(bin.binAt) / 1000;
    const hostKey = bin.hostSegment ?? bin.segment ?? key;
    const isNew =
      (key !== null && hostKey !== key) ||
      bin.events.some((event) => NEW_HOST.includes(event) || (!isOften && breaks(event)));
    if (startedAt === null || isNew) {
      segment += 1;
      startedAt = bin.ageSeconds === null ? startedAt : at - bin.ageSeconds;
    }
    key = hostKey;
    return {
      ...bin,
      // What was read before a restart in the midst of a bin and after it has no median.
      usable: isHostUsable(bin) && (bin.usable || !isNew),
      segment: String(segment),
      ageSeconds: startedAt === null ? null : at - startedAt,
    };
  });
}

/** Whether the whole host's readings may be used; bins of earlier derivations don't tell them from the workers'. */
export const isHostUsable = ({ hostUsable, usable }: Bin): boolean => hostUsable ?? usable;
const breaks = (event: HostEvent): boolean => BREAKS.includes(event);
