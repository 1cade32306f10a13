import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../files.ts';
import { needs, programPath } from '../lab/needs.ts';
import { EXISTING_EVERYTHING } from './existing-everything.ts';
import { leastConfig } from './least-config.ts';

const required = needs('netns');
const existing = { ...leastConfig.report, senderIdentity: 'existing-address' };
const home = mkdtempSync(join(tmpdir(), 'synth-'));
afterAll(() => rmSync(home, { recursive: true }));

/** A folder with a cdk.json of its own, whose app is the repository's. */
function folderWith(auditor: unknown): string {
  const folder = mkdtempSync(join(home, 'fleet-'));
  const { context } = JSON.parse(readFileSync(join(repositoryRoot, 'cdk.json'), 'utf8'));
  const app = `node ${join(repositoryRoot, 'infra/app.ts')}`;
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ app, context: { ...context, auditor } }));
  return folder;
}

/** `cdk synth` as a person runs it, CloudFormation's validator included, with no network, account or settings. */
function synth({ folder = repositoryRoot, context = [] }: { folder?: string; context?: string[] } = {}) {
  const cdk = join(repositoryRoot, 'node_modules/aws-cdk/bin/cdk');
  const out = mkdtempSync(join(home, 'out-'));
  const words = ['-n', process.execPath, cdk, 'synth', '--quiet', '--output', out, ...context];
  const { status, stderr } = spawnSync(programPath('unshare'), words, {
    cwd: folder,
    encoding: 'utf8',
    // The app is `node infra/app.ts`: this Node.
    env: { HOME: home, PATH: `${join(process.execPath, '..')}:/usr/bin:/bin` },
  });
  const templates = readdirSync(out).filter((name) => name.endsWith('.template.json'));
  return { status, stderr, templates: templates.map((name) => name.replace('.template.json', '')).sort() };
}

describe.skipIf(required.missing)(required.title('cdk synth'), () => {
  it('needs neither network nor account', () => {
    const { status, stderr, templates } = synth();
    expect({ status, templates }, stderr).toEqual({ status: 0, templates: ['HaproxyFleetAuditor'] });
  });

  it.each([
    {
      of: 'two fleets',
      auditor: [leastConfig, { ...leastConfig, name: 'internal', report: existing }],
      templates: ['HaproxyFleetAuditor', 'HaproxyFleetAuditor-internal'],
    },
    {
      of: 'GovCloud',
      auditor: { ...leastConfig, cloudFormation: 'older' },
      templates: ['HaproxyFleetAuditor'],
    },
    {
      of: 'China, without mail',
      auditor: { ...leastConfig, cloudFormation: 'older', report: { delivery: 'topic' } },
      templates: ['HaproxyFleetAuditor'],
    },
    {
      of: 'existing everything',
      auditor: { ...leastConfig, ...EXISTING_EVERYTHING, report: existing },
      templates: ['HaproxyFleetAuditor'],
    },
  ])('passes every check for $of', ({ auditor, templates }) => {
    const made = synth({ folder: folderWith(auditor) });
    expect({ status: made.status, templates: made.templates }, made.stderr).toEqual({ status: 0, templates });
  });

  it('says what is wrong with the configuration', () => {
    const { status, stderr } = synth({ context: ['--context', 'auditor={}'] });
    expect(status).toBe(1);
    expect(stderr).toContain('context.auditor');
  });
});
