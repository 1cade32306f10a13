import { gzipSync } from 'node:zlib';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { directClientConfig } from '../infra/local/aws/client-config.ts';
import type { Fault } from '../infra/local/aws/faults.ts';
import { putRun } from '../lambdas/aws/s3-archive.ts';
import { putAssessment } from '../lambdas/aws/s3-assessments.ts';
import { binsKey, printBins } from '../lambdas/domain/records/archive.ts';
import type { Assessment } from '../lambdas/domain/records/assessment.ts';
import { SendReportEnv } from '../lambdas/send-report/env.ts';
import { sendReport } from '../lambdas/send-report/handler.ts';
import { EVENT_SOURCE, REPORT_DETAIL_TYPE } from '../lambdas/telemetry.ts';
import { BUCKET, failureOf, startEndpoint } from './infra/local/aws/fleet.ts';
import { AT, answered, assessed, assessment, leaking, NOW, silent, WEEK_AGO } from './report/assessed.ts';
import { attemptAt } from './telling.ts';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const FOLDER = 'reports/account=111122223333/region=eu-west-1/week=2026-W48/';
const variables = {
  ACCOUNT_ID: PLACE.accountId,
  AWS_REGION: PLACE.region,
  ARCHIVE_BUCKET: BUCKET,
  SENDER: 'reports@example.com',
  RECIPIENTS: 'sre@example.org,ops@example.net',
  TIME_ZONE: 'Europe/Berlin',
  ATTACH_REPORT: 'false',
};
const HOSTS = [leaking(1, 200), leaking(2, 90), assessed(3), assessed(4)];

interface Start {
  env?: { [name in keyof typeof variables | 'ANNOUNCE_REPORT']?: string | undefined };
  assessments?: readonly Assessment[];
  fault?: (operation: string, index: number) => Fault | undefined;
}

async function start({ env = {}, assessments = [BEFORE, LATEST], fault = () => undefined }: Start = {}) {
  const clock = { at: new Date(AT) };
  const { endpoint, config } = await startEndpoint({
    now: () => clock.at,
    clockSkewSeconds: 1e9,
    mail: { identities: ['example.com'], sandbox: false },
    faults: ({ operation, index }) => fault(operation, index),
  });
  const client = { ...directClientConfig(endpoint), maxAttempts: 1 };
  const clients = {
    s3: new S3Client(client),
    ses: new SESv2Client(client),
    eventbridge: new EventBridgeClient(client),
    cloudwatch: new CloudWatchClient(client),
  };
  const archive = { s3: clients.s3, bucket: BUCKET, ...PLACE };
  for (const one of assessments) await putAssessment(archive, one);
  await putRun(
    clients.s3,
    BUCKET,
    { ...PLACE, runAt: '2026-11-23T05:45:00Z' },
    {
      samples: [answered(1), answered(2), answered(3), silent(4, 'DeliveryTimedOut')],
    },
  );
  const parsed = SendReportEnv.parse({ ...variables, ...env });
  const send = (scheduledAt?: string) => {
    if (scheduledAt !== undefined) clock.at = new Date(scheduledAt);
    return sendReport(
      clients,
      parsed,
      { scheduledAt: scheduledAt ?? AT },
      attemptAt(() => clock.at),
    );
  };
  const files = () =>
    Object.fromEntries(
      [...(endpoint.objects(BUCKET) ?? [])].flatMap(([key, { body }]) =>
        key.startsWith(FOLDER) ? [[key.slice(FOLDER.length), Buffer.from(body).toString()]] : [],
      ),
    );
  return { endpoint, send, files, clients, clock, config };
}

const LATEST = assessment(HOSTS);
const BEFORE = assessment([assessed(1), ...HOSTS.slice(1)], { assessedAt: WEEK_AGO });

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('one report', () => {
  it('is archived, mailed with the CSV, marked as sent and counted', async () => {
    const { send, endpoint, files } = await start();
    expect(await send()).toEqual({ week: '2026-W48', delivery: 'sent' });
    expect(Object.keys(files()).sort()).toEqual([
      'assessment.json',
      'delivery.json',
      'e-mail.html',
      'e-mail.txt',
      'hosts.csv',
      'report.html',
    ]);
    const [mail] = endpoint.mails();
    expect(mail).toMatchObject({
      FromEmailAddress: 'reports@example.com',
      Destination: { ToAddresses: ['sre@example.org', 'ops@example.net'] },
      Content: {
        Simple: {
          Subject: { Data: 'HAProxy eu-west-1 W47: 2 of 4 hosts leak, 1 new' },
          Body: { Html: { Data: files()['e-mail.html'] }, Text: { Data: files()['e-mail.txt'] } },
        },
      },
    });
    const attached = mail?.Content.Simple.Attachments.map(({ FileName, RawContent }) => [
      FileName,
      Buffer.from(RawContent, 'base64').toString(),
    ]);
    expect(attached).toEqual([['hosts.csv', files()['hosts.csv']]]);
    expect(JSON.parse(files()['delivery.json'] ?? '')).toMatchObject({
      state: 'sent',
      messageId: mail?.messageId,
    });
    expect(endpoint.metrics()).toMatchObject([{ metricName: 'ReportSent', points: [{ maximum: 1 }] }]);
  });

  it('knows what changed, who did not answer, and links to the archive', async () => {
    const { send, files } = await start();
    await send();
    const text = files()['e-mail.txt'] ?? '';
    expect(text).toContain('* New: lb-1: leaks');
    expect(text).toContain('(DeliveryTimedOut): lb-4.');
    expect(text).toContain(
      `https://eu-west-1.console.aws.amazon.com/s3/object/${BUCKET}?region=eu-west-1&prefix=${encodeURIComponent(`${FOLDER}report.html`)}`,
    );
    expect(JSON.parse(files()['assessment.json'] ?? '')).toEqual(LATEST);
  });

  it('attaches the full report where that is configured', async () => {
    const { send, endpoint, files } = await start({ env: { ATTACH_REPORT: 'true' } });
    await send();
    const attachments = endpoint.mails()[0]?.Content.Simple.Attachments;
    const report = attachments?.find(({ FileName }) => FileName === 'report.html');
    const attached = Buffer.from(report?.RawContent ?? '', 'base64').toString();
    expect(attached).toContain('<table id="fleet"');
    // Mails have no script; the copy that is opened in the archive has the page's own.
    expect(attached).not.toContain('<script');
    expect(files()['report.html']).toContain('<script');
  });

  it('says on the first run that there is nothing to compare with', async () => {
    const { send, files } = await start({ assessments: [LATEST] });
    await send();
    expect(files()['e-mail.txt']).toContain("WHAT THIS FIRST REPORT CAN'T SHOW YET");
  });

  it.each([
    { what: 'nothing was assessed yet', assessments: [] },
    {
      what: 'no bin had closed when it was assessed',
      assessments: [{ ...LATEST, hosts: [], fleet: { ...LATEST.fleet, hosts: 0 } }],
    },
  ])('mails nothing, and fails at nothing, where $what', async ({ assessments }) => {
    const { send, endpoint, files } = await start({ assessments });
    expect(await send()).toEqual({ week: '2026-W48', delivery: 'too-early' });
    expect(endpoint.mails()).toEqual([]);
    expect(files()).toEqual({});
  });

  it.each(['2026-11-23T06:20:00Z', '2026-11-23T09:20:00Z'])(
    'leaves out an assessment of %s, which came after its instant',
    async (assessedAt) => {
      const later = assessment([assessed(9)], { assessedAt });
      const { send, files } = await start({ assessments: [BEFORE, LATEST, later] });
      await send();
      expect(JSON.parse(files()['assessment.json'] ?? '')).toMatchObject({ assessedAt: NOW });
    },
  );
});

describe('without mail', () => {
  const env = { SENDER: undefined, RECIPIENTS: undefined };

  it('an event says once a week where the report lies, and what it comes to', async () => {
    const { send, endpoint, files } = await start({ env });
    expect(await send()).toEqual({ week: '2026-W48', delivery: 'sent' });
    expect(await send()).toEqual({ week: '2026-W48', delivery: 'already-sent' });
    expect(endpoint.mails()).toEqual([]);
    const [event, ...others] = endpoint.events();
    expect(others).toEqual([]);
    expect(event).toMatchObject({ source: EVENT_SOURCE, detailType: REPORT_DETAIL_TYPE });
    expect(event?.detail).toEqual({
      fleet: 'haproxy',
      week: '2026-W48',
      subject: 'HAProxy eu-west-1 W47: 2 of 4 hosts leak, 1 new',
      url: `https://eu-west-1.console.aws.amazon.com/s3/object/${BUCKET}?region=eu-west-1&prefix=${encodeURIComponent(`${FOLDER}report.html`)}`,
      chat: expect.objectContaining({ id: 'report/haproxy/eu-west-1/2026-W48' }),
    });
    expect(Object.keys(files())).toContain('report.html');
    expect(endpoint.metrics()).toMatchObject([{ metricName: 'ReportSent', points: [{ maximum: 1 }] }]);
  });

  it('fails where the event is refused, and is told by the next run', async () => {
    const { send, endpoint } = await start({ env, fault: denied('PutEvents') });
    expect(await failureOf(send())).toBeDefined();
    expect(await send()).toMatchObject({ delivery: 'sent' });
    expect(endpoint.events()).toHaveLength(1);
  });
});

describe('beside the mail', () => {
  const env = { ANNOUNCE_REPORT: 'true' };

  it('an event tells chats once a week where the report lies, and what it comes to', async () => {
    const { send, endpoint, files } = await start({ env });
    expect(await send()).toEqual({ week: '2026-W48', delivery: 'sent' });
    expect(await send()).toEqual({ week: '2026-W48', delivery: 'already-sent' });
    expect(endpoint.mails()).toHaveLength(1);
    expect(endpoint.events().map(({ detail }) => detail)).toEqual([
      expect.objectContaining({
        subject: 'HAProxy eu-west-1 W47: 2 of 4 hosts leak, 1 new',
        chat: {
          version: '1.0',
          source: 'custom',
          id: 'report/haproxy/eu-west-1/2026-W48',
          content: {
            textType: 'client-markdown',
            title: 'HAProxy eu-west-1 W47: 2 of 4 hosts leak, 1 new',
            description: expect.stringMatching(/^2 of 4 hosts leak/),
            nextSteps: [
              expect.stringMatching(/^Report: https:\/\/eu-west-1\.console\.aws\.amazon\.com\/s3\/object\//),
            ],
          },
          metadata: {
            threadId: 'haproxy-fleet-auditor/haproxy/eu-west-1',
            summary: 'HAProxy eu-west-1 W47: 2 of 4 hosts leak, 1 new',
          },
        },
      }),
    ]);
    expect(JSON.parse(files()['announcement.json'] ?? '')).toMatchObject({ state: 'sent' });
  });

  it('is made up for by the next run where it was refused, and the mail is not sent again', async () => {
    const { send, endpoint } = await start({ env, fault: denied('PutEvents') });
    expect(await failureOf(send())).toBeDefined();
    expect(endpoint.mails()).toHaveLength(1);
    expect(await send()).toMatchObject({ delivery: 'already-sent' });
    expect(endpoint.mails()).toHaveLength(1);
    expect(endpoint.events()).toHaveLength(1);
  });

  it('is none where nobody asked for it', async () => {
    const { send, endpoint, files } = await start();
    await send();
    expect(endpoint.events()).toEqual([]);
    expect(files()).not.toHaveProperty(['announcement.json']);
  });
});

describe('one report a week', () => {
  it('is sent once however often this runs in a week, and counted each time', async () => {
    const { send, endpoint } = await start();
    await send();
    expect(await send()).toEqual({ week: '2026-W48', delivery: 'already-sent' });
    expect(await send('2026-11-28T06:00:00Z')).toMatchObject({ delivery: 'already-sent' });
    expect(endpoint.mails()).toHaveLength(1);
    expect(endpoint.metrics()).toMatchObject([{ points: [{ sampleCount: 2 }, { sampleCount: 1 }] }]);
    expect(await send('2026-11-30T06:00:00Z')).toEqual({ week: '2026-W49', delivery: 'sent' });
    expect(endpoint.mails()).toHaveLength(2);
  });

  it.each([
    { day: 'a Monday', at: AT },
    { day: 'a Wednesday', at: '2026-11-25T06:00:00Z' },
  ])(
    'is not sent again on $day where an earlier version sent it under the name of its key',
    async ({ at }) => {
      const { send, endpoint, clients } = await start();
      await clients.s3.send(
        new PutObjectCommand({
          Bucket: BUCKET,
          Key: `${FOLDER}delivery.json`,
          Body: JSON.stringify({ state: 'sent', at, messageId: 'earlier' }),
        }),
      );
      expect(await send(at)).toEqual({ week: '2026-W48', delivery: 'already-sent' });
      expect(endpoint.mails()).toEqual([]);
    },
  );

  it('names on a Wednesday the week that most of its days lie in, and is sent once under the key of its own', async () => {
    const wednesday = '2026-11-25T06:00:00Z';
    const assessments = [
      { ...BEFORE, assessedAt: '2026-11-18T03:20:00Z' },
      { ...LATEST, assessedAt: '2026-11-25T03:20:00Z' },
    ];
    const { send, endpoint } = await start({ assessments });
    expect(await send(wednesday)).toEqual({ week: '2026-W48', delivery: 'sent' });
    expect(await send(wednesday)).toEqual({ week: '2026-W48', delivery: 'already-sent' });
    const subjects = endpoint.mails().map(({ Content }) => Content.Simple.Subject.Data);
    expect(subjects).toEqual([expect.stringMatching(/^HAProxy eu-west-1 W47: /)]);
  });

  it('is sent once by runs that come at the same time', async () => {
    const { send, endpoint } = await start();
    const results = await Promise.allSettled([send(), send(), send()]);
    expect(endpoint.mails()).toHaveLength(1);
    const deliveries = results.flatMap((result) =>
      result.status === 'fulfilled' ? result.value.delivery : [],
    );
    expect(deliveries.filter((delivery) => delivery === 'sent')).toHaveLength(1);
    // The others fail, if they came upon it, and are run again.
    expect(await send()).toMatchObject({ delivery: 'already-sent' });
  });

  it.each([
    { of: 'refused mail', fault: denied('SendEmail') },
    { of: 'an archive that takes no files', fault: denied('PutObject', 6) },
  ])('fails for $of, is not counted, and is sent by the next run', async ({ fault }) => {
    const { send, endpoint } = await start({ fault });
    expect(await failureOf(send())).toBeDefined();
    expect(endpoint.mails()).toEqual([]);
    expect(endpoint.metrics()).toEqual([]);
    expect(await send()).toMatchObject({ delivery: 'sent' });
    expect(endpoint.mails()).toHaveLength(1);
  });

  it('fails while another run sends it, and is sent by a later run if that one never finishes', async () => {
    const { send, endpoint, clients, clock } = await start();
    await clients.s3.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: `${FOLDER}delivery.json`,
        Body: JSON.stringify({ state: 'sending', since: AT }),
      }),
    );
    await expect(send()).rejects.toThrow('another run is sending');
    expect(endpoint.metrics()).toEqual([]);
    clock.at = new Date(clock.at.getTime() + 15 * 60_000);
    expect(await send()).toMatchObject({ delivery: 'sent' });
  });

  it.each([
    { at: '2026-11-22T22:59:00Z', zone: 'Europe/Berlin', week: '2026-W47' },
    { at: '2026-11-22T23:00:00Z', zone: 'Europe/Berlin', week: '2026-W48' },
    { at: '2026-11-23T04:59:00Z', zone: 'America/New_York', week: '2026-W47' },
    { at: '2026-10-25T22:59:00Z', zone: 'Europe/Berlin', week: '2026-W43' },
    { at: '2026-10-25T23:00:00Z', zone: 'Europe/Berlin', week: '2026-W44' },
    { at: '2026-03-29T21:59:00Z', zone: 'Europe/Berlin', week: '2026-W13' },
    { at: '2026-03-29T22:00:00Z', zone: 'Europe/Berlin', week: '2026-W14' },
  ])('at $at in $zone is that of $week', async ({ at, zone, week }) => {
    const instant = new Date(Date.parse(at) - 2 * 3_600_000).toISOString().replace('.000Z', 'Z');
    const { send } = await start({
      env: { TIME_ZONE: zone },
      assessments: [assessment(HOSTS, { assessedAt: instant })],
    });
    expect(await send(at)).toMatchObject({ week });
  });
});

it('the Lambda reads variables and event, and says what it did', async () => {
  const { clients, config, endpoint } = await start();
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_ENDPOINT_URL', config.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', config.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', config.credentials.secretAccessKey);
  const bins = { ...PLACE, runAt: '2026-11-23T00:00:00Z' };
  await clients.s3.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: binsKey(bins), Body: gzipSync(printBins([])) }),
  );
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  // A handler keeps the clients that it made; this one has made none yet, as in a new process.
  vi.resetModules();
  const { handler } = await import('../lambdas/send-report/handler.ts');
  const result = await handler({ scheduledAt: AT });
  expect(result).toEqual({ week: '2026-W48', delivery: 'sent' });
  expect(log.mock.calls).toEqual([[{ run: AT }], [result]]);
  expect(endpoint.mails()).toHaveLength(1);
});

/** The operation is refused at its first call from the given one on. */
function denied(operation: string, from = 0): (name: string, index: number) => Fault | undefined {
  return (name, index) =>
    name === operation && index === from ? { kind: 'error', status: 400, code: 'AccessDenied' } : undefined;
}
