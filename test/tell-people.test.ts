import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import type { FaultSwitch } from '../infra/local/aws/faults.ts';
import { putWatchedPlaces } from '../lambdas/aws/s3-watched-places.ts';
import { publishNotice } from '../lambdas/aws/sns-notices.ts';
import { digestOf } from '../lambdas/domain/assess/digest.ts';
import { changedFindings } from '../lambdas/domain/assess/finding.ts';
import { findingText } from '../lambdas/domain/assess/finding-text.ts';
import { newPlace } from '../lambdas/domain/audit/watch-places.ts';
import { ScoreFleetEnv } from '../lambdas/score-fleet/env.ts';
import { tellPeople } from '../lambdas/score-fleet/tell-people.ts';
import { assessedHost } from './domain/a-leaking-host.ts';
import { BUCKET, failureOf, startEndpoint } from './infra/local/aws/fleet.ts';
import { assessment } from './report/assessed.ts';
import { attemptAt, TELLING, TOPICS } from './telling.ts';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const FOLDER = 'digests/account=111122223333/region=eu-west-1/date=2026-11-22/15/';
const ENV = ScoreFleetEnv.parse({
  ACCOUNT_ID: PLACE.accountId,
  AWS_REGION: PLACE.region,
  ARCHIVE_BUCKET: BUCKET,
  ...TELLING,
});

/** The first scoring of a fleet of which 300 hosts leak. */
const BURST = assessment(
  Array.from({ length: 300 }, (_, index) =>
    assessedHost({ hostId: `i-${index}`, name: `edge-${index}`, score: 100 - index / 10 }),
  ),
  { assessedAt: '2026-11-22T18:20:00Z' },
);
const FINDINGS = changedFindings(null, BURST);
const DIGEST = digestOf(FINDINGS, BURST);

async function start(faults: FaultSwitch = () => undefined) {
  const { endpoint, config, clock } = await startEndpoint({
    topics: TOPICS,
    faults,
    clockSkewSeconds: Number.POSITIVE_INFINITY,
  });
  const archive = { s3: new S3Client(config), bucket: BUCKET, ...PLACE };
  const clients = {
    eventbridge: new EventBridgeClient(config),
    sns: new SNSClient({ ...config, maxAttempts: 1 }),
    archive,
  };
  const tell = async () => {
    if (DIGEST === null) throw new Error('nothing to tell');
    await tellPeople(
      clients,
      ENV,
      DIGEST,
      attemptAt(() => clock.at),
    );
  };
  const subscriptions = () => endpoint.subscriptions(TELLING.NOTIFY_TOPIC_ARN).map(({ state }) => state);
  return { endpoint, clients, tell, subscriptions };
}

describe('a burst of 300 findings', () => {
  it('is one mail, and the subscription stays', async () => {
    const { endpoint, tell, subscriptions } = await start();
    await tell();
    expect(endpoint.notices()).toMatchObject([
      {
        endpoint: 'sre@example.org',
        subject: 'HAProxy eu-west-1: 300 hosts leak, worst edge-0 in 9.2 days',
        text: expect.stringContaining('300 leak findings opened'),
      },
    ]);
    expect(subscriptions()).toEqual(['confirmed']);
  });

  it('says in a hub which accounts and regions are silent, in mail and chat', async () => {
    const { endpoint, clients } = await start();
    const watched = {
      ...newPlace({ accountId: '222233334444', region: 'us-east-1' }, '2026-10-01T00:00:00Z'),
      silence: { since: '2026-11-22T12:00:00Z', reason: 'stopped' as const, detail: null },
    };
    const watchedAt = '2026-11-22T18:04:00Z';
    await putWatchedPlaces(clients.archive, {
      schema: 1,
      watchedAt,
      stackSet: null,
      places: [watched],
      told: [],
    });
    if (DIGEST === null) throw new Error('nothing to tell');
    const attempt = attemptAt(() => new Date('2026-11-22T18:20:00Z'));
    await tellPeople(clients, { ...ENV, EVERY_PLACE: true }, DIGEST, attempt);
    const said = '222233334444/us-east-1 has been silent since 2026-11-22 12:00 UTC';
    expect(endpoint.notices()[0]?.text).toMatch(new RegExp(`ACCOUNTS AND REGIONS\\n- ${said}`));
    expect(JSON.stringify(endpoint.events()[0]?.detail)).toContain(said);
  });

  it('told one by one, as nothing here does, would end the subscription at the eleventh', async () => {
    const { endpoint, clients, subscriptions } = await start();
    for (const finding of FINDINGS) {
      const { headline } = findingText(finding);
      const notice = { subject: headline.slice(0, 99), text: headline, json: {} };
      await publishNotice(clients.sns, TELLING.NOTIFY_TOPIC_ARN, notice);
    }
    expect(endpoint.notices()).toHaveLength(10);
    expect(subscriptions()).toEqual(['pending']);
  });

  it('is one event with the text ready, within what EventBridge takes', async () => {
    const { endpoint, tell } = await start();
    await tell();
    const [event, ...others] = endpoint.events();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      source: 'haproxy-fleet-auditor',
      detailType: 'Findings Digest',
      detail: {
        id: 'digest/haproxy/eu-west-1/2026-11-22T18:20:00Z',
        fleet: 'haproxy',
        opened: 300,
        worse: 0,
        closed: 0,
        open: 300,
        subject: endpoint.notices()[0]?.subject,
        text: endpoint.notices()[0]?.text,
        chat: { version: '1.0', source: 'custom' },
      },
    });
  });

  it('is archived in full, where the mail and the event link to', async () => {
    const { endpoint, tell } = await start();
    await tell();
    const list = Buffer.from(endpoint.objects(BUCKET)?.get(`${FOLDER}digest.txt`)?.body ?? '').toString();
    expect(list.match(/Evidence: /g)).toHaveLength(300);
    const { text } = endpoint.notices()[0] ?? { text: '' };
    expect(text).toContain(
      `The other 290 findings: https://eu-west-1.console.aws.amazon.com/s3/object/${BUCKET}?region=eu-west-1&prefix=${encodeURIComponent(`${FOLDER}digest.txt`)}\n`,
    );
  });
});

describe('a scoring that runs twice', () => {
  it('mails once', async () => {
    const { endpoint, tell } = await start();
    await tell();
    await tell();
    expect(endpoint.notices()).toHaveLength(1);
    expect(endpoint.events()).toHaveLength(1);
  });

  it('at once mails once, and the run that came second fails, to be tried again', async () => {
    const { endpoint, tell } = await start();
    const ended = await Promise.allSettled([tell(), tell()]);
    expect(endpoint.notices()).toHaveLength(1);
    for (const { status, ...rest } of ended) {
      if (status === 'rejected')
        expect(String((rest as { reason: unknown }).reason)).toContain('another run');
    }
    await tell();
    expect(endpoint.notices()).toHaveLength(1);
  });

  it('mails once where the answer to its claim was lost', async () => {
    const { endpoint, tell } = await start(({ operation, index }) =>
      operation === 'PutObject' && index === 0 ? { kind: 'answer-lost' } : undefined,
    );
    await tell();
    await tell();
    expect(endpoint.notices()).toHaveLength(1);
  });

  it('mails the second time where the first was refused', async () => {
    const { endpoint, tell } = await start(({ operation, index }) =>
      operation === 'Publish' && index === 0
        ? { kind: 'error', status: 400, code: 'AuthorizationError' }
        : undefined,
    );
    expect(await failureOf(tell())).toMatchObject({ name: expect.stringContaining('AuthorizationError') });
    await tell();
    expect(endpoint.notices()).toHaveLength(1);
  });
});

it('a chat gets what it can show, a telephone the subject alone', async () => {
  const chat = { protocol: 'https', endpoint: 'https://chat.example', state: 'confirmed' } as const;
  const phone = { protocol: 'sms', endpoint: '+4930', state: 'confirmed' } as const;
  const { endpoint, config } = await startEndpoint({
    topics: [{ arn: TELLING.NOTIFY_TOPIC_ARN, subscriptions: [chat, phone] }],
  });
  const notice = { subject: '1 host leaks', text: 'Scoring of …', json: { version: '1.0' } };
  await publishNotice(new SNSClient(config), TELLING.NOTIFY_TOPIC_ARN, notice);
  expect(endpoint.notices().map(({ text }) => text)).toEqual(['{"version":"1.0"}', '1 host leaks']);
});
