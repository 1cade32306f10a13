import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleFunction } from '../../infra/bundle-function.ts';
import { readConfig } from '../../infra/config.ts';
import { RECORDINGS, replayedHost } from '../../infra/local/hosts/replayed-hosts.ts';
import { stackTemplate } from '../../infra/templates.ts';
import { samplesKey } from '../../lambdas/domain/records/archive.ts';
import { repositoryRoot } from '../files.ts';
import { TELLING, TOPICS } from '../telling.ts';
import { IN_SHARDS } from './in-shards.ts';
import { linkSdk, MAXIMUM_TEMPLATE_BYTES, writeInlined } from './inlined-code.ts';
import { leastConfig } from './least-config.ts';
import { BUCKET, hostIdOf, PROBE, startEndpoint } from './local/aws/fleet.ts';

const VERBS = ['audit-fleet', 'score-fleet', 'send-report', 'watch-places'] as const;

// Outside of the repository, so that a module left out of the bundle is not found in node_modules.
const folder = mkdtempSync(join(tmpdir(), 'bundled-'));
afterAll(() => rmSync(folder, { recursive: true }));

const whole = stackTemplate(readConfig(leastConfig), new Date());
const hub = stackTemplate(readConfig({ ...leastConfig, ...IN_SHARDS }), new Date());

/** The two ways in which a template has the functions' code, each with how Lambda loads it. */
const FORMS = {
  bundled: {
    load: "const { handler } = await import('./index.mjs');",
    write: async (to: string) => {
      for (const verb of VERBS)
        await bundleFunction(join(repositoryRoot, 'lambdas', verb, 'handler.ts'), join(to, verb));
    },
  },
  inline: {
    load: "const { handler } = require('./index.js');",
    write: async (to: string) => {
      for (const verb of VERBS) writeInlined(JSON.parse(await hub), ID_OF[verb], join(to, verb));
      linkSdk(to);
    },
  },
} as const;
const ID_OF = {
  'audit-fleet': 'AuditFleetFunction',
  'score-fleet': 'ScoreFleetFunction',
  'send-report': 'SendReportFunction',
  'watch-places': 'WatchPlacesFunction',
} as const;

/** Runs a function's code as Lambda does: in a process of its own that knows its variables and nothing else. */
async function invoke(
  form: keyof typeof FORMS,
  verb: (typeof VERBS)[number],
  event: object,
  env: Record<string, string>,
) {
  const call = `
    (async () => {
      ${FORMS[form].load}
      const result = await handler(JSON.parse(process.argv[1]), { getRemainingTimeInMillis: () => 120_000 });
      process.stderr.write(JSON.stringify(result));
    })();
  `;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=commonjs', '-e', call, JSON.stringify(event)],
    { cwd: join(folder, form, verb), env },
  );
  return { logged: stdout, result: JSON.parse(stderr) };
}

// Three hours ago, so that the audit's bin has closed by now; the period below keeps it from being too late.
const scheduledAt = `${new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 16)}:00Z`;
const run = { runAt: scheduledAt, accountId: '111122223333', region: 'eu-west-1' };
/** A place of which a stack is known, and no samples yet. */
const SPOKE = { accountId: '222233334444', region: 'us-east-1' };
const variables = {
  ACCOUNT_ID: run.accountId,
  ARCHIVE_BUCKET: BUCKET,
  PROBE_DOCUMENT: PROBE,
  FLEET_TAG_KEY: 'Fleet',
  FLEET_TAG_VALUE: 'haproxy',
  ROLE_TAG_KEY: 'role',
  PERIOD_SECONDS: '14400',
  DEADLINE_SECONDS: '60',
  METRIC_BUDGET: '30',
  PER_HOST_METRICS: 'true',
  SENDER: 'auditor@haproxy.org',
  RECIPIENTS: 'sre@haproxy.org',
  TIME_ZONE: 'Europe/Berlin',
  ATTACH_REPORT: 'true',
  REGIONS: 'eu-west-1,us-east-1',
  STACK_SET: 'spokes',
  MISSED_AUDITS: '4',
  MAXIMUM_HOSTS: '100',
  ...TELLING,
};

describe.each(Object.keys(FORMS) as (keyof typeof FORMS)[])('the %s handlers', (form) => {
  it('audit the fleet, score it, report on it, watch over its places, and leave in the account what their sources would', async () => {
    await FORMS[form].write(join(folder, form));
    const { endpoint, url } = await startEndpoint({
      now: () => new Date(),
      mail: { identities: ['haproxy.org'], sandbox: true },
      topics: TOPICS,
      stackSets: { spokes: [{ ...SPOKE, status: 'RUNNING' }] },
      hosts: RECORDINGS.map((recording, index) => ({
        ...replayedHost(recording, {
          hostId: hostIdOf(index),
          availabilityZone: 'eu-west-1a',
          tags: { Fleet: 'haproxy', role: 'edge' },
        }),
        launchedAt: new Date('2026-01-01T00:00:00Z'),
      })),
    });
    const { credentials } = endpoint.options;
    const env = {
      ...variables,
      AWS_REGION: run.region,
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };

    const audited = await invoke(form, 'audit-fleet', { scheduledAt }, env);
    expect(audited.logged).toContain(`{ run: '${scheduledAt}' }\n{\n  runAt: '${scheduledAt}'`);
    expect(audited.result).toMatchObject({
      runAt: scheduledAt,
      fleet: { hosts: RECORDINGS.length, unreachable: 0 },
    });
    const object = endpoint.objects(BUCKET)?.get(samplesKey(run));
    const lines = gunzipSync(object?.body ?? '')
      .toString()
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).outcome)).toEqual(RECORDINGS.map(() => 'sampled'));

    const watched = await invoke(form, 'watch-places', { scheduledAt: new Date().toISOString() }, env);
    expect(watched.result).toMatchObject({
      places: 2,
      runs: 1,
      left: 0,
      silent: [],
      worst: [{ accountId: run.accountId, region: run.region }],
    });
    const [ofPlace] = endpoint
      .metrics()
      .filter(
        ({ metricName, dimensions }) => metricName === 'TcpMemoryOfPressure' && dimensions.length === 2,
      );
    expect(ofPlace).toMatchObject({ dimensions: [{ value: run.accountId }, { value: run.region }] });
    expect(endpoint.calls.map(({ operation }) => operation)).toContain('ListStackInstances');

    const scored = await invoke(form, 'score-fleet', { scheduledAt: new Date().toISOString() }, env);
    expect(scored.result).toMatchObject({ binsDerived: 1, fleet: { hosts: RECORDINGS.length } });
    const reported = await invoke(form, 'send-report', { scheduledAt: new Date().toISOString() }, env);
    expect(reported.result).toMatchObject({ delivery: 'sent' });
    expect(endpoint.mails()).toMatchObject([
      { FromEmailAddress: 'auditor@haproxy.org', Destination: { ToAddresses: ['sre@haproxy.org'] } },
    ]);

    const keys = [...(endpoint.objects(BUCKET)?.keys() ?? [])].map((key) => key.split('/')[0]);
    expect(new Set(keys)).toEqual(new Set(['samples', 'places', 'bins', 'assessments', 'reports']));
    const published = new Set(endpoint.metrics().map(({ metricName }) => metricName));
    expect([...published]).toEqual(
      expect.arrayContaining(['Coverage', 'StuckStreams', 'PlacesSilent', 'MaxLeakScore', 'ReportSent']),
    );
  }, 180_000);
});

it.each([
  { what: 'all three of them', template: () => whole },
  {
    what: 'those of a hub in shards too',
    template: () => hub,
  },
])('a template with $what in it is small enough for CloudFormation', async ({ template }) => {
  const text = await template();
  expect(Buffer.byteLength(text)).toBeLessThan(MAXIMUM_TEMPLATE_BYTES);
  expect(text).not.toMatch(/cdk-hnb659fds|BootstrapVersion/);
});
