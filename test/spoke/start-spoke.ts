import { mountedClientConfig } from '../../infra/local/aws/client-config.ts';
import type { EndpointOptions } from '../../infra/local/aws/endpoint.ts';
import type { LocalPlace } from '../../infra/local/aws/place.ts';
import { archivePolicy, DEMO_ORGANIZATION_ID, spokeRoleArn } from '../../infra/local/demo/spokes.ts';
import { BUCKET, clientsOf, startEndpoint } from '../infra/local/aws/fleet.ts';

export const SPOKE = { accountId: '111122223333', region: 'eu-west-1' };

/** The archive of a hub in another account, and a spoke whose role may do with it what the hub's policy says. */
export async function startSpoke(
  spoke: Pick<LocalPlace, 'hosts' | 'documents'>,
  options: Partial<EndpointOptions> = {},
) {
  const place = {
    ...SPOKE,
    ...spoke,
    credentials: { accessKeyId: 'AKIDSPOKE', secretAccessKey: 'made-for-this-run-too' },
    roleArn: spokeRoleArn(SPOKE),
  };
  const started = await startEndpoint({
    accountId: '999900001111',
    hosts: [],
    documents: new Map(),
    otherPlaces: [place],
    bucketPolicies: new Map([[BUCKET, archivePolicy(BUCKET)]]),
    organizationId: DEMO_ORGANIZATION_ID,
    ...options,
  });
  const config = mountedClientConfig(started.endpoint, started.url, place);
  return { ...started, place, ...clientsOf(config) };
}
