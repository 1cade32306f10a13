import { watchedPlacesKey } from '../domain/records/archive.ts';
import { parseJson, printJson } from '../domain/records/ndjson.ts';
import { WatchedPlaces } from '../domain/records/watched-places.ts';
import { isGzipError } from './s3-archive.ts';
import type { Archive } from './s3-history.ts';
import { getText, putText } from './s3-objects.ts';

/** What the hub knew of its places at its newest watch; `missing` before the first, `unreadable` where it is no such record. */
export async function getWatchedPlaces(archive: Archive): Promise<WatchedPlaces | 'missing' | 'unreadable'> {
  try {
    const object = await getText(archive.s3, archive.bucket, watchedPlacesKey(archive));
    if (object === null) return 'missing';
    return WatchedPlaces.safeParse(parseJson(object.text)).data ?? 'unreadable';
  } catch (error) {
    if (isGzipError(error)) return 'unreadable';
    throw error;
  }
}

export async function putWatchedPlaces(archive: Archive, watched: WatchedPlaces): Promise<void> {
  await putText(archive.s3, archive.bucket, watchedPlacesKey(archive), { text: printJson(watched) });
}
