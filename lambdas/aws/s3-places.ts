import { ListObjectsV2Command, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { binsKey, fleetFolder, type Place } from '../domain/records/archive.ts';
import { compare } from '../domain/records/ndjson.ts';
import { BIN, printInstant, startOfBin } from '../domain/records/time.ts';
import { inTurn } from './in-turn.ts';
import { type Archive, runAt } from './s3-history.ts';

/** Lists asked for at once. */
const TOGETHER = 16;

/** The places whose samples an archive has, of one fleet, its own always among them; by account and region. */
export async function listPlaces(archive: Archive): Promise<Place[]> {
  const { accountId, region, fleetName } = archive;
  const accounts = await foldersBelow(archive, `samples/${fleetFolder(fleetName)}`);
  const folders = await inTurn(accounts, TOGETHER, (account) => foldersBelow(archive, account));
  const found = folders.flat().flatMap((folder) => {
    const [, account, place] = /\/account=(\d{12})\/region=([a-z\d-]+)\/$/.exec(folder) ?? [];
    return account && place ? [{ accountId: account, region: place, fleetName }] : [];
  });
  const isOwn = (place: Place) => place.accountId === accountId && place.region === region;
  const places = found.some(isOwn) ? found : [...found, { accountId, region, fleetName }];
  return places.sort((a, b) => compare(a.accountId, b.accountId) || compare(a.region, b.region));
}

/** Gzipped bytes of a bin of each of these places, the last but one that closed; 0 where there is none. */
export const binBytes = (archive: Archive, places: readonly Place[], at: Date): Promise<number[]> =>
  inTurn(places, TOGETHER, async (place) => {
    const binAt = printInstant(Date.parse(startOfBin(at.toISOString())) - 2 * BIN);
    const key = binsKey(runAt(place, binAt));
    const { Contents = [] } = await archive.s3.send(
      new ListObjectsV2Command({ Bucket: archive.bucket, Prefix: key, MaxKeys: 1 }),
    );
    return Contents[0]?.Size ?? 0;
  });

async function foldersBelow({ s3, bucket }: Archive, prefix: string): Promise<string[]> {
  const folders: string[] = [];
  const input = { Bucket: bucket, Prefix: prefix, Delimiter: '/' };
  for await (const { CommonPrefixes = [] } of paginateListObjectsV2({ client: s3 }, input)) {
    folders.push(...CommonPrefixes.flatMap(({ Prefix }) => Prefix ?? []));
  }
  return folders;
}
