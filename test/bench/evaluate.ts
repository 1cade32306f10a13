import type { CorpusHost, Detector, JudgedHost } from './detector.ts';
import type { Evaluation, Outcome, Trajectory } from './outcome.ts';
import { BIN_MILLISECONDS, DAY_MILLISECONDS } from './series.ts';
import { leftWith, type Signals } from './signals.ts';

const SLIDING_WINDOW_DAYS = 28;

export type Audit = { outcomes: Outcome[]; milliseconds: number };

/** A fleet as an audit sees it once: all hosts of its last `windowDays`, judged at the end of its newest bin. */
export function audit(
  fleet: readonly CorpusHost[],
  detector: Detector,
  windowDays: number,
  signals: Signals,
  now: () => number,
): Audit {
  const tracks = fleet.map((host) => trackOf(host, signals));
  const at = Math.max(...tracks.map(({ ends }) => ends.at(-1) ?? 0));
  const seen = tracks
    .map((track) => ({ host: track.host, shown: windowOf(track, at, windowDays) }))
    .filter(({ shown }) => shown.bins.length > 0);
  const startedAt = now();
  const verdicts = detector.judge(seen.map(({ shown }) => shown));
  const milliseconds = now() - startedAt;
  const outcomes = seen.map(({ host }) => {
    const { leaking = false, suspected = false, probability = null } = verdicts.get(host.hostId) ?? {};
    return { kind: host.kind, status: host.truthAt(at).status, leaking, suspected, probability };
  });
  return { outcomes, milliseconds };
}

/** The fleet judged daily, each time on the 28 days before, from a day after its first bin to its last. */
export function daily(fleet: readonly CorpusHost[], detector: Detector, signals: Signals): Trajectory[] {
  const tracks = fleet.map((host) => trackOf(host, signals));
  const evaluations = new Map<Track, Evaluation[]>(tracks.map((track) => [track, []]));
  const from = Math.min(...tracks.map(({ startsAt }) => startsAt));
  const to = Math.max(...tracks.map(({ ends }) => ends.at(-1) ?? 0));
  for (let at = from + DAY_MILLISECONDS; at <= to; at += DAY_MILLISECONDS) {
    const live = tracks
      .map((track) => ({ track, shown: windowOf(track, at, SLIDING_WINDOW_DAYS) }))
      .filter(({ shown }) => Date.parse(shown.bins.at(-1)?.binAt ?? '') >= at - DAY_MILLISECONDS);
    const verdicts = detector.judge(live.map(({ shown }) => shown));
    for (const { track } of live) {
      const { leaking = false, suspected = false } = verdicts.get(track.host.hostId) ?? {};
      evaluations.get(track)?.push({ ...track.host.truthAt(at), leaking, suspected });
    }
  }
  return [...evaluations].map(([{ host }, days]) => ({ kind: host.kind, evaluations: days }));
}

/** `ends` are when the bins closed, in milliseconds. */
type Track = { host: CorpusHost; bins: JudgedHost['bins']; ends: Float64Array; startsAt: number };

function trackOf(host: CorpusHost, signals: Signals): Track {
  const bins = leftWith(signals, host.bins);
  const ends = Float64Array.from(bins, ({ binAt }) => Date.parse(binAt) + BIN_MILLISECONDS);
  return { host, bins, ends, startsAt: (ends[0] ?? Number.POSITIVE_INFINITY) - BIN_MILLISECONDS };
}

function windowOf({ host, bins, ends }: Track, at: number, windowDays: number): JudgedHost {
  const from = countUpTo(ends, at - windowDays * DAY_MILLISECONDS);
  const to = countUpTo(ends, at);
  return { hostId: host.hostId, cohort: host.cohort, bins: bins.slice(from, to) };
}

/** How many of the ascending instants are at or before `at`. */
function countUpTo(instants: Float64Array, at: number): number {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instants[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
