import type { AssessedHost, Assessment } from '../domain/records/assessment.ts';
import type { Bin } from '../domain/records/bin.ts';
import type { BinFigures } from '../domain/records/bin-figures.ts';
import { type HostKey, type HostRef, hostKey, placeKey } from '../domain/records/host-key.ts';
import { WEEK } from '../domain/records/time.ts';
import { isOpenFinding } from '../domain/records/verdict.ts';

/** Leaking or suspected hosts whose course is drawn. */
const MAXIMUM_CHARTED = 20;

/** What the report tells of a bin where the assessment, by an earlier version, does not. */
export type NewestBin = Omit<BinFigures, 'hostId' | 'sampled' | 'unreachable' | 'malformed'>;

/** What a report needs of 28 days of bins. */
export interface ReportBins {
  /** Of each charted host all bins, oldest first. */
  charted: ReadonlyMap<HostKey, readonly Bin[]>;
  /** Of each host the newest bin that was sampled. */
  newest: ReadonlyMap<HostKey, NewestBin>;
  /** Answers due and come in the last seven days. */
  due: number;
  came: number;
}

type Taken = Omit<ReportBins, 'charted' | 'newest'> & {
  charted: Bin[];
  newest: Map<HostKey, NewestBin>;
};

/** Takes bins in any order and portions, so that nobody has to hold all of a large fleet's at once. */
export function gatherBins({ hosts, assessedAt }: Assessment): {
  add: (bins: readonly Bin[]) => void;
  /** Takes bins, or figures of hosts that are not charted, which count once `keep` is called. */
  apart: () => {
    add: (bins: readonly Bin[]) => void;
    addFigures: (bins: readonly BinFigures[]) => void;
    keep: () => void;
  };
  /** Whether a host of the place is charted: of others a week of bins will do. */
  needsAll: (place: Omit<HostRef, 'hostId'>) => boolean;
  gathered: () => ReportBins;
} {
  const chosen = chartedHosts(hosts);
  const isCharted = new Set(chosen.map(hostKey));
  const places = new Set(chosen.map(placeKey));
  const weekAgo = Date.parse(assessedAt) - WEEK;
  const count = (taken: Taken, bins: readonly BinFigures[]) => {
    for (const bin of bins) {
      if (bin.sampled > 0) takeNewest(taken.newest, hostKey(bin), bin);
      if (Date.parse(bin.binAt) < weekAgo) continue;
      taken.due += bin.sampled + bin.unreachable + bin.malformed;
      taken.came += bin.sampled;
    }
  };
  const take = (taken: Taken, bins: readonly Bin[]) => {
    taken.charted.push(...bins.filter((bin) => isCharted.has(hostKey(bin))));
    count(taken, bins);
  };
  const all = nothing();
  const apart = () => {
    const taken = nothing();
    const keep = () => {
      all.charted.push(...taken.charted);
      for (const [host, bin] of taken.newest) takeNewest(all.newest, host, bin);
      all.due += taken.due;
      all.came += taken.came;
    };
    return {
      add: (bins: readonly Bin[]) => take(taken, bins),
      addFigures: (bins: readonly BinFigures[]) => count(taken, bins),
      keep,
    };
  };
  const gathered = () => {
    const inOrder = Map.groupBy(
      all.charted.toSorted((a, b) => (a.binAt < b.binAt ? -1 : 1)),
      hostKey,
    );
    const charted = new Map(chosen.map(hostKey).map((host) => [host, inOrder.get(host) ?? []]));
    return { ...all, charted };
  };
  return {
    add: (bins) => take(all, bins),
    apart,
    needsAll: (place) => places.has(placeKey(place)),
    gathered,
  };
}

const nothing = (): Taken => ({ charted: [], newest: new Map(), due: 0, came: 0 });

/** Keeps of it what is needed alone: a bin has ten times as much. */
function takeNewest(newest: Map<HostKey, NewestBin>, host: HostKey, bin: NewestBin): void {
  const latest = newest.get(host);
  if (latest !== undefined && latest.binAt >= bin.binAt) return;
  const { binAt, accountId, region, memoryBytes, pressureBytes, stuckStreams, deadSockets } = bin;
  newest.set(host, { binAt, accountId, region, memoryBytes, pressureBytes, stuckStreams, deadSockets });
}

/** Hosts come with the highest score first. */
const chartedHosts = (hosts: readonly AssessedHost[]): AssessedHost[] =>
  hosts.filter(isOpenFinding).slice(0, MAXIMUM_CHARTED);
