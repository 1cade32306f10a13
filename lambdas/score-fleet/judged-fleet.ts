import type { Archive } from '../aws/s3-history.ts';
import { judgePlace, judgePlaceOfSeveral, type PlaceWork, placeResult } from '../aws/s3-judged-places.ts';
import { listPlaces } from '../aws/s3-places.ts';
import { type Renewal, renewPlaces } from '../aws/s3-renewal.ts';
import { getPlan, getShard, type StoredBins, withBins } from '../aws/s3-shards.ts';
import { type AssessmentInput, fleetAssessor } from '../domain/assess/assess-fleet.ts';
import type { Assessment } from '../domain/records/assessment.ts';
import type { Bin } from '../domain/records/bin.ts';
import type { ShardRecord } from '../domain/records/shard.ts';

/** Places judged at once: most of their time is waiting for S3. */
const TOGETHER = 4;

export const NOT_LOOKED = { renewed: 0, left: null };

/** The hosts of a fleet, each judged by its bins alone, and what is left to do once the fleet is assessed. */
export interface JudgedFleet {
  assess: (input: AssessmentInput) => Promise<Assessment>;
  binsDerived: number;
  /** Places that could not be judged. */
  unread: PlaceTold[];
  renew: (remaining: () => number) => Promise<Renewal | typeof NOT_LOOKED>;
}

/**
 * Judges the places of a fleet, some at once, in this process.
 * @throws UnreadableArchive where the fleet has one place; of several the others are judged
 */
export async function judgeFleet(
  archive: Archive,
  at: Date,
  { everyPlace = false }: { everyPlace?: boolean | undefined },
): Promise<JudgedFleet> {
  const { s3, bucket } = archive;
  const archives = (everyPlace ? await listPlaces(archive) : [archive]).map((place) => ({
    ...place,
    s3,
    bucket,
  }));
  const judge = archives.length === 1 ? judgePlace : judgePlaceOfSeveral;
  const assessor = fleetAssessor<readonly Bin[]>();
  const told: PlaceTold[] = [];
  const old: Pick<PlaceWork, 'place' | 'oldStarts'>[] = [];
  for (let start = 0; start < archives.length; start += TOGETHER) {
    const together = archives.slice(start, start + TOGETHER).map((place) => judge(place, at));
    for (const work of await Promise.all(together)) {
      const { place, judged, oldStarts } = work;
      assessor.add(judged);
      told.push(placeResult(work));
      old.push({ place, oldStarts });
    }
  }
  return {
    ...toldOf(told),
    assess: async (input) => assessor.assessment(assessor.compared(), input),
    renew: (remaining) => renewPlaces(archive, old, remaining),
  };
}

/** Takes over what shards judged in processes of their own, which renew bins too. */
export async function joinShards(archive: Archive, folder: string): Promise<JudgedFleet> {
  const assessor = fleetAssessor<StoredBins>();
  const told: PlaceTold[] = [];
  for (const item of await getPlan(archive, folder)) {
    const { places, judged } = await getShard(archive, item);
    assessor.add(judged);
    told.push(...places);
  }
  return {
    ...toldOf(told),
    assess: async (input) => assessor.assessment(await withBins(archive, assessor.compared()), input),
    renew: async () => NOT_LOOKED,
  };
}

type PlaceTold = ShardRecord['places'][number];

const toldOf = (places: readonly PlaceTold[]): Pick<JudgedFleet, 'binsDerived' | 'unread'> => ({
  binsDerived: places.reduce((sum, { binsDerived }) => sum + binsDerived, 0),
  unread: places.filter(({ problem }) => problem !== null),
});
