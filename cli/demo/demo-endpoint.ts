import { S3Client } from '@aws-sdk/client-s3';
import { directClientConfig } from '../../infra/local/aws/client-config.ts';
import { createEndpoint, type OtherPlace } from '../../infra/local/aws/endpoint.ts';
import {
  DEMO_PLACE,
  type DemoHost,
  type DemoPlace,
  type DemoSize,
} from '../../infra/local/demo/demo-fleet.ts';
import {
  archivePolicy,
  DEMO_ORGANIZATION_ID,
  STACK_SET,
  spokeRoleArn,
} from '../../infra/local/demo/spokes.ts';
import { sdkClient } from '../../lambdas/aws/sdk-client.ts';
import type { Clock } from '../../lambdas/aws/ssm-run.ts';
import { probeDocument, probeDocumentName } from '../../lambdas/probe/probe-document.ts';
import { functionClients } from '../function-clients.ts';

export const DEMO_BUCKET = 'demo-archive';
export const DEMO_SENDER = 'auditor@example.com';
export const DEMO_TOPIC_ARN = `arn:aws:sns:${DEMO_PLACE.region}:${DEMO_PLACE.accountId}:notices`;
export const DEMO_DOCUMENT = probeDocumentName('demo-probe');

/** Enough for a run and the next one's look back; what SSM keeps for 30 days would fill the memory. */
const COMMAND_RETENTION_SECONDS = 7200;

/**
 * AWS in this process on a clock of its own, without sockets, and the SDK's clients on it: those of the hub's place, and of
 * each other place those of its spoke.
 */
export function demoEndpoint({ from, places = [DEMO_PLACE] }: DemoSize, fleet: readonly DemoHost[] = []) {
  let at = from;
  const [hub, ...others] = places.map(
    (place, number): OtherPlace => ({
      ...place,
      // Nothing outside the process can reach it.
      credentials: { accessKeyId: `demo${number}`, secretAccessKey: 'demo' },
      roleArn: spokeRoleArn(place),
      hosts: fleet.flatMap((host) => (isIn(place, host.place) ? host.local : [])),
      documents: new Map([[DEMO_DOCUMENT, JSON.stringify(probeDocument())]]),
    }),
  );
  if (hub === undefined) throw new Error('a demo without a place');
  const endpoint = createEndpoint({
    ...hub,
    otherPlaces: others,
    buckets: [DEMO_BUCKET],
    bucketPolicies: new Map([[DEMO_BUCKET, archivePolicy(DEMO_BUCKET)]]),
    organizationId: DEMO_ORGANIZATION_ID,
    stackSets: {
      [STACK_SET]: others.map(({ accountId, region }) => ({ accountId, region, status: 'SUCCEEDED' })),
    },
    topics: [
      {
        arn: DEMO_TOPIC_ARN,
        subscriptions: [{ protocol: 'email', endpoint: 'team@example.com', state: 'confirmed' }],
      },
    ],
    mail: { identities: [DEMO_SENDER], sandbox: false },
    now: () => at,
    commandRetentionSeconds: COMMAND_RETENTION_SECONDS,
    // Its only clients are those below, and they sign by the machine's clock.
    trustsSignatures: true,
  });
  const clientsIn = (place?: OtherPlace) => {
    const config = { ...directClientConfig(endpoint, place), disableClockSkewCorrection: true };
    // A spoke's function asks the bucket in its region.
    return { ...functionClients(config), s3: sdkClient(S3Client, { ...config, region: DEMO_PLACE.region }) };
  };
  const clock: Clock & { turnTo: (instant: Date) => void } = {
    now: () => at,
    sleep: async (seconds) => {
      at = new Date(at.getTime() + seconds * 1000);
    },
    turnTo: (instant) => {
      at = instant;
    },
  };
  return {
    endpoint,
    clock,
    clients: clientsIn(),
    spokes: others.map((other) => {
      const { accountId, region } = other;
      return { place: { accountId, region }, clients: clientsIn(other) };
    }),
  };
}

const isIn = (a: DemoPlace, b: DemoPlace): boolean => a.accountId === b.accountId && a.region === b.region;
