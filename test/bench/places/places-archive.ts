import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { etagOf } from '../../../infra/local/aws/s3-store.ts';
import { hash, seededRandom } from '../../../infra/local/hosts/simulation/random.ts';
import { type Place, placeFolder } from '../../../lambdas/domain/records/archive.ts';
import { printJson } from '../../../lambdas/domain/records/ndjson.ts';
import { archivedObjects, madeMembers, madeTrajectories } from '../scale/archived-objects.ts';
import { BUCKET, PLACE } from '../scale/run.ts';
import { storedGzip, timedEndpoint } from '../scale/timed-endpoint.ts';

const REGIONS = [PLACE.region, 'us-east-1', 'us-west-2', 'ap-south-1'];

/** A place, and the number of its first host among all. */
export interface NumberedPlace extends Place {
  readonly firstHost: number;
}

/** Accounts and regions with so many hosts each, the hub's own first. */
export const placesOf = (count: number, hostsEach: number): NumberedPlace[] =>
  Array.from({ length: count }, (_, index) => ({
    accountId: String(Number(PLACE.accountId) + Math.floor(index / REGIONS.length)),
    region: REGIONS[index % REGIONS.length] ?? PLACE.region,
    firstHost: index * hostsEach,
  }));

/** As records have it, behind a host's id. */
export const nameOf = ({ accountId, region }: Place): string => printJson({ accountId, region }).slice(1, -1);

/** An object, and where its bytes lie among those of the others. */
interface IndexEntry {
  key: string;
  etag: string;
  from: number;
  length: number;
  at: string;
  metadata: Record<string, string>;
}

const OBJECTS = 'objects.gz';
const INDEX = 'index.json';

/** Writes the archive of so many places into a folder, unless it has one: larger than what memory has room for. */
export function keepArchive(folder: string, places: readonly NumberedPlace[], hostsEach: number): void {
  if (existsSync(join(folder, INDEX))) return;
  const trajectories = madeTrajectories();
  const made = places.map(({ firstHost, ...place }) => ({
    place,
    members: madeMembers(trajectories, hostsEach, firstHost),
  }));
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, OBJECTS), 'w');
  const index: IndexEntry[] = [];
  let from = 0;
  for (const { key, body, at, metadata } of archivedObjects(trajectories, made)) {
    writeSync(file, body);
    const { length } = body;
    index.push({ key, etag: etagOf(body), from, length, at: at.toISOString(), metadata });
    from += length;
  }
  closeSync(file);
  writeFileSync(join(folder, INDEX), JSON.stringify(index));
}

/** An endpoint with what the folder's archive has of these places, untouched: each run begins with its own. */
export function archiveEndpoint(folder: string, places: readonly Place[]): ReturnType<typeof timedEndpoint> {
  const endpoint = timedEndpoint(seededRandom(hash(places.length, 1)), { hosts: [], documents: new Map() });
  const file = openSync(join(folder, OBJECTS), 'r');
  const index: IndexEntry[] = JSON.parse(readFileSync(join(folder, INDEX), 'utf8'));
  const isOf = new Set(places.map(placeFolder));
  const objects = index.flatMap(({ key, etag, from, length, at, metadata }) => {
    if (!isOf.has(key.slice(key.indexOf('/') + 1, key.indexOf('date=')))) return [];
    const object = {
      ...storedGzip(new Date(at), metadata),
      etag,
      get body() {
        const bytes = new Uint8Array(length);
        readSync(file, bytes, 0, length, from);
        return bytes;
      },
    };
    return [[key, object] as const];
  });
  endpoint.restore(BUCKET, objects);
  return endpoint;
}
