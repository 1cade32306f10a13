import { afterEach, expect, it, vi } from 'vitest';
import { putRun } from '../../lambdas/aws/s3-archive.ts';
import { BUCKET, hosts, PROBE, startEndpoint } from '../infra/local/aws/fleet.ts';
import { TELLING, TOPICS } from '../telling.ts';
import { HARMLESS } from './harmless.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import { identity, outcome } from './journey.ts';
import { REAL_LINES } from './mutated-line.ts';

const BIN = 10_800_000;
const STREAMS = ['log', 'info', 'warn', 'error', 'debug'] as const;

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it.each([
  { name: 'audit-fleet', load: () => import('../../lambdas/audit-fleet/handler.ts') },
  { name: 'score-fleet', load: () => import('../../lambdas/score-fleet/handler.ts') },
])('$name logs lines of JSON, whatever its hosts are called and print, and no secret', async ({ load }) => {
  const now = new Date();
  const { url, endpoint, s3 } = await startEndpoint({
    now: () => new Date(),
    topics: TOPICS,
    hosts: hosts(HOSTILE_TEXTS.length, (index) => ({
      tags: { Fleet: 'haproxy', Role: HOSTILE_TEXTS[index] ?? '', Name: HOSTILE_TEXTS.at(-index) ?? '' },
      answer: () => ({ status: 'Success', statusDetails: 'Success', stdout: HOSTILE_TEXTS[index] ?? '' }),
    })),
  });
  const { accessKeyId, secretAccessKey } = endpoint.options.credentials;
  const run = {
    runAt: new Date(Math.floor(now.getTime() / BIN) * BIN - BIN / 2).toISOString(),
    accountId: '111122223333',
    region: 'eu-west-1',
  };
  const samples = HOSTILE_TEXTS.map((text, index) =>
    outcome(identity(`i-${index}`, text, text, text), REAL_LINES[index % REAL_LINES.length] ?? '', run.runAt),
  );
  await putRun(s3, BUCKET, run, { samples });
  const environment = {
    ...{ AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    ...{ ACCOUNT_ID: run.accountId, AWS_REGION: run.region, ARCHIVE_BUCKET: BUCKET, PROBE_DOCUMENT: PROBE },
    ...{ FLEET_TAG_KEY: 'Fleet', FLEET_TAG_VALUE: 'haproxy', ROLE_TAG_KEY: 'Role' },
    ...{ PERIOD_SECONDS: '900', DEADLINE_SECONDS: '120', METRIC_BUDGET: '30', PER_HOST_METRICS: 'true' },
    ...TELLING,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const logged = STREAMS.map((stream) => vi.spyOn(console, stream).mockImplementation(() => {}));
  // A handler keeps the clients that it made; this one has made none yet, as in a new process.
  vi.resetModules();
  const { handler } = await load();
  const due = { scheduledAt: `${now.toISOString().slice(0, 16)}:00Z` };
  await handler(due, { getRemainingTimeInMillis: () => 60_000 });
  // Lambda writes what it is given as JSON.
  const lines = logged.flatMap(({ mock }) => mock.calls.map(([first]) => JSON.stringify(first)));
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    HARMLESS.lines(`${line}\n`);
    expect(line).not.toContain('\n');
    expect(line).not.toContain(secretAccessKey);
    expect(line).not.toContain(accessKeyId);
  }
});
