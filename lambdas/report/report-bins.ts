import type { AssessedHost, Assessment } from '../domain/records/assessment.ts';
import type { Bin } from '../domain/records/bin.ts';
import { type HostKey, type HostRef, hostKey, placeKey } from '../domain/records/host-key.ts';
import { WEEK } from '../domain/records/time.ts';
import { isOpenFinding } from '../domain/records/verdict.ts';

/** Leaking or suspected hosts whose course is drawn. */
const MAXIMUM_CHARTED = 20;

/** What a report needs of 28 days of bins. */
export interface ReportBins {
  /** Of each charted host all bins, oldest first. */
  charted: ReadonlyMap<HostKey, readonly Bin[]>;
  /** Of each host the newest bin that was sampled. */
  newest: ReadonlyMap<HostKey, Bin>;
  /** Answers due and come in the last seven days. */
  due: number;
  came: number;
}

/** Takes bins in any order and portions, so that nobody has to hold all of a large fleet's at once. */
export function gatherBins({ hosts, assessedAt }: Assessment): {
  add: (bins: readonly Bin[]) => void;
  /** Whether a host of the place is charted: of others a week of bins will do. */
  needsAll: (place: Omit<HostRef, 'hostId'>) => boolean;
  gathered: () => ReportBins;
} {
  const chosen = chartedHosts(hosts);
  const charted = new Map(chosen.map((host) => [hostKey(host), [] as Bin[]]));
  const places = new Set(chosen.map(placeKey));
  const newest = new Map<HostKey, Bin>();
  const weekAgo = Date.parse(assessedAt) - WEEK;
  let [due, came] = [0, 0];
  const add = (bins: readonly Bin[]) => {
    for (const bin of bins) {
      const host = hostKey(bin);
      charted.get(host)?.push(bin);
      const latest = newest.get(host);
      if (bin.sampled > 0 && (latest === undefined || latest.binAt < bin.binAt)) newest.set(host, bin);
      if (Date.parse(bin.binAt) < weekAgo) continue;
      due += bin.sampled + bin.unreachable + bin.malformed;
      came += bin.sampled;
    }
  };
  const gathered = () => {
    const inOrder = [...charted].map(
      ([host, bins]) => [host, bins.toSorted((a, b) => (a.binAt < b.binAt ? -1 : 1))] as const,
    );
    return { charted: new Map(inOrder), newest, due, came };
  };
  return { add, needsAll: (place) => places.has(placeKey(place)), gathered };
}

/** Hosts come with the highest score first. */
const chartedHosts = (hosts: readonly AssessedHost[]): AssessedHost[] =>
  hosts.filter(isOpenFinding).slice(0, MAXIMUM_CHARTED);
