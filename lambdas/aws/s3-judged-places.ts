import { type JudgedPlace, placeJudgement } from '../domain/assess/judged-place.ts';
import type { Place } from '../domain/records/archive.ts';
import type { Bin } from '../domain/records/bin.ts';
import type { ParseIssue } from '../domain/records/ndjson.ts';
import type { ShardRecord } from '../domain/records/shard.ts';
import { WINDOW_DAYS } from '../domain/records/time.ts';
import { UnreadableArchive } from './s3-archive.ts';
import { type Archive, closedBins, deriveDueBins, getBins } from './s3-history.ts';

/** What a place's archive came to, and what had to be made of it on the way. */
export interface PlaceWork {
  place: Place;
  judged: JudgedPlace<readonly Bin[]>;
  binsDerived: number;
  /** Starts of the bins that an earlier derivation made, oldest first. */
  oldStarts: string[];
  /** Why nothing could be judged: its archive has what is no record. */
  problem: ParseIssue | null;
}

/**
 * Derives the bins of a place that are due, and judges each of its hosts by those of the 28 days before an instant.
 * @throws UnreadableArchive
 */
export async function judgePlace(archive: Archive, at: Date): Promise<PlaceWork> {
  const { s3: _, bucket: __, ...place } = archive;
  const { written, archived } = await deriveDueBins(archive, closedBins(at, WINDOW_DAYS));
  const { firsts, hosts, oldStarts } = await getBins(archive, archived);
  const judgement = placeJudgement(firsts.at(-1)?.binAt ?? '');
  for await (const bins of hosts) judgement.add(bins);
  return { place, judged: judgement.place(), binsDerived: written.length, oldStarts, problem: null };
}

/** The same of one place among several, which must not keep the others from being judged. */
export async function judgePlaceOfSeveral(archive: Archive, at: Date): Promise<PlaceWork> {
  try {
    return await judgePlace(archive, at);
  } catch (error) {
    if (!(error instanceof UnreadableArchive)) throw error;
    const { s3: _, bucket: __, ...place } = archive;
    const judged = { hosts: [], members: [] };
    return { place, judged, binsDerived: 0, oldStarts: [], problem: error.issue };
  }
}

/** What a scoring, or the record of a shard, says of it. */
export const placeResult = ({ place, binsDerived, problem }: PlaceWork): ShardRecord['places'][number] => {
  const { accountId, region } = place;
  return { accountId, region, binsDerived, problem };
};
