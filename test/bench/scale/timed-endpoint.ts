import { createEndpoint, type Endpoint, type EndpointOptions } from '../../../infra/local/aws/endpoint.ts';
import type { StoredObject } from '../../../infra/local/aws/s3-store.ts';
import type { seededRandom } from '../../../infra/local/hosts/simulation/random.ts';
import { TOPICS } from '../../telling.ts';
import { ASSESSED_AT } from './archived-objects.ts';
import { BUCKET, CREDENTIALS, NOW_HEADER, PLACE } from './run.ts';

/** Of the calls. */
const THROTTLED = 0.02;

/** An endpoint at the time that each request names, which throttles some of them. */
export function timedEndpoint(
  random: ReturnType<typeof seededRandom>,
  contents: Pick<EndpointOptions, 'hosts' | 'documents'>,
): Pick<Endpoint, 'handle' | 'objects' | 'restore'> {
  let now = ASSESSED_AT;
  const endpoint = createEndpoint({
    ...PLACE,
    ...contents,
    credentials: CREDENTIALS,
    buckets: [BUCKET],
    now: () => now,
    // The slower of two readings of AWS's guide.
    ramp: 'completed',
    mail: { identities: ['example.com'], sandbox: false },
    topics: TOPICS,
    clockSkewSeconds: Number.POSITIVE_INFINITY,
    faults: () => (random.chance(THROTTLED) ? { kind: 'throttle' } : undefined),
  });
  return {
    objects: endpoint.objects,
    restore: endpoint.restore,
    handle: (request) => {
      now = new Date(request.headers.get(NOW_HEADER) ?? now);
      return endpoint.handle(request);
    },
  };
}

/** What S3 keeps of a gzipped object beside its bytes. */
export const storedGzip = (
  lastModifiedAt: Date,
  metadata: StoredObject['metadata'],
): Omit<StoredObject, 'body' | 'etag'> => ({
  lastModifiedAt,
  contentType: 'application/x-ndjson',
  contentEncoding: 'gzip',
  cacheControl: undefined,
  metadata,
});
