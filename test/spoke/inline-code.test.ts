import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { RECORDINGS, replayedHost } from '../../infra/local/hosts/replayed-hosts.ts';
import { spokeTemplate } from '../../infra/templates.ts';
import { previousProbeDocument } from '../../lambdas/probe/previous-document.ts';
import { probeDocument } from '../../lambdas/probe/probe-document.ts';
import { inlineFunctionOf, linkSdk, MAXIMUM_TEMPLATE_BYTES, writeInlined } from '../infra/inlined-code.ts';
import { leastConfig } from '../infra/least-config.ts';
import { BUCKET, host } from '../infra/local/aws/fleet.ts';
import { ORGANIZATION } from './spoke-template.ts';
import { startSpoke } from './start-spoke.ts';

const FUNCTION = 'AuditFleetFunction';

const config = readConfig({ ...leastConfig, organization: ORGANIZATION });
// Outside of the repository, so that a module left out of the code is not found in node_modules.
const folder = mkdtempSync(join(tmpdir(), 'spoke-'));
afterAll(() => rmSync(folder, { recursive: true }));
let text: string;
beforeAll(async () => {
  text = await spokeTemplate(config);
});

/** What the template's parameters, documents and CloudFormation's own references are in the account of a test. */
const REFERENCES: Record<string, string> = {
  ArchiveBucketName: BUCKET,
  HubRegion: 'eu-west-1',
  'AWS::AccountId': '111122223333',
};

interface Document {
  Type: string;
  Properties: { Name: string; Content: object };
}

describe("a spoke's template", () => {
  it('carries a function that audits the hosts of its place into an archive that it cannot list', async () => {
    const template = JSON.parse(text);
    const documents = Object.entries(template.Resources as Record<string, Document>).filter(
      ([, { Type }]) => Type === 'AWS::SSM::Document',
    );
    const [recording] = RECORDINGS;
    if (recording === undefined) throw new Error('no recordings');
    const tags = { 'haproxy-fleet': 'production' };
    const { endpoint, url, place } = await startSpoke(
      {
        hosts: [0, 1].map((index) =>
          host(index, { tags, answer: replayedHost(recording, host(index)).answer }),
        ),
        documents: new Map(
          documents.map(([, { Properties }]) => [Properties.Name, JSON.stringify(Properties.Content)]),
        ),
      },
      { now: () => new Date() },
    );
    expect(documents.map(([, { Properties }]) => Properties.Content)).toEqual([
      probeDocument(),
      previousProbeDocument(),
    ]);
    const references = {
      ...REFERENCES,
      ...Object.fromEntries(documents.map(([id, { Properties }]) => [id, Properties.Name])),
    };
    const { Variables } = inlineFunctionOf(template, FUNCTION).Environment;
    const env = Object.fromEntries(
      Object.entries(Variables).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : (references[(value as { Ref: string }).Ref] ?? ''),
      ]),
    );
    writeInlined(template, FUNCTION, join(folder, 'function'));
    linkSdk(folder);

    const scheduledAt = `${new Date().toISOString().slice(0, 16)}:00Z`;
    const call = `require('./index.js').handler({ scheduledAt: '${scheduledAt}' })`;
    await promisify(execFile)(process.execPath, ['--input-type=commonjs', '-e', call], {
      cwd: join(folder, 'function'),
      env: {
        ...env,
        AWS_REGION: 'eu-west-1',
        AWS_ENDPOINT_URL: url,
        AWS_ACCESS_KEY_ID: place.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: place.credentials.secretAccessKey,
      },
    });

    const placeFolder = 'account=111122223333/region=eu-west-1';
    const objects = endpoint.objects(BUCKET) ?? new Map();
    expect([...objects.keys()].map((key) => key.replace(/\/(date=|Haproxy).*/, '')).sort()).toEqual([
      `samples/${placeFolder}`,
      `trials/${placeFolder}`,
    ]);
    const [samples] = [...objects].filter(([key]) => key.startsWith('samples/'));
    const lines = gunzipSync(samples?.[1].body ?? '')
      .toString()
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).outcome)).toEqual(['sampled', 'sampled']);
    expect(endpoint.calls.map(({ operation }) => operation)).not.toContain('PutMetricData');
  });

  it('is small enough for a StackSet, and the same for the same configuration', async () => {
    expect(Buffer.byteLength(text)).toBeLessThan(MAXIMUM_TEMPLATE_BYTES);
    expect(await spokeTemplate(config)).toBe(text);
  });
});
