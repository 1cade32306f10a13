import { directClientConfig } from '../../infra/local/aws/client-config.ts';
import { createEndpoint } from '../../infra/local/aws/endpoint.ts';
import { functionClients } from '../../infra/local/aws/function-clients.ts';
import { DEMO_PLACE } from '../../infra/local/demo/demo-fleet.ts';
import type { LocalHost } from '../../infra/local/hosts/local-host.ts';
import type { Clock } from '../../lambdas/aws/ssm-run.ts';
import { probeDocument, probeDocumentName } from '../../lambdas/probe/probe-document.ts';

export const DEMO_BUCKET = 'demo-archive';
export const DEMO_SENDER = 'auditor@example.com';
export const DEMO_TOPIC_ARN = `arn:aws:sns:${DEMO_PLACE.region}:${DEMO_PLACE.accountId}:notices`;
export const DEMO_DOCUMENT = probeDocumentName('demo-probe');

/** Enough for a run and the next one's look back; what SSM keeps for 30 days would fill the memory. */
const COMMAND_RETENTION_SECONDS = 7200;

/** AWS in this process on a clock of its own, without sockets, and the SDK's clients on it. */
export function demoEndpoint(hosts: readonly LocalHost[], from: Date) {
  let at = from;
  const endpoint = createEndpoint({
    ...DEMO_PLACE,
    // Nothing outside the process can reach it.
    credentials: { accessKeyId: 'demo', secretAccessKey: 'demo' },
    hosts,
    documents: new Map([[DEMO_DOCUMENT, JSON.stringify(probeDocument())]]),
    buckets: [DEMO_BUCKET],
    topics: [
      {
        arn: DEMO_TOPIC_ARN,
        subscriptions: [{ protocol: 'email', endpoint: 'team@example.com', state: 'confirmed' }],
      },
    ],
    mail: { identities: [DEMO_SENDER], sandbox: false },
    now: () => at,
    commandRetentionSeconds: COMMAND_RETENTION_SECONDS,
    // The clients sign by the machine's clock, and would take each difference for a reason to try again.
    clockSkewSeconds: Number.POSITIVE_INFINITY,
  });
  const config = { ...directClientConfig(endpoint), disableClockSkewCorrection: true };
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
    clients: functionClients(config),
  };
}
