import { gunzipSync, gzipSync } from 'node:zlib';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it, vi } from 'vitest';
import { SCORING_CALLS } from '../cli/estimate/monthly-cost.ts';
import { directClientConfig } from '../infra/local/aws/client-config.ts';
import type { Endpoint } from '../infra/local/aws/endpoint.ts';
import { simulateHost } from '../infra/local/hosts/simulated-host.ts';
import { putAcknowledgement, putWithdrawal } from '../lambdas/aws/s3-acknowledgements.ts';
import { putRun } from '../lambdas/aws/s3-archive.ts';
import type { Acknowledgement } from '../lambdas/domain/records/acknowledgement.ts';
import { parseBins, printBins } from '../lambdas/domain/records/archive.ts';
import { Assessment } from '../lambdas/domain/records/assessment.ts';
import { LEAK_KINDS, type LeakKind } from '../lambdas/domain/records/leak-kind.ts';
import type { Sample } from '../lambdas/domain/records/sample.ts';
import { HOUR } from '../lambdas/domain/records/time.ts';
import { handler, scoreFleet } from '../lambdas/score-fleet/handler.ts';
import { hostOfKind } from './corpora/corpus.ts';
import { deriveBins } from './domain/all-bins.ts';
import { BUCKET, setClocks, startEndpoint } from './infra/local/aws/fleet.ts';
import { attemptAt, TELLING, TOPICS } from './telling.ts';

const FROM = new Date('2026-10-05T00:00:00Z');
const DAYS = 15;
const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const ENV = {
  ACCOUNT_ID: PLACE.accountId,
  AWS_REGION: PLACE.region,
  ARCHIVE_BUCKET: BUCKET,
  ACKNOWLEDGEMENTS: [],
  ...TELLING,
};

/** Of an acknowledgement. */
const ID = /^[0-9a-f]{16}$/;

/** Twenty minutes after a bin closed. */
const afterDays = (days: number) => new Date(FROM.getTime() + days * 24 * HOUR + HOUR / 3);

const FLEET = (['linear', 'steady', 'seasonal'] as const).map((kind, index) => {
  const { scenario, seed } = hostOfKind(kind, 2, { days: DAYS, from: FROM });
  const identity = { ...scenario.identity, ...PLACE, hostId: `i-${index}` };
  return simulateHost({ ...scenario, identity }, seed);
});
const leaking = 'i-0';

const archiveOf = (endpoint: Endpoint, samples: readonly Sample[]) => ({
  objects: [...(endpoint.objects(BUCKET) ?? [])],
  samples: [...samples],
});

/** Archives by their days, as the first test that wanted one made it: with hundreds of audits. */
const archives = new Map<number, ReturnType<typeof archiveOf>>();

const findingEvents = (endpoint: Endpoint) =>
  endpoint.events().filter(({ detailType }) => /^Finding (Opened|Closed)$/.test(detailType));

/** An archive with a run each hour, and what to score it with. */
async function start(
  days: number,
  { without = (_: Date): boolean => false, acknowledgements = [] as Acknowledgement[] } = {},
) {
  const clock = { at: FROM };
  const { endpoint } = await startEndpoint({ now: () => clock.at, topics: TOPICS });
  const config = directClientConfig(endpoint);
  const clients = {
    s3: new S3Client(config),
    cloudwatch: new CloudWatchClient(config),
    eventbridge: new EventBridgeClient(config),
    sns: new SNSClient(config),
  };
  const turnTo = (at: Date) => {
    clock.at = at;
    setClocks(clients, at);
  };
  const samples: Sample[] = [];
  const audit = async (at: Date) => {
    turnTo(new Date(Math.max(clock.at.getTime(), at.getTime())));
    const run = { ...PLACE, runAt: at.toISOString().replace('.000Z', 'Z') };
    const asked = FLEET.flatMap((host) => host.sample(at) ?? []);
    samples.push(...asked);
    await putRun(clients.s3, BUCKET, run, { samples: asked });
  };
  const hours = Array.from({ length: days * 24 }, (_, hour) => new Date(FROM.getTime() + hour * HOUR));
  const made = hours.some(without) ? undefined : archives.get(days);
  if (made) {
    endpoint.restore(BUCKET, made.objects);
    samples.push(...made.samples);
    turnTo(hours.at(-1) ?? FROM);
  } else {
    for (const at of hours) if (!without(at)) await audit(at);
    if (!hours.some(without)) archives.set(days, archiveOf(endpoint, samples));
  }
  const score = (at: Date) => {
    turnTo(at);
    return scoreFleet(
      clients,
      { ...ENV, ACKNOWLEDGEMENTS: acknowledgements },
      { scheduledAt: at.toISOString() },
      attemptAt(() => clock.at),
    );
  };
  const read = (key: string) => {
    const object = endpoint.objects(BUCKET)?.get(key);
    return object && gunzipSync(object.body).toString();
  };
  const folder = `account=${PLACE.accountId}/region=${PLACE.region}`;
  const latest = () => Assessment.parse(JSON.parse(read(`assessments/${folder}/latest.json.gz`) ?? ''));
  const keys = (kind: string) =>
    [...(endpoint.objects(BUCKET)?.keys() ?? [])].filter((key) => key.startsWith(kind));
  return { endpoint, clients, audit, score, read, latest, keys, samples, folder };
}

describe('one scoring', () => {
  it('asks S3 no more than the estimate counts, the list of acknowledgements among it', async () => {
    const { clients, score } = await start(14);
    await score(afterDays(14));
    const calls: { command: string; prefix: string }[] = [];
    clients.s3.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          calls.push({ command: commandName, prefix: String((args.input as { Prefix?: string }).Prefix) });
          return next(args);
        },
      { step: 'initialize' },
    );
    await score(new Date(afterDays(14).getTime() + 3 * HOUR));
    const lists = calls.filter(({ command }) => command.startsWith('List'));
    expect(lists.filter(({ prefix }) => prefix.startsWith('acknowledgements/'))).toHaveLength(1);
    const writes = calls.filter(({ command }) => command.startsWith('Put')).length;
    expect(lists.length + writes).toBeGreaterThan(2);
    expect(lists.length + writes).toBeLessThanOrEqual(SCORING_CALLS.writes);
  });

  it('derives all bins, judges each host, emits what it found and archives the assessment', async () => {
    const { endpoint, score, latest, keys, read, samples, folder } = await start(14);
    const result = await score(afterDays(14));
    expect(result).toMatchObject({
      assessedAt: afterDays(14).toISOString().replace('.000Z', 'Z'),
      fleet: { hosts: FLEET.length, leaking: 1 },
    });
    expect(result.worst[0]).toMatchObject({ hostId: leaking, verdict: 'leaking', action: 'upgrade' });
    const host = latest().hosts[0];
    expect(host).toMatchObject({ hostId: leaking, verdict: 'leaking', reachable: true });
    expect(host?.leakProbability).toBeGreaterThan(0.8);
    expect(host?.recommendation).toMatchObject({ to: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    expect(keys('assessments')).toContain(`assessments/${folder}/date=2026-10-18/21.json.gz`);
    expect(endpoint.events()).toMatchObject([
      {
        source: 'haproxy-fleet-auditor',
        detailType: 'Finding Opened',
        detail: {
          key: `111122223333/eu-west-1/${leaking}/leaking`,
          fleet: 'haproxy',
          change: 'opened',
          verdict: 'leaking',
          because: 'leaking',
          assessedAt: result.assessedAt,
          host: { hostId: leaking },
          text: { headline: expect.stringContaining(leaking), advice: expect.stringContaining('upgrade to') },
        },
      },
      { detailType: 'Findings Digest', detail: { opened: 1, worse: 0, closed: 0, open: 1 } },
    ]);
    expect(endpoint.notices()).toMatchObject([
      {
        topicArn: TELLING.NOTIFY_TOPIC_ARN,
        subject: expect.stringMatching(/^HAProxy eu-west-1: 1 host leaks, worst \S+ in [\d.]+ days$/),
      },
    ]);
    const published = Object.fromEntries(
      endpoint
        .metrics()
        .map(({ metricName, dimensions, points }) => [
          [metricName, ...dimensions.map(({ value }) => value)].join(' '),
          points.map(({ maximum }) => maximum),
        ]),
    );
    expect(published).toMatchObject({
      LeakingHosts: [1],
      UnacknowledgedLeakingHosts: [1],
      ReportAge: [0],
      SuspectedHosts: [0],
      MaxLeakScore: [result.fleet.score],
    });
    expect(published.ShortestTimeToLimit?.[0]).toBe(host?.nearestLimit?.secondsToLimit.estimate);
    // The bins in the archive are those of all samples at once, byte for byte.
    const archived = keys('bins').map((key) => read(key) ?? '');
    expect(printBins(archived.flatMap((text) => parseBins(text, '').records))).toBe(
      printBins(deriveBins(samples)),
    );
  });

  it('emits no accepted finding, and names acknowledgements that match nothing or have expired', async () => {
    const entry = (target: string, until: string) => ({ target, until, reason: 'known' });
    const [accepted, expired] = [
      entry(leaking, '2027-01-01T00:00:00Z'),
      entry('i-1', '2026-01-01T00:00:00Z'),
    ];
    const misspelt = entry('i-O', '2027-01-01T00:00:00Z');
    const { endpoint, score } = await start(14, { acknowledgements: [accepted, expired, misspelt] });
    const told = {
      findings: 0,
      fleet: { leaking: 1 },
      staleAcknowledgements: [
        { ...expired, id: expect.stringMatching(ID), source: 'configuration', state: 'expired', hosts: 1 },
        { ...misspelt, id: expect.stringMatching(ID), source: 'configuration', state: 'unknown', hosts: 0 },
      ],
    };
    expect(await score(afterDays(14))).toMatchObject(told);
    expect(await score(afterDays(14))).toMatchObject(told);
    expect(endpoint.events()).toEqual([]);
  });

  it('goes by what was accepted in the archive before it, without a deployment, and names what it went by', async () => {
    const { endpoint, clients, score, latest, audit } = await start(14);
    const archive = { s3: clients.s3, bucket: BUCKET, ...PLACE };
    const entry = (acknowledgedAt: Date, kinds: readonly LeakKind[]) => ({
      schema: 1 as const,
      target: 'i-*',
      kinds: [...kinds],
      reason: 'replaced in week 45',
      by: 'ada',
      acknowledgedAt: acknowledgedAt.toISOString(),
      until: '2026-11-01T00:00:00Z',
    });
    const at = (scoring: number) => new Date(afterDays(14).getTime() + scoring * 3 * HOUR);
    const scored = async (scoring: number) => {
      const hours = [0, 1, 2].map((hour) => new Date(at(scoring - 1).getTime() - HOUR / 3 + hour * HOUR));
      if (scoring > 0) for (const hour of hours) await audit(hour);
      const result = await score(at(scoring));
      const changes = findingEvents(endpoint).map(({ detail }) => (detail as { change: string }).change);
      return { result, changes };
    };
    expect((await scored(0)).changes).toEqual(['opened']);
    // Of a kind that the host does not show: the finding stays.
    await putAcknowledgement(archive, entry(at(0), ['old-workers']));
    expect((await scored(1)).changes).toEqual(['opened']);
    const id = await putAcknowledgement(archive, entry(at(1), LEAK_KINDS));
    const broken = 'acknowledgements/account=111122223333/region=eu-west-1/0123456789abcdef.json';
    await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: broken, Body: '{"target":"*"}' }));
    const { result, changes } = await scored(2);
    expect(changes).toEqual(['opened', 'closed']);
    expect(latest().hosts[0]).toMatchObject({ hostId: leaking, acknowledgement: { ids: [id] } });
    expect(latest().acknowledgements).toMatchObject([
      { source: 'archive', by: 'ada', kinds: ['old-workers'] },
      { id, source: 'archive', by: 'ada', state: 'in-force', hosts: 3 },
    ]);
    expect(latest().acknowledgementIssues).toMatchObject([{ file: `s3://${BUCKET}/${broken}`, line: 1 }]);
    expect(result.acknowledgementIssues).toHaveLength(1);
    await putWithdrawal(archive, { schema: 1, id, by: 'bob', withdrawnAt: at(2).toISOString() });
    expect((await scored(3)).changes).toEqual(['opened', 'closed', 'opened']);
  });

  it('again for the same instant changes nothing', async () => {
    const { endpoint, score, keys } = await start(3);
    const first = await score(afterDays(3));
    const before = {
      events: endpoint.events().length,
      keys: keys(''),
      metrics: JSON.stringify(endpoint.metrics()),
    };
    expect(await score(afterDays(3))).toEqual({ ...first, binsDerived: 0, findings: 0, oldBins: null });
    expect({
      events: endpoint.events().length,
      keys: keys(''),
      metrics: JSON.stringify(endpoint.metrics()),
    }).toEqual(before);
  });

  it('later derives what closed since, and emits no finding twice', async () => {
    const { endpoint, score, audit } = await start(14);
    await score(afterDays(14));
    for (let hour = 0; hour < 3; hour++) await audit(new Date(FROM.getTime() + (14 * 24 + hour) * HOUR));
    const next = new Date(afterDays(14).getTime() + 3 * HOUR);
    expect(await score(next)).toMatchObject({ binsDerived: 1, findings: 0, fleet: { leaking: 1 } });
    expect(findingEvents(endpoint)).toHaveLength(1);
    expect(endpoint.notices()).toHaveLength(1);
  });

  it('of an older instant, made up for, is compared with what came before it', async () => {
    const { score, endpoint } = await start(14);
    await score(new Date(afterDays(14).getTime() - 6 * HOUR));
    await score(afterDays(14));
    const late = await score(new Date(afterDays(14).getTime() - 3 * HOUR));
    expect(late).toMatchObject({ findings: 0, fleet: { leaking: 1 } });
    expect(findingEvents(endpoint)).toHaveLength(1);
    expect(endpoint.notices()).toHaveLength(1);
  });

  it.each([
    { what: 'bytes that are no gzip', body: Buffer.from('{}') },
    { what: 'a text that is no JSON', body: gzipSync('{"schema":1') },
    { what: 'an assessment of a later schema', body: gzipSync('{"schema":2}') },
  ])('goes on from an older assessment where the one before is $what, and says so', async ({ body }) => {
    const { score, endpoint, clients, folder, latest } = await start(14);
    const at = (hours: number) => new Date(afterDays(14).getTime() + hours * HOUR);
    await score(at(-6));
    await score(at(-3));
    const newest = `assessments/${folder}/date=2026-10-18/18.json.gz`;
    for (const Key of [newest, `assessments/${folder}/latest.json.gz`]) {
      await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: body }));
    }
    expect(await score(at(0))).toMatchObject({ unreadable: [newest], findings: 0, fleet: { leaking: 1 } });
    expect(findingEvents(endpoint)).toHaveLength(1);
    expect(endpoint.notices()).toHaveLength(1);
    expect(latest().assessedAt).toBe('2026-10-19T00:20:00Z');
    // What can't be read is the archive's to keep; the scoring that made it doesn't take it for done.
    await expect(score(at(-3))).rejects.toThrow(newest);
  });

  it('derives a bin again, and the one after, when samples came late', async () => {
    const late = new Date(FROM.getTime() + 25 * HOUR);
    const { score, audit, keys, read, samples } = await start(2, {
      without: (at) => at.getTime() === late.getTime(),
    });
    await score(afterDays(2));
    await audit(late);
    expect(await score(new Date(afterDays(2).getTime() + 3 * HOUR))).toMatchObject({ binsDerived: 2 });
    const written = keys('bins').flatMap((key) => parseBins(read(key) ?? '', '').records);
    expect(printBins(written)).toBe(printBins(deriveBins(samples)));
  });

  it('emits nothing and archives nothing when metrics are refused, and makes up for it', async () => {
    const { endpoint, score, keys, clients } = await start(14);
    const send = vi.spyOn(clients.eventbridge, 'send').mockRejectedValueOnce(new Error('broken') as never);
    await expect(score(afterDays(14))).rejects.toThrow('broken');
    expect(keys('assessments')).toEqual([]);
    expect(await score(afterDays(14))).toMatchObject({ findings: 1 });
    expect(send).toHaveBeenCalledTimes(3);
    expect(findingEvents(endpoint)).toHaveLength(1);
    expect(endpoint.notices()).toHaveLength(1);
  });

  it('of an empty archive says so', async () => {
    const { score, latest } = await start(0);
    expect(await score(afterDays(1))).toMatchObject({
      binsDerived: 0,
      findings: 0,
      fleet: { hosts: 0, score: 0, coverage: null },
    });
    expect(latest().hosts).toEqual([]);
  });
});

describe('what Lambda calls', () => {
  it('refuses to run without its variables, and names them', async () => {
    const due = { scheduledAt: FROM.toISOString() };
    await expect(handler(due, { getRemainingTimeInMillis: () => 0 })).rejects.toThrow('ARCHIVE_BUCKET');
  });
});
