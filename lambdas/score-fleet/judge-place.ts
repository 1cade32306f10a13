import { type Archive, closedBins, deriveDueBins, getBins } from '../aws/s3-history.ts';
import { type JudgedPlace, placeJudgement } from '../domain/assess/judged-place.ts';
import type { Bin } from '../domain/records/bin.ts';
import { WINDOW_DAYS } from '../domain/records/time.ts';

/** What a place's archive came to, and what had to be made of it on the way. */
export interface PlaceWork {
  judged: JudgedPlace<readonly Bin[]>;
  binsDerived: number;
  /** Starts of the bins that an earlier derivation made, oldest first. */
  oldStarts: string[];
}

/** Derives the bins of a place that are due, and judges each of its hosts by those of the 28 days before an instant. */
export async function judgePlace(archive: Archive, at: Date): Promise<PlaceWork> {
  const { written, archived } = await deriveDueBins(archive, closedBins(at, WINDOW_DAYS));
  const { firsts, hosts, oldStarts } = await getBins(archive, archived);
  const judgement = placeJudgement(firsts.at(-1)?.binAt ?? '');
  for await (const bins of hosts) judgement.add(bins);
  return { judged: judgement.place(), binsDerived: written.length, oldStarts };
}
