import { gzipSync } from 'node:zlib';
import { createEndpoint, type Endpoint } from '../../../infra/local/aws/endpoint.ts';
import { etagOf, type StoredObject } from '../../../infra/local/aws/s3-store.ts';
import {
  localSimulatedHost,
  type SimulatedHost,
  simulateHost,
} from '../../../infra/local/hosts/simulated-host.ts';
import { hash, seededRandom } from '../../../infra/local/hosts/simulation/random.ts';
import { DERIVED_NOW } from '../../../lambdas/aws/s3-history.ts';
import { binsKey, samplesKey } from '../../../lambdas/domain/records/archive.ts';
import { printJson } from '../../../lambdas/domain/records/ndjson.ts';
import { HOUR, printInstant } from '../../../lambdas/domain/records/time.ts';
import { probeDocument } from '../../../lambdas/probe/probe-document.ts';
import { FIRST_REPORT_SEED, fourPercent } from '../../corpora/corpus.ts';
import { TOPICS } from '../../telling.ts';
import { BUCKET, CREDENTIALS, NOW_HEADER, PLACE, PROBE } from './run.ts';

const DAYS = 28;
/** Trajectories that the hosts share: what differs is who they are. */
const TRAJECTORIES = 250;
const SLOWEST_ANSWER_SECONDS = 20;
/** Hosts that never answer, of all: one of them is enough to make an audit wait until its deadline. */
const SILENT = 0.005;
/** Of the calls. */
const THROTTLED = 0.02;

const FROM = new Date('2026-10-05T00:00:00Z');
/** The last bin has closed, and its audits are over. */
export const ASSESSED_AT = new Date(FROM.getTime() + DAYS * 24 * HOUR + HOUR / 3);

/**
 * A fleet of so many hosts, of which 4% leak: 28 days of bins, and the samples of which the newest two are derived.
 * @param renewable makes all bins those of an earlier derivation, with the samples of so many
 */
export function archivedFleet(
  count: number,
  { hasBins, renewable = 0 }: { hasBins: boolean; renewable?: number },
): Pick<Endpoint, 'handle'> {
  const random = seededRandom(hash(count, 1));
  const trajectories = fourPercent(FIRST_REPORT_SEED, {
    hosts: TRAJECTORIES,
    days: DAYS + 1,
    from: FROM,
  }).map(({ scenario, seed }) => simulateHost(scenario, seed));
  const members = Array.from({ length: count }, (_, index) => ({
    hostId: `i-${index.toString(16).padStart(17, '0')}`,
    trajectory: trajectories[index % TRAJECTORIES] as SimulatedHost,
  }));
  const hosts = members.map(({ hostId, trajectory }) => {
    const tags = {
      fleet: 'scale',
      role: trajectory.scenario.identity.role ?? 'none',
      Name: hostId.slice(-8),
    };
    const host = localSimulatedHost(trajectory, tags);
    const isSilent = random.chance(SILENT);
    const afterSeconds = isSilent ? Number.POSITIVE_INFINITY : random.between(1, SLOWEST_ANSWER_SECONDS);
    const answer: typeof host.answer = async (invocation) => ({
      ...(await host.answer(invocation)),
      afterSeconds,
    });
    return { ...host, hostId, launchedAt: FROM, answer };
  });
  let now = ASSESSED_AT;
  const endpoint = createEndpoint({
    ...PLACE,
    credentials: CREDENTIALS,
    hosts,
    documents: new Map([[PROBE, JSON.stringify(probeDocument())]]),
    buckets: [BUCKET],
    now: () => now,
    // The slower of two readings of AWS's guide.
    ramp: 'completed',
    mail: { identities: ['example.com'], sandbox: false },
    topics: TOPICS,
    clockSkewSeconds: Number.POSITIVE_INFINITY,
    faults: () => (random.chance(THROTTLED) ? { kind: 'throttle' } : undefined),
  });
  if (hasBins) fill(endpoint.objects(BUCKET) as Map<string, StoredObject>, trajectories, members, renewable);
  return {
    handle: (request) => {
      now = new Date(request.headers.get(NOW_HEADER) ?? now);
      return endpoint.handle(request);
    },
  };
}

type Member = { readonly hostId: string; readonly trajectory: SimulatedHost };

function fill(
  objects: Map<string, StoredObject>,
  trajectories: SimulatedHost[],
  members: readonly Member[],
  renewable: number,
): void {
  const put = (
    key: string,
    records: ReadonlyMap<SimulatedHost, object | undefined>,
    at: Date,
    metadata: Readonly<Record<string, string>> = {},
  ) => {
    const texts = new Map(
      [...records].map(([trajectory, record]) => [trajectory, record && printJson(record)]),
    );
    const lines = members.flatMap(({ hostId, trajectory }) => {
      const own = trajectory.scenario.identity.hostId;
      return texts.get(trajectory)?.replace(`"${own}"`, `"${hostId}"`) ?? [];
    });
    const body = gzipSync(`${lines.join('\n')}\n`, { level: 1 });
    objects.set(key, {
      body,
      etag: etagOf(body),
      lastModifiedAt: at,
      contentType: 'application/x-ndjson',
      contentEncoding: 'gzip',
      cacheControl: undefined,
      metadata,
    });
  };
  const bins = new Map(
    trajectories.map((trajectory) => [
      trajectory,
      new Map(trajectory.bins(60).map((bin) => [bin.binAt, bin])),
    ]),
  );
  const end = FROM.getTime() + DAYS * 24 * HOUR;
  // The newest bin is the scoring's to derive.
  for (let at = FROM.getTime(); at < end - 3 * HOUR; at += 3 * HOUR) {
    const binAt = printInstant(at);
    const records = new Map(trajectories.map((trajectory) => [trajectory, bins.get(trajectory)?.get(binAt)]));
    const writtenAt = new Date(at + 3 * HOUR + HOUR / 3);
    put(binsKey({ ...PLACE, runAt: binAt }), records, writtenAt, renewable > 0 ? {} : DERIVED_NOW);
  }
  // Its own, and those of the bin before, which had been derived by then.
  for (let at = end - (2 + renewable) * 3 * HOUR; at < end; at += HOUR / 4) {
    const records = new Map(
      trajectories.map((trajectory) => [trajectory, trajectory.sample(new Date(at)) ?? undefined]),
    );
    put(samplesKey({ ...PLACE, runAt: printInstant(at) }), records, new Date(at + 60_000));
  }
}
