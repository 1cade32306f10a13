import type { Endpoint } from '../../../infra/local/aws/endpoint.ts';
import { etagOf } from '../../../infra/local/aws/s3-store.ts';
import { localSimulatedHost } from '../../../infra/local/hosts/simulated-host.ts';
import { hash, seededRandom } from '../../../infra/local/hosts/simulation/random.ts';
import { probeDocument } from '../../../lambdas/probe/probe-document.ts';
import { archivedObjects, FROM, madeMembers, madeTrajectories } from './archived-objects.ts';
import { BUCKET, PLACE, PROBE } from './run.ts';
import { storedGzip, timedEndpoint } from './timed-endpoint.ts';

const SLOWEST_ANSWER_SECONDS = 20;
/** Hosts that never answer, of all: one of them is enough to make an audit wait until its deadline. */
const SILENT = 0.005;

/**
 * A fleet of so many hosts, of which 4% leak: 28 days of bins, and the samples of which the newest two are derived.
 * @param renewable makes all bins those of an earlier derivation, with the samples of so many
 */
export function archivedFleet(
  count: number,
  { hasBins, renewable = 0 }: { hasBins: boolean; renewable?: number },
): Pick<Endpoint, 'handle'> {
  const random = seededRandom(hash(count, 1));
  const trajectories = madeTrajectories();
  const members = madeMembers(trajectories, count);
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
  const endpoint = timedEndpoint(random, {
    hosts,
    documents: new Map([[PROBE, JSON.stringify(probeDocument())]]),
  });
  if (hasBins) {
    for (const { key, body, at, metadata } of archivedObjects(
      trajectories,
      [{ place: PLACE, members }],
      renewable,
    )) {
      endpoint.restore(BUCKET, [[key, { body, etag: etagOf(body), ...storedGzip(at, metadata) }]]);
    }
  }
  return endpoint;
}
