import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { putRun } from '../../../lambdas/aws/s3-archive.ts';
import { deriveDueBins } from '../../../lambdas/aws/s3-history.ts';
import { parseBins } from '../../../lambdas/domain/records/archive.ts';
import type { Sample } from '../../../lambdas/domain/records/sample.ts';
import { madeSeries } from '../../history/made-series.ts';
import { leastConfig } from '../../infra/least-config.ts';
import { BUCKET, startEndpoint } from '../../infra/local/aws/fleet.ts';
import { FLEET, LEAKING, writeArchive } from '../archives.ts';
import { auditor } from '../auditor.ts';
import { fakePrometheus } from '../import/fake-prometheus.ts';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const BINS = ['2026-10-06T00:00:00Z', '2026-10-06T03:00:00Z', '2026-10-06T06:00:00Z'];
const folder = writeArchive({ 'cdk.json': JSON.stringify({ context: { auditor: leastConfig } }) });
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(folder, { recursive: true }));

const DAY = FLEET.filter(
  ({ hostId, runAt }) => hostId === LEAKING && runAt >= '2026-10-06' && runAt < '2026-10-06T09:00:00Z',
);
/** What a probe of the same host said from 06:00 on. */
const PROBED = DAY.filter(({ runAt }) => runAt >= '2026-10-06T06:00:00Z').map(
  (sample): Sample => ({ ...sample, ...PLACE, hostId: 'i-0abc' }),
);

/** A deployed archive that has a few runs of the probe, and an operator's shell. */
async function start() {
  const { endpoint, url, config, s3 } = await startEndpoint({ now: () => new Date() });
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', endpoint.options.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', endpoint.options.credentials.secretAccessKey);
  const archive = { s3, bucket: BUCKET, ...PLACE };
  for (const sample of PROBED) {
    await putRun(s3, BUCKET, { runAt: sample.runAt, ...PLACE }, { samples: [sample] });
  }
  const bins = async () => {
    await deriveDueBins(archive, BINS);
    const texts = [...(endpoint.objects(BUCKET) ?? [])].filter(([key]) => key.startsWith('bins/')).sort();
    return texts.flatMap(([key, { body }]) => parseBins(gunzipSync(body).toString(), key).records);
  };
  return { endpoint, config, s3, bins };
}

async function importing(...options: string[]) {
  const { url } = await fakePrometheus(madeSeries(DAY, { offsetSeconds: 20, labelsAt: () => ({}) }));
  const map = join(folder, 'ids.json');
  writeFileSync(map, JSON.stringify({ [LEAKING]: 'i-0abc' }));
  const times = ['--days', '1', '--step', '1h', '--until', '2026-10-06T09:00:00Z'];
  return auditor([
    ...['import', 'prometheus', '--url', url, ...times, '--out', join(folder, 'archive')],
    ...['--to-archive', '--config', join(folder, 'cdk.json'), '--bucket', BUCKET, ...options],
  ]);
}

describe('auditor import prometheus --to-archive', () => {
  it('puts history before and beside what the probe said, and deleting its objects takes it back', async () => {
    const { endpoint, s3, bins } = await start();
    const before = await bins();
    expect(before.map(({ binAt }) => binAt)).toEqual(['2026-10-06T06:00:00Z']);

    const { status, stdout, stderr } = await importing('--host-map', join(folder, 'ids.json'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const keys = [...(endpoint.objects(BUCKET)?.keys() ?? [])]
      .filter((key) => key.includes('.import-'))
      .sort();
    expect(keys).toHaveLength(9);
    expect(keys[0]).toMatch(
      /^samples\/account=111122223333\/region=eu-west-1\/date=2026-10-06\/0000\.import-[0-9a-f]{8}\.ndjson\.gz$/,
    );
    const mixed = await bins();
    expect(mixed.map(({ hostId, binAt }) => [hostId, binAt])).toEqual(BINS.map((binAt) => ['i-0abc', binAt]));
    const [own] = before;
    const last = mixed.find(({ binAt }) => binAt === own?.binAt);
    // What the probe counts is there still, and its runs count once.
    expect(last).toMatchObject({
      deadSockets: own?.deadSockets,
      sampled: own?.sampled,
      pressureBytes: own?.pressureBytes,
    });
    expect(mixed[0]).toMatchObject({ deadSockets: null, stoppingWorkers: null });
    expect(mixed[0]?.memoryBytes).toBeGreaterThan(0);

    expect(stdout).toContain(`s3 rm s3://${BUCKET}/samples/account=111122223333/region=eu-west-1/`);
    const derived = [...(endpoint.objects(BUCKET)?.keys() ?? [])].filter((key) => key.startsWith('bins/'));
    for (const Key of [...keys, ...derived]) await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
    expect(await bins()).toEqual(before);
  });

  it('asks for a host map: hosts without an id of EC2 would be hosts of their own', async () => {
    await start();
    const { status, stderr } = await importing();
    expect(status).toBe(2);
    expect(stderr).toContain('--to-archive needs --host-map');
  });
});
