import { gzipSync } from 'node:zlib';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { describe, expect, it } from 'vitest';
import { directClientConfig } from '../infra/local/aws/client-config.ts';
import { putAccountNames } from '../lambdas/aws/s3-account-names.ts';
import { putAssessment } from '../lambdas/aws/s3-assessments.ts';
import { putText } from '../lambdas/aws/s3-objects.ts';
import { getReportSources } from '../lambdas/aws/s3-report-sources.ts';
import type { StoredAccountNames } from '../lambdas/domain/records/account-names.ts';
import {
  binsKey,
  printBins,
  printSamples,
  samplesKey,
  watchedPlacesKey,
} from '../lambdas/domain/records/archive.ts';
import type { AssessedHost } from '../lambdas/domain/records/assessment.ts';
import { placeKey } from '../lambdas/domain/records/host-key.ts';
import type { Sample } from '../lambdas/domain/records/sample.ts';
import { gatherBins } from '../lambdas/report/report-bins.ts';
import { SendReportEnv } from '../lambdas/send-report/env.ts';
import { sendReport } from '../lambdas/send-report/handler.ts';
import { BUCKET, startEndpoint } from './infra/local/aws/fleet.ts';
import { AT, answered, assessed, assessment, leaking, silent, sources } from './report/assessed.ts';
import { stored } from './several-places.ts';
import { attemptAt } from './telling.ts';

const HOME = { accountId: '111122223333', region: 'eu-west-1' };
const SPOKE = { accountId: '444455556666', region: 'us-east-1' };
const QUIET = { accountId: '444455556666', region: 'eu-west-1' };
const POISONED = { accountId: '777788889999', region: 'eu-west-1' };

const HOSTS: AssessedHost[] = [
  leaking(1, 200),
  leaking(2, 150, SPOKE),
  assessed(3, SPOKE),
  // Its place wrote nothing in the last three hours.
  assessed(4, { ...QUIET, reachable: false }),
];
const NEWEST = '2026-11-23T05:45:00Z';
const EARLIER = '2026-11-22T21:45:00Z';

/** The samples of a run, or something else that lies there. */
type Runs = readonly (readonly [
  place: typeof HOME,
  runAt: string,
  samples: readonly Sample[] | string | Buffer,
])[];
const RUNS: Runs = [
  [HOME, NEWEST, [answered(1)]],
  [SPOKE, EARLIER, [silent(2, 'NotManaged'), silent(3, 'NotManaged')]],
  [SPOKE, NEWEST, [answered(2), silent(3, 'DeliveryTimedOut')]],
  [QUIET, EARLIER, [answered(4)]],
];

async function report(
  runs: Runs = RUNS,
  everyPlace: 'true' | 'false' = 'true',
  { names, state }: { names?: StoredAccountNames; state?: string } = {},
) {
  const { endpoint } = await startEndpoint({ now: () => new Date(AT), clockSkewSeconds: 1e9 });
  const client = directClientConfig(endpoint);
  const s3 = new S3Client(client);
  const clients = {
    s3,
    ses: new SESv2Client(client),
    eventbridge: new EventBridgeClient(client),
    cloudwatch: new CloudWatchClient(client),
  };
  if (names) await putAccountNames({ s3, bucket: BUCKET, ...HOME }, names);
  const now = assessment(HOSTS);
  await putAssessment({ s3, bucket: BUCKET, ...HOME }, now);
  const bins = [...sources(now).bins.charted.values()].flat();
  for (const together of Map.groupBy(bins, (bin) => `${placeKey(bin)} ${bin.binAt}`).values()) {
    const [{ binAt, ...place } = { binAt: '', ...HOME }] = together;
    await putText(s3, BUCKET, binsKey({ ...place, runAt: binAt }), { text: printBins(together) });
  }
  for (const [place, runAt, samples] of runs) {
    if (Buffer.isBuffer(samples)) {
      endpoint.restore(BUCKET, [stored(samplesKey({ ...place, runAt }), samples, Date.parse(runAt))]);
      continue;
    }
    const text =
      typeof samples === 'string'
        ? samples
        : printSamples(samples.map((sample) => ({ ...sample, ...place, runAt })));
    await putText(s3, BUCKET, samplesKey({ ...place, runAt }), { text });
  }
  if (state !== undefined) await putText(s3, BUCKET, watchedPlacesKey(HOME), { text: state });
  const env = SendReportEnv.parse({
    ACCOUNT_ID: HOME.accountId,
    AWS_REGION: HOME.region,
    ARCHIVE_BUCKET: BUCKET,
    EVERY_PLACE: everyPlace,
    TIME_ZONE: 'UTC',
    ATTACH_REPORT: 'false',
  });
  const attempt = attemptAt(() => new Date(AT));
  const result = await sendReport(clients, env, { scheduledAt: AT }, attempt);
  const file = (name: string) => {
    const objects = [...(endpoint.objects(BUCKET) ?? [])];
    const [, object] = objects.find(([key]) => key.startsWith('reports/') && key.endsWith(name)) ?? [];
    return Buffer.from(object?.body ?? '').toString();
  };
  const archive = { s3, bucket: BUCKET, ...HOME };
  return {
    result,
    archive,
    csv: file('hosts.csv'),
    page: file('report.html'),
    text: file('e-mail.txt').replaceAll(/\s+/g, ' '),
  };
}

describe('the report of a fleet in several accounts and regions', () => {
  it('draws the hosts of each place, and has the newest answers of each', async () => {
    const { result, page, text } = await report();
    expect(result).toMatchObject({ delivery: 'sent' });
    expect(result.unreadPlaces).toBeUndefined();
    expect(
      [...page.matchAll(/<article id="detail-\d+"[\s\S]*?<h3[^>]*>(lb-\d)/g)].map(([, name]) => name),
    ).toEqual(['lb-1', 'lb-2']);
    // Of a silent place nothing that it said eight hours before is an answer.
    expect(text).toContain('50% of 4 hosts in the newest run');
    expect(text).toContain('lb-3. In 444455556666/us-east-1.');
    expect(text).toContain('Get lb-4 to answer (this week: by 30 Nov 2026): In 444455556666/eu-west-1.');
  });

  it('has four weeks of a host that is drawn, wherever it is', async () => {
    const { archive } = await report();
    const read = await getReportSources(archive, new Date(AT), gatherBins, { everyPlace: true });
    const days = [...(read?.bins.charted.values() ?? [])].map((bins) => bins.length / 8);
    expect(days).toEqual([28, 28]);
  });

  it('names accounts as the archive does, and those of other stacks by their ids', async () => {
    const name = 'payments';
    const names = { schema: 1 as const, accounts: { [SPOKE.accountId]: { name, readAt: AT } } };
    const { text, csv } = await report(RUNS, 'true', { names });
    expect(text).toContain('lb-3. In payments 444455556666/us-east-1.');
    expect(csv).toMatch(/,444455556666,us-east-1,payments\r\n/);
    expect((await report(RUNS, 'false', { names })).text).not.toContain(name);
  });

  it.each([
    { what: 'no records', written: 'no record\n' },
    { what: 'no gzip', written: Buffer.from('no gzip') },
    { what: 'more than any run unzips to', written: gzipSync(Buffer.alloc(2 ** 28 + 1, ' ')) },
  ])('is sent though one place has objects that are $what, and says which', async ({ written }) => {
    const { result, text } = await report([...RUNS, [POISONED, NEWEST, written]]);
    expect(result.unreadPlaces).toMatchObject([{ ...POISONED, problem: { line: 1 } }]);
    expect(text).toContain('50% of 4 hosts in the newest run');
  });

  it('says which of them are silent, or that nobody knows', async () => {
    expect((await report()).text).toContain('Nobody has looked yet which accounts and regions are silent.');
    const named = await report(RUNS, 'true', { state: 'no state' });
    expect(named.text).toContain('Which accounts and regions are silent is unknown');
    expect((await report(RUNS, 'false')).text).not.toContain('accounts and regions');
  });

  it('reads nothing of other places where the stack has no organization', async () => {
    const { page } = await report(RUNS, 'false');
    expect([...page.matchAll(/<article id="detail-\d+"/g)]).toHaveLength(1);
  });
});
