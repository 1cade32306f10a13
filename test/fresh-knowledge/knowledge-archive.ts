import { gunzipSync } from 'node:zlib';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { vi } from 'vitest';
import { directClientConfig } from '../../infra/local/aws/client-config.ts';
import { simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import { putRun } from '../../lambdas/aws/s3-archive.ts';
import { putAssessment } from '../../lambdas/aws/s3-assessments.ts';
import { type AssessmentInput, assessFleet } from '../../lambdas/domain/assess/assess-fleet.ts';
import { Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { HOUR } from '../../lambdas/domain/records/time.ts';
import { scoreFleet } from '../../lambdas/score-fleet/handler.ts';
import { SendReportEnv } from '../../lambdas/send-report/env.ts';
import { sendReport } from '../../lambdas/send-report/handler.ts';
import { hostOfKind } from '../corpora/corpus.ts';
import { deriveBins } from '../domain/all-bins.ts';
import { BUCKET, setClocks, startEndpoint } from '../infra/local/aws/fleet.ts';
import { attemptAt, TELLING, TOPICS } from '../telling.ts';
import { AT } from './documents.ts';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const ENV = { ACCOUNT_ID: PLACE.accountId, AWS_REGION: PLACE.region, ARCHIVE_BUCKET: BUCKET };
const REPORT_ENV = SendReportEnv.parse({
  ...ENV,
  SENDER: 'reports@example.com',
  RECIPIENTS: 'sre@example.org',
  TIME_ZONE: 'UTC',
  ATTACH_REPORT: 'false',
});
const DAYS = 4;

/** A host with a leaking release of 2.8, asked each hour of the days before the instant. */
const samples: Sample[] = (() => {
  const from = new Date(AT.getTime() - HOUR / 3 - DAYS * 24 * HOUR);
  const { scenario, seed } = hostOfKind('linear', 2, { days: DAYS, from });
  const haproxy = { ...scenario.haproxy, version: '2.8.11' };
  const identity = { ...scenario.identity, ...PLACE, hostId: 'i-0', name: 'edge-0' };
  const host = simulateHost({ ...scenario, haproxy, identity }, seed);
  return Array.from(
    { length: DAYS * 24 },
    (_, hour) => host.sample(new Date(from.getTime() + hour * HOUR)) ?? [],
  ).flat();
})();

interface Start {
  objects?: Readonly<Record<string, string>>;
  /** How S3 refuses to read `knowledge/`. */
  refused?: { name: string; status: number };
}

/** An archive that holds these objects of `knowledge/`, and the two functions on it. */
export async function start({ objects = {}, refused }: Start = {}) {
  const { endpoint } = await startEndpoint({
    now: () => AT,
    mail: { identities: ['example.com'], sandbox: false },
    topics: TOPICS,
  });
  const config = directClientConfig(endpoint);
  const clients = {
    s3: new S3Client(config),
    cloudwatch: new CloudWatchClient(config),
    eventbridge: new EventBridgeClient(config),
    sns: new SNSClient(config),
    ses: new SESv2Client(config),
  };
  setClocks(clients, AT);
  for (const sample of samples)
    await putRun(clients.s3, BUCKET, { ...PLACE, runAt: sample.runAt }, { samples: [sample] });
  const put = (of: Readonly<Record<string, string>>) =>
    Promise.all(
      Object.entries(of).map(([Key, Body]) =>
        clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body })),
      ),
    );
  await put(objects);
  if (refused) refuseKnowledge(clients.s3, refused);
  const bodies = () => endpoint.objects(BUCKET) ?? new Map();
  const latest = () => {
    const [, object] = [...bodies()].find(([key]) => key.endsWith('/latest.json.gz')) ?? [];
    return Assessment.parse(JSON.parse(gunzipSync(object?.body ?? '').toString()));
  };
  const page = () => {
    const [, object] = [...bodies()].find(([key]) => key.endsWith('/report.html')) ?? [];
    return Buffer.from(object?.body ?? '').toString();
  };
  const refusals = () =>
    endpoint
      .metrics()
      .find(({ metricName }) => metricName === 'KnowledgeRefused')
      ?.points.map(({ maximum }) => maximum);
  const archive = { s3: clients.s3, bucket: BUCKET, ...PLACE };
  const event = { scheduledAt: AT.toISOString() };
  return {
    put,
    latest,
    page,
    refusals,
    score: () =>
      scoreFleet(
        clients,
        { ...ENV, ACKNOWLEDGEMENTS: [], ...TELLING },
        event,
        attemptAt(() => AT),
      ),
    report: () =>
      sendReport(
        clients,
        REPORT_ENV,
        event,
        attemptAt(() => AT),
      ),
    assess: (assessment: Assessment) => putAssessment(archive, assessment),
  };
}

/** The assessment of the same samples, as it comes out of an archive. */
export const scored = (known: AssessmentInput): Assessment =>
  Assessment.parse(JSON.parse(JSON.stringify(assessFleet(deriveBins(samples), known))));

function refuseKnowledge(s3: S3Client, { name, status }: { name: string; status: number }): void {
  const send = s3.send.bind(s3) as (command: unknown) => Promise<unknown>;
  vi.spyOn(s3, 'send').mockImplementation((async (command: unknown) => {
    const isRead = command instanceof GetObjectCommand && command.input.Key?.startsWith('knowledge/');
    if (!isRead) return send(command);
    throw new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode: status } });
  }) as never);
}
