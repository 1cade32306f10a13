import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { type EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { CreateDocumentCommand, ListCommandsCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FunctionClients, functionClients } from '../../cli/function-clients.ts';
import { hostData, publish } from '../../lambdas/aws/cloudwatch-metrics.ts';
import { listHosts } from '../../lambdas/aws/ec2-inventory.ts';
import { emitFindings } from '../../lambdas/aws/eventbridge-findings.ts';
import { lastReportedAt } from '../../lambdas/aws/report-age.ts';
import { getRun, putRun } from '../../lambdas/aws/s3-archive.ts';
import { closedBins, deriveDueBins, getBins } from '../../lambdas/aws/s3-history.ts';
import { sendMail } from '../../lambdas/aws/ses-mail.ts';
import { publishNotice } from '../../lambdas/aws/sns-notices.ts';
import { probeFleet } from '../../lambdas/aws/ssm-run.ts';
import { printBins, type Run } from '../../lambdas/domain/records/archive.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import { printInstant } from '../../lambdas/domain/records/time.ts';
import { whereabouts } from '../../lambdas/domain/records/whereabouts.ts';
import { probeDocument } from '../../lambdas/probe/probe-document.ts';
import { scoreFleet } from '../../lambdas/score-fleet/handler.ts';
import { SendReportEnv } from '../../lambdas/send-report/env.ts';
import { sendReport } from '../../lambdas/send-report/handler.ts';
import { METRIC_NAMESPACE } from '../../lambdas/telemetry.ts';
import { deriveBins } from '../domain/all-bins.ts';
import { needsPython } from '../python/environment.ts';
import { attemptAt, TELLING } from '../telling.ts';
import { type Inbox, inboxOf } from './inbox.ts';
import { assessedFleet, findingsOf, sampledHosts } from './made-fleet.ts';
import { type Ability, preflight } from './preflight.ts';
import { environment, type StandInName, type StandInServer, startStandInServer } from './stand-in-server.ts';

/** What the pinned versions can't do. Where that changes, the preflight's test fails, and the list has to follow. */
const LACKS: Readonly<Record<StandInName, readonly Ability[]>> = {
  moto: ['ListCommandInvocations', 'attachments of e-mails'],
  ministack: ['documents of SSM', 'ListCommandInvocations', 'attachments of e-mails'],
};

const BIN = 10_800_000;
const BUCKET = 'archive-bucket';
const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const ENV = {
  ACCOUNT_ID: PLACE.accountId,
  AWS_REGION: PLACE.region,
  ARCHIVE_BUCKET: BUCKET,
  ACKNOWLEDGEMENTS: [],
  ...TELLING,
};
const ATTEMPT = attemptAt(() => new Date());
const FLEET = { key: 'Fleet', value: 'haproxy' };
const HOSTS = 300;

const MAIL = {
  subject: 'Two hosts leak – “lb-1”',
  html: '<p>Two hosts leak ✓</p>',
  text: 'Two hosts leak ✓',
  headers: { 'Auto-Submitted': 'auto-generated' },
  attachments: [{ name: 'hosts.csv', contentType: 'text/csv', text: 'host,score\nlb-1,97\n' }],
};

const required = needsPython(environment);

const names = Object.keys(LACKS) as StandInName[];
describe.skipIf(required.missing).each(names)(required.title('AWS as %s has it'), (name) => {
  let server: StandInServer;
  let clients: FunctionClients;
  let inbox: Inbox;
  let lacks: Map<Ability, string>;

  beforeAll(async () => {
    server = await startStandInServer(name);
    clients = clientsFor(server.url);
    for (const Bucket of ['preflight', BUCKET]) await clients.s3.send(new CreateBucketCommand({ Bucket }));
    inbox = inboxOf(name, server.url);
    lacks = await preflight(clients, inbox);
  });
  afterAll(() => server?.stop());

  /** Skips a test of what the stand-in can't do, with what it answered. */
  const requires = (skip: (condition: boolean, note?: string) => void, ...abilities: Ability[]) => {
    for (const ability of abilities)
      skip(lacks.has(ability), `${name} lacks ${ability}: ${lacks.get(ability)}`);
  };
  const runAt = (millisecondsAgo: number): Run => {
    const at = Math.floor((Date.now() - millisecondsAgo) / 60_000) * 60_000;
    return { ...PLACE, runAt: printInstant(at) };
  };
  const thisMinute = () => ({ scheduledAt: runAt(0).runAt });
  const archive = () => ({ s3: clients.s3, bucket: BUCKET, ...PLACE });

  it('lacks only the abilities that it is known to lack', () => {
    for (const [ability, said] of lacks) process.stderr.write(`${name} lacks ${ability}: ${said}\n`);
    expect([...lacks.keys()]).toEqual(LACKS[name]);
  });

  it('ec2-inventory lists the running hosts with the tag', async ({ skip }) => {
    requires(skip, 'instances by tag and state');
    const edge = await instance(clients.ec2, { Fleet: 'haproxy', Role: 'edge', Name: 'lb-1' });
    const plain = await instance(clients.ec2, { Fleet: 'haproxy' });
    await instance(clients.ec2, { Fleet: 'other' });
    const query = { ...PLACE, tag: FLEET, roleTagKey: 'Role', at: new Date(Date.now() + 3_600_000) };
    const hosts = await listHosts(clients.ec2, query);
    expect(hosts.map(({ hostId }) => hostId)).toEqual([edge, plain].toSorted());
    expect(hosts.find(({ hostId }) => hostId === edge)).toMatchObject({ role: 'edge', name: 'lb-1' });
    expect(hosts.find(({ hostId }) => hostId === plain)).toMatchObject({ role: null, name: null });
    expect(await listHosts(clients.ec2, { ...query, at: new Date() })).toEqual([]);
  });

  it('ssm-run sends one command to the hosts with the tag', async ({ skip }) => {
    requires(skip, 'documents of SSM', 'ListCommands', 'instances by tag and state');
    const host = await instance(clients.ec2, { ProbeFleet: 'yes' });
    await ask(clients.ssm).catch((error: unknown) => {
      if (!lacks.has('ListCommandInvocations')) throw error;
    });
    const { Commands = [] } = await clients.ssm.send(new ListCommandsCommand({}));
    const sent = Commands.filter(({ DocumentName }) => DocumentName === 'probe');
    expect(sent).toMatchObject([
      {
        Comment: `haproxy-fleet-auditor ${runAt(0).runAt.slice(0, 10)}`,
        InstanceIds: [host],
        MaxErrors: '100%',
      },
    ]);
  });

  it('ssm-run reads how each host answered', async ({ skip }) => {
    requires(skip, 'documents of SSM', 'ListCommandInvocations');
    expect([...(await ask(clients.ssm)).values()]).toEqual([
      { statusDetails: 'Success', stdout: expect.any(String) },
    ]);
  });

  it('s3-archive keeps what the first of two runs wrote', async ({ skip }) => {
    requires(skip, 'writes of S3 that must be the first');
    const run = runAt(5 * BIN);
    const [first, second] = [1, 2].map((count) => ({ samples: sampledHosts(count, run.runAt) }));
    expect(await getRun(clients.s3, BUCKET, run)).toBeNull();
    expect(await putRun(clients.s3, BUCKET, run, first ?? { samples: [] })).toEqual(first);
    expect(await putRun(clients.s3, BUCKET, run, second ?? { samples: [] })).toEqual(first);
    expect(await getRun(clients.s3, BUCKET, run)).toEqual(first);
    const late = runAt(5 * BIN + 600_000);
    await putRun(clients.s3, BUCKET, late, { skipped: 'LateStart' });
    expect(await getRun(clients.s3, BUCKET, late)).toEqual({ skipped: 'LateStart' });
  });

  it('s3-history derives each bin once, and score-fleet goes on from them', async ({ skip }) => {
    requires(skip, 'writes of S3 that must be the first', 'metrics at the instant they are of', 'events');
    const runs = [2.2, 2.4, 2.6, 2.8].map((bins) => runAt(bins * BIN));
    const samples = runs.flatMap((run) => sampledHosts(3, run.runAt));
    for (const run of runs) await putRun(clients.s3, BUCKET, run, { samples: sampledHosts(3, run.runAt) });
    // Objects that change in the second in which a bin is derived make it due again.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const starts = closedBins(new Date(), 1);
    expect((await deriveDueBins(archive(), starts)).written.length).toBeGreaterThan(0);
    expect((await deriveDueBins(archive(), starts)).written).toEqual([]);
    const expected = deriveBins(samples);
    const ofThese = new Set(expected.map(({ binAt }) => binAt));
    const { hosts } = await getBins(archive(), starts);
    const derived: Bin[] = [];
    for await (const bins of hosts) derived.push(...bins.filter(({ binAt }) => ofThese.has(binAt)));
    expect(printBins(derived)).toBe(printBins(expected));

    const event = thisMinute();
    const scored = await scoreFleet(clients, ENV, event, ATTEMPT);
    expect(scored).toMatchObject({ fleet: { hosts: 3 } });
    expect(await scoreFleet(clients, ENV, event, ATTEMPT)).toEqual({
      ...scored,
      binsDerived: 0,
      findings: 0,
      oldBins: null,
    });
  });

  it(`cloudwatch-metrics publishes ${4 * HOSTS} data points, compressed`, async ({ skip }) => {
    requires(skip, 'compressed metrics', 'metrics at the instant they are of');
    const { runAt: at } = runAt(600_000);
    const samples = sampledHosts(HOSTS, at);
    await publish(clients.cloudwatch, hostData(samples, at));
    const { Datapoints } = await clients.cloudwatch.send(
      new GetMetricStatisticsCommand({
        ...{ Namespace: METRIC_NAMESPACE, MetricName: 'StuckStreams', Period: 60, Statistics: ['Maximum'] },
        Dimensions: [{ Name: 'HostId', Value: samples[HOSTS - 1]?.hostId }],
        StartTime: new Date(Date.parse(at) - 60_000),
        EndTime: new Date(Date.parse(at) + 120_000),
      }),
    );
    expect(Datapoints).toMatchObject([{ Maximum: HOSTS, Timestamp: new Date(at), Unit: 'Count' }]);
  });

  it('eventbridge-findings emits more findings than a call takes', async ({ skip }) => {
    requires(skip, 'events');
    const assessment = assessedFleet(12);
    expect(findingsOf(assessment)).toHaveLength(12);
    await emitFindings(clients.eventbridge, findingsOf(assessment), {
      fleet: 'haproxy',
      assessedAt: assessment.assessedAt,
      whereabouts: whereabouts(assessment.hosts),
    });
  });

  it('sns-notices publishes a form for each kind of subscriber', async ({ skip }) => {
    requires(skip, 'messages of SNS');
    const { TopicArn = '' } = await clients.sns.send(new CreateTopicCommand({ Name: 'notices' }));
    const notice = { subject: 'x'.repeat(99), text: 'one line\nand another', json: { version: '1.0' } };
    expect(await publishNotice(clients.sns, TopicArn, notice)).toMatch(/^[0-9a-f-]{36}$/);
    await expect(publishNotice(clients.sns, `${TopicArn}-2`, notice)).rejects.toThrow(/not exist|not found/i);
  });

  it('ses-mail sends to all recipients, and says whose identity is not verified', async ({ skip }) => {
    requires(skip, 'e-mails of verified senders');
    const to = ['sre@example.org', 'ops@example.net'];
    const mail = { ...MAIL, from: 'reports@example.com', to };
    await expect(sendMail(clients.ses, mail, PLACE.region)).rejects.toThrow(
      'the sender reports@example.com is not verified in eu-west-1',
    );
    await clients.ses.send(new CreateEmailIdentityCommand({ EmailIdentity: mail.from }));
    expect(await sendMail(clients.ses, mail, PLACE.region)).not.toBe('');
    const received = (await inbox.mails()).filter(({ from }) => from === mail.from);
    expect(received).toEqual([{ from: mail.from, to, subject: mail.subject, html: mail.html }]);
  });

  it('ses-mail sends attachments', async ({ skip }) => {
    requires(skip, 'e-mails of verified senders', 'attachments of e-mails');
    const mail = { ...MAIL, from: 'files@example.com', to: ['sre@example.org'] };
    await clients.ses.send(new CreateEmailIdentityCommand({ EmailIdentity: mail.from }));
    await sendMail(clients.ses, mail, PLACE.region);
    for (const { name } of mail.attachments) expect(await inbox.text()).toContain(name);
  });

  it('send-report mails a week once, from what score-fleet archived', async ({ skip }) => {
    requires(skip, 'writes of S3 that must be the first', 'writes of S3 over a known version');
    requires(skip, 'metrics at the instant they are of', 'events', 'e-mails of verified senders');
    const SENDER = 'weekly@example.com';
    await clients.ses.send(new CreateEmailIdentityCommand({ EmailIdentity: SENDER }));
    const event = thisMinute();
    await scoreFleet(clients, ENV, event, ATTEMPT);
    const addresses = { SENDER, RECIPIENTS: 'sre@example.org' };
    const env = SendReportEnv.parse({ ...ENV, ...addresses, TIME_ZONE: 'UTC', ATTACH_REPORT: 'true' });
    const send = () => sendReport(clients, env, event, ATTEMPT);
    expect(await send()).toMatchObject({ delivery: 'sent' });
    expect(await send()).toMatchObject({ delivery: 'already-sent' });
    const [mail, ...others] = (await inbox.mails()).filter(({ from }) => from === SENDER);
    expect(mail).toMatchObject({ to: ['sre@example.org'], html: expect.stringContaining('<html') });
    expect(others).toEqual([]);
    expect((await lastReportedAt(archive()))?.getTime()).toBeGreaterThan(Date.parse(event.scheduledAt));
  });

  async function ask(ssm: SSMClient) {
    const document = JSON.stringify(probeDocument());
    const made = { Content: document, DocumentType: 'Command', DocumentFormat: 'JSON' } as const;
    await ssm.send(new CreateDocumentCommand({ Name: 'probe', ...made })).catch((error: Error) => {
      if (error.name !== 'DocumentAlreadyExists') throw error;
    });
    const command = {
      documentName: 'probe',
      tag: { key: 'ProbeFleet', value: 'yes' },
      hostIds: [],
      runAt: runAt(0).runAt.slice(0, 10),
      deadline: new Date(Date.now() + 10_000),
    };
    return probeFleet(ssm, command, { now: () => new Date(), sleep: async () => {} });
  }
});

async function instance(ec2: EC2Client, tags: Readonly<Record<string, string>>): Promise<string> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ...{ ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1 },
      TagSpecifications: [{ ResourceType: 'instance', Tags }],
    }),
  );
  return Instances[0]?.InstanceId ?? '';
}

function clientsFor(endpoint: string): FunctionClients {
  const credentials = { accessKeyId: PLACE.accountId, secretAccessKey: 'none' };
  const config = { endpoint, region: PLACE.region, credentials, maxAttempts: 1, forcePathStyle: true };
  return functionClients(config);
}
