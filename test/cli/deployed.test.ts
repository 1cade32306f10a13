import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RECORDINGS, replayedHost } from '../../infra/local/hosts/replayed-hosts.ts';
import { parseSamples } from '../../lambdas/domain/records/archive.ts';
import { previousProbeDocument, previousProbeDocumentName } from '../../lambdas/probe/previous-document.ts';
import { probeDocument, probeDocumentName } from '../../lambdas/probe/probe-document.ts';
import { BUCKET, hostIdOf, startEndpoint } from '../infra/local/aws/fleet.ts';
import { writeArchive } from './archives.ts';
import { auditor } from './auditor.ts';

const documentName = probeDocumentName('HaproxyFleetAuditor');
const configuration = {
  fleetTag: { key: 'Fleet', value: 'haproxy' },
  report: { sender: 'auditor@haproxy.org', recipients: ['sre@haproxy.org'] },
};
const folder = writeArchive({
  'cdk.json': JSON.stringify({ context: { auditor: configuration } }),
  'outputs.json': JSON.stringify({
    HaproxyFleetAuditor: { ArchiveBucketName: BUCKET, ProbeDocumentName: documentName },
    'HaproxyFleetAuditor-edge': { ArchiveBucketName: BUCKET, ProbeDocumentName: documentName },
  }),
  'fleets.json': JSON.stringify({
    context: {
      auditor: [
        { ...configuration, name: 'edge' },
        { ...configuration, report: { ...configuration.report, senderIdentity: 'existing-address' } },
      ],
    },
  }),
});
const home = process.cwd();
beforeAll(() => process.chdir(folder));
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

/** An account with six hosts, and the command line as a person runs it there, with these variables on top. */
async function start() {
  const { endpoint, url } = await startEndpoint({
    now: () => new Date(),
    documents: new Map([
      [documentName, JSON.stringify(probeDocument())],
      [previousProbeDocumentName('HaproxyFleetAuditor') ?? '', JSON.stringify(previousProbeDocument())],
    ]),
    hosts: RECORDINGS.map((recording, index) => ({
      ...replayedHost(recording, {
        hostId: hostIdOf(index),
        availabilityZone: 'eu-west-1a',
        tags: { Fleet: 'haproxy', role: 'edge' },
      }),
      launchedAt: new Date('2026-01-01T00:00:00Z'),
    })),
    mail: { identities: ['haproxy.org', 'auditor@haproxy.org'], sandbox: true },
  });
  const { accessKeyId, secretAccessKey } = endpoint.options.credentials;
  const account = {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: 'eu-west-1',
  };
  const run = (words: string[], env: Readonly<Record<string, string | undefined>> = account) => {
    // What this machine knows of AWS is left out.
    const others = Object.keys(process.env).filter((name) => name.startsWith('AWS_'));
    for (const name of [...others, ...Object.keys(account)]) vi.stubEnv(name, env[name]);
    return auditor(words);
  };
  return { endpoint, account, run };
}

describe('auditor audit --aws', () => {
  it('audits the deployed fleet as Lambda would: asks, archives, publishes', async () => {
    const { endpoint, run } = await start();
    const { status, stdout, stderr } = await run(['audit', '--aws', '--json', '--outputs', 'outputs.json']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const { records: samples } = parseSamples(stdout, 'stdout');
    expect(samples.map(({ hostId, outcome }) => [hostId, outcome])).toEqual(
      RECORDINGS.map((_, index) => [hostIdOf(index), 'sampled']),
    );
    expect([...(endpoint.objects(BUCKET)?.keys() ?? [])]).toEqual([
      expect.stringMatching(/^samples\/account=111122223333\/region=eu-west-1\/date=/),
    ]);
    expect(endpoint.metrics().map(({ metricName }) => metricName)).toContain('Coverage');
  });

  it.each([
    { words: ['--fleet', 'edge'], status: 1, says: '' },
    {
      words: [],
      status: 2,
      says: 'fleets.json: several fleets (edge, one without a name); choose one with --fleet',
    },
    {
      words: ['--fleet', 'core'],
      status: 2,
      says: 'fleets.json: no fleet has the name core; there is: edge, one',
    },
  ])('of several fleets audits the one that is named: $words', async ({ words, status, says }) => {
    const { endpoint, run } = await start();
    const options = ['--config', 'fleets.json', '--outputs', 'outputs.json', ...words];
    const answer = await run(['audit', '--aws', '--json', ...options]);
    expect(answer.status).toBe(status);
    expect(answer.stderr).toContain(says);
    const keys = [...(endpoint.objects(BUCKET)?.keys() ?? [])];
    expect(keys.filter((key) => !key.startsWith('samples/fleet=edge/account='))).toEqual([]);
    expect(keys).toHaveLength(status === 1 ? 1 : 0);
    const namespaces = new Set(endpoint.metrics().map(({ namespace }) => namespace));
    expect([...namespaces]).toEqual(status === 1 ? ['HaproxyFleetAuditor/edge'] : []);
  });

  it('takes the bucket and region by themselves, and finds the document by the name of the stack', async () => {
    const { run, account } = await start();
    const { AWS_REGION: region, ...env } = account;
    const { status } = await run(['audit', '--aws', '--bucket', BUCKET, '--region', region], env);
    expect(status).toBe(1);
  });

  it.each([
    { words: [], status: 2, says: "the archive's bucket is not known: give --outputs or --bucket" },
    { words: ['--outputs', 'none.json'], status: 2, says: 'No such file' },
    { words: ['--outputs', 'cdk.json'], status: 2, says: 'cdk.json has no outputs ArchiveBucketName and' },
    { words: ['--config', 'none.json'], status: 2, says: 'none.json: no such file' },
  ])('answers $status to $words', async ({ words, status, says }) => {
    const { run } = await start();
    const answer = await run(['audit', '--aws', ...words]);
    expect(answer.status).toBe(status);
    expect(answer.stderr).toContain(says);
  });
});

describe('auditor doctor', () => {
  it('answers 1 before the first audit and 0 after it', async () => {
    const { run } = await start();
    const before = await run(['doctor', '--outputs', 'outputs.json']);
    expect(before).toMatchObject({ status: 1, stderr: '' });
    expect(before.stdout).toMatch(
      /^ok {7}credentials: arn:aws:iam::111122223333:user\/auditor in eu-west-1$/m,
    );
    expect(before.stdout).toMatch(/^problem {2}archive: no audit since yesterday$/m);
    await run(['audit', '--aws', '--outputs', 'outputs.json']);
    const after = await run(['doctor', '--json', '--outputs', 'outputs.json']);
    const problems = JSON.parse(after.stdout).filter(({ state }: { state: string }) => state === 'problem');
    expect({ status: after.status, problems }).toEqual({ status: 0, problems: [] });
  });

  it.each([
    { what: 'a wrong key', change: { AWS_ACCESS_KEY_ID: 'AKIDWRONG' }, says: /security token .* is invalid/ },
    { what: 'no region', change: { AWS_REGION: undefined }, says: /no region/ },
  ])('says what to do about $what', async ({ change, says }) => {
    const { run, account } = await start();
    const { status, stdout } = await run(['doctor'], { ...account, ...change });
    expect(status).toBe(1);
    expect(stdout).toMatch(says);
    expect(stdout).toContain('Fix: ');
  });
});
