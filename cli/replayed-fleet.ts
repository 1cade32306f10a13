import { randomUUID } from 'node:crypto';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mountedClientConfig } from '../infra/local/aws/client-config.ts';
import { createEndpoint } from '../infra/local/aws/endpoint.ts';
import { mountEndpoint } from '../infra/local/aws/http-mount.ts';
import type { LocalHost } from '../infra/local/hosts/local-host.ts';
import { RECORDINGS, replayedHost } from '../infra/local/hosts/replayed-hosts.ts';
import { AuditFleetEnv } from '../lambdas/audit-fleet/env.ts';
import type { AuditFleetClients } from '../lambdas/audit-fleet/handler.ts';
import { sdkClient } from '../lambdas/aws/sdk-client.ts';
import { probeDocument, probeDocumentName } from '../lambdas/probe/probe-document.ts';

export interface ReplayedFleet {
  clients: AuditFleetClients;
  env: AuditFleetEnv;
  close: () => Promise<void>;
}

const FLEET_TAG = { key: 'haproxy-fleet', value: 'embedded' };
const ROLE_TAG_KEY = 'role';
const REGION = 'eu-west-1';
const BUCKET = 'embedded-archive';

/** AWS on a port of 127.0.0.1 for as long as this process lives, with a fleet of replayed hosts. */
export async function startReplayedFleet(): Promise<ReplayedFleet> {
  const documentName = probeDocumentName('embedded-probe');
  const endpoint = createEndpoint({
    accountId: '000000000000',
    region: REGION,
    credentials: { accessKeyId: 'embedded', secretAccessKey: randomUUID() },
    hosts: replayedHosts(),
    documents: new Map([[documentName, JSON.stringify(probeDocument())]]),
    buckets: [BUCKET],
    now: () => new Date(),
  });
  const { url, close } = await mountEndpoint(endpoint);
  const config = mountedClientConfig(endpoint, url);
  const { Account = '' } = await new STSClient(config).send(new GetCallerIdentityCommand({}));
  return {
    clients: {
      ec2: sdkClient(EC2Client, config),
      ssm: sdkClient(SSMClient, config),
      s3: sdkClient(S3Client, config),
      cloudwatch: sdkClient(CloudWatchClient, config),
    },
    env: AuditFleetEnv.parse({
      ACCOUNT_ID: Account,
      AWS_REGION: REGION,
      ARCHIVE_BUCKET: BUCKET,
      PROBE_DOCUMENT: documentName,
      FLEET_TAG_KEY: FLEET_TAG.key,
      FLEET_TAG_VALUE: FLEET_TAG.value,
      ROLE_TAG_KEY,
      PERIOD_SECONDS: '900',
      DEADLINE_SECONDS: '45',
      METRIC_BUDGET: '30',
      PER_HOST_METRICS: 'false',
    }),
    close,
  };
}

const replayedHosts = (): LocalHost[] =>
  RECORDINGS.map((recording, index) =>
    replayedHost(
      recording,
      placement(index + 1, `rec-${recording.name}`, index % 2 === 0 ? 'edge' : 'internal'),
    ),
  );

const placement = (index: number, name: string, role: string) => ({
  hostId: `i-${String(index).padStart(17, '0')}`,
  availabilityZone: `${REGION}${'abc'[index % 3]}`,
  tags: { [FLEET_TAG.key]: FLEET_TAG.value, [ROLE_TAG_KEY]: role, Name: name },
});
