import { AwsError } from './aws-error.ts';
import type { Answer, EmbeddedApi, ReceivedRequest } from './embedded-api.ts';
import { type BucketAccess, mayDo } from './s3-access.ts';
import { crc32Base64, verifyChecksums } from './s3-checksums.ts';
import { listObjects } from './s3-list.ts';
import {
  accessDenied,
  invalidArgument,
  noSuchBucket,
  noSuchKey,
  preconditionFailed,
  S3_REFUSALS,
} from './s3-refusals.ts';
import { type Bucket, checkWrite, emptyBucket, etagOf, type StoredObject, unquoted } from './s3-store.ts';
import { xmlDocument } from './xml.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const META = 'x-amz-meta-';

export interface S3Options {
  readonly buckets: readonly string[];
  readonly access: BucketAccess;
  readonly now: () => Date;
  readonly newId: () => string;
}

export interface S3 {
  readonly api: EmbeddedApi;
  /** Objects by key; undefined where the bucket does not exist. */
  objects(bucket: string): ReadonlyMap<string, StoredObject> | undefined;
  /** Stores objects as another endpoint stored them. */
  restore(bucket: string, objects: Iterable<readonly [string, StoredObject]>): void;
}

/** S3 of the embedded endpoint, path-style: PutObject, GetObject, HeadObject, DeleteObject, ListObjectsV2. */
export function createS3({ buckets, access, now, newId }: S3Options): S3 {
  const store = new Map(buckets.map((name) => [name, emptyBucket()]));
  return {
    objects: (name) => store.get(name)?.objects,
    restore(name, objects) {
      for (const [key, object] of objects) store.get(name)?.objects.set(key, object);
    },
    api: {
      name: 's3',
      signingName: 's3',
      // The most that one PutObject takes.
      bodyLimitBytes: 5 * 1024 ** 3,
      refusals: S3_REFUSALS,
      operationOf,
      perform(operation, request) {
        const { bucketName, key } = locate(request.path);
        const bucket = store.get(bucketName);
        if (!bucket) throw noSuchBucket(bucketName);
        const may = (operation: string) => mayDo(access, { ...request, operation, bucketName, key });
        if (!may(operation)) throw accessDenied();
        switch (operation) {
          case 'PutObject':
            return putObject(bucket, key, request, now());
          case 'GetObject':
          case 'HeadObject':
            // Whoever can't list a bucket doesn't hear from it what is missing.
            if (!bucket.objects.has(key) && !may('ListObjectsV2')) throw accessDenied();
            return getObject(bucket, key, request);
          case 'DeleteObject':
            if (bucket.objects.delete(key)) bucket.deletions.set(key, request.arrival);
            return { status: 204, headers: {}, body: null };
          case 'ListObjectsV2':
            return xmlReply(200, 'ListBucketResult', listObjects(bucketName, bucket.objects, request.query));
          default:
            throw new AwsError('NotImplemented', 'A header or query you provided is not implemented', 501);
        }
      },
      refuse: (error) =>
        xmlReply(error.status, 'Error', {
          Code: error.code,
          Message: error.message,
          ...error.elements,
          RequestId: newId(),
          HostId: newId(),
        }),
    },
  };
}

function operationOf({ method, path, query }: ReceivedRequest): string {
  const { key } = locate(path);
  if (key === '') return method === 'GET' && query.get('list-type') === '2' ? 'ListObjectsV2' : '';
  const parts = ['uploads', 'uploadId', 'partNumber', 'acl', 'tagging', 'versionId'];
  if (parts.some((part) => query.has(part))) return '';
  const operations: Record<string, string> = {
    PUT: 'PutObject',
    GET: 'GetObject',
    HEAD: 'HeadObject',
    DELETE: 'DeleteObject',
  };
  return operations[method] ?? '';
}

function locate(path: string): { bucketName: string; key: string } {
  const [, bucketName = '', ...rest] = path.split('/');
  return { bucketName: decodeURIComponent(bucketName), key: decodeURIComponent(rest.join('/')) };
}

function putObject(bucket: Bucket, key: string, request: ReceivedRequest, at: Date): Answer {
  const { headers, body, arrival } = request;
  if (headers.has('x-amz-copy-source') || headers.get('x-amz-content-sha256')?.startsWith('STREAMING-')) {
    throw new AwsError(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      501,
    );
  }
  const ifNoneMatch = headers.get('if-none-match');
  if (ifNoneMatch !== null && ifNoneMatch !== '*') {
    throw invalidArgument('If-None-Match', ifNoneMatch, 'If-None-Match takes only * here');
  }
  if (Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long');
  verifyChecksums(headers, body);
  checkWrite(bucket, key, headers, arrival);
  const metadata = [...headers].filter(([name]) => name.startsWith(META));
  const object: StoredObject = {
    body,
    etag: etagOf(body),
    // S3 keeps whole seconds.
    lastModifiedAt: new Date(Math.floor(at.getTime() / 1000) * 1000),
    contentType: headers.get('content-type') ?? 'binary/octet-stream',
    contentEncoding: headers.get('content-encoding') ?? undefined,
    cacheControl: headers.get('cache-control') ?? undefined,
    metadata: Object.fromEntries(metadata.map(([name, value]) => [name.slice(META.length), value])),
  };
  bucket.objects.set(key, object);
  return {
    status: 200,
    headers: { etag: object.etag, 'x-amz-server-side-encryption': 'AES256', ...checksumHeaders(object) },
    body: null,
  };
}

function getObject(bucket: Bucket, key: string, { method, headers }: ReceivedRequest): Answer {
  const object = bucket.objects.get(key);
  if (!object) throw noSuchKey(key);
  const ifMatch = headers.get('if-match');
  if (ifMatch !== null && unquoted(ifMatch) !== unquoted(object.etag)) throw preconditionFailed('If-Match');
  const ifNoneMatch = headers.get('if-none-match');
  const isUnchanged = ifNoneMatch !== null && unquoted(ifNoneMatch) === unquoted(object.etag);
  const answer: Record<string, string> = {
    'accept-ranges': 'bytes',
    etag: object.etag,
    'last-modified': object.lastModifiedAt.toUTCString(),
    'x-amz-server-side-encryption': 'AES256',
    'content-type': object.contentType,
    'content-length': String(object.body.length),
    ...(object.contentEncoding && { 'content-encoding': object.contentEncoding }),
    ...(object.cacheControl && { 'cache-control': object.cacheControl }),
    ...Object.fromEntries(Object.entries(object.metadata).map(([name, value]) => [META + name, value])),
    ...(headers.get('x-amz-checksum-mode') === 'ENABLED' && checksumHeaders(object)),
  };
  if (isUnchanged) return { status: 304, headers: { etag: object.etag }, body: null };
  const range = headers.get('range');
  if (range !== null && method === 'GET') return partOf(object, range, answer);
  return { status: 200, headers: answer, body: Buffer.from(object.body) };
}

/** Some bytes of an object, `bytes=0-99`. The checksum is the whole object's, and stays out. */
function partOf(
  { body }: StoredObject,
  range: string,
  { 'x-amz-checksum-crc32': _, 'x-amz-checksum-type': __, ...headers }: Record<string, string>,
): Answer {
  const [, from = Number.NaN, to = Number.NaN] = (/^bytes=(\d+)-(\d+)$/.exec(range) ?? []).map(Number);
  if (!(from <= to && from < body.length)) {
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
  }
  const part = Buffer.from(body.subarray(from, to + 1));
  return {
    status: 206,
    headers: {
      ...headers,
      'content-length': String(part.length),
      'content-range': `bytes ${from}-${from + part.length - 1}/${body.length}`,
    },
    body: part,
  };
}

const checksumHeaders = (object: StoredObject): Record<string, string> => ({
  'x-amz-checksum-crc32': crc32Base64(object.body),
  'x-amz-checksum-type': 'FULL_OBJECT',
});

const xmlReply = (status: number, root: string, content: Parameters<typeof xmlDocument>[1]): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: xmlDocument(root, content, root === 'Error' ? undefined : NAMESPACE),
});
