import { invalidArgument } from './s3-refusals.ts';
import type { StoredObject } from './s3-store.ts';
import type { XmlValue } from './xml.ts';

/** ListObjectsV2 over one bucket: keys in the order of their UTF-8 bytes, at most 1,000 a page. */
export function listObjects(
  bucket: string,
  objects: ReadonlyMap<string, StoredObject>,
  query: URLSearchParams,
): { [name: string]: XmlValue } {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const startAfter = query.get('start-after') ?? undefined;
  const token = query.get('continuation-token') ?? undefined;
  const maxKeys = maxKeysOf(query.get('max-keys'));
  const shown = query.get('encoding-type') === 'url' ? encodeURIComponent : (text: string) => text;

  const after = token === undefined ? Buffer.from(startAfter ?? '') : Buffer.from(token, 'base64');
  const entries = entriesOf(objects, { prefix, delimiter, after });
  const page = entries.slice(0, maxKeys);
  const isTruncated = entries.length > page.length && maxKeys > 0;
  const last = page.at(-1)?.name ?? '';
  return {
    Name: bucket,
    Prefix: shown(prefix),
    Delimiter: delimiter === '' ? undefined : shown(delimiter),
    MaxKeys: maxKeys,
    EncodingType: query.get('encoding-type') ?? undefined,
    KeyCount: page.length,
    IsTruncated: isTruncated,
    ContinuationToken: token,
    NextContinuationToken: isTruncated ? Buffer.from(last).toString('base64') : undefined,
    StartAfter: startAfter === undefined ? undefined : shown(startAfter),
    Contents: page.flatMap(({ name, object }) => (object ? [contents(shown(name), object)] : [])),
    CommonPrefixes: page.flatMap(({ name, object }) => (object ? [] : [{ Prefix: shown(name) }])),
  };
}

interface Entry {
  readonly name: string;
  /** Absent for a common prefix. */
  readonly object?: StoredObject;
}

function entriesOf(
  objects: ReadonlyMap<string, StoredObject>,
  { prefix, delimiter, after }: { prefix: string; delimiter: string; after: Buffer },
): Entry[] {
  const entries = new Map<string, Entry>();
  for (const [key, object] of objects) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const name = end === -1 ? key : key.slice(0, end + delimiter.length);
    entries.set(name, end === -1 ? { name, object } : { name });
  }
  return [...entries.values()]
    .map((entry) => ({ ...entry, bytes: Buffer.from(entry.name) }))
    .filter(({ bytes }) => Buffer.compare(bytes, after) > 0)
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes));
}

function maxKeysOf(text: string | null): number {
  if (text === null) return 1000;
  if (!/^\d{1,10}$/.test(text)) {
    throw invalidArgument('max-keys', text, 'Provided max-keys not an integer or within integer range');
  }
  return Math.min(1000, Number(text));
}

const contents = (key: string, object: StoredObject): { [name: string]: XmlValue } => ({
  Key: key,
  LastModified: object.lastModifiedAt.toISOString(),
  ETag: object.etag,
  ChecksumAlgorithm: 'CRC32',
  ChecksumType: 'FULL_OBJECT',
  Size: object.body.length,
  StorageClass: 'STANDARD',
});
