import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../files.ts';
import { needs, programPath } from '../lab/needs.ts';

const required = needs('netns');
const home = mkdtempSync(join(tmpdir(), 'synth-'));
afterAll(() => rmSync(home, { recursive: true }));

/** `cdk synth` as a person runs it, CloudFormation's validator included, with no network, account or settings. */
function synth(...context: string[]) {
  const cdk = join(repositoryRoot, 'node_modules/aws-cdk/bin/cdk');
  const out = join(home, 'cdk.out');
  const words = ['-n', process.execPath, cdk, 'synth', '--quiet', '--output', out, ...context];
  const { status, stderr } = spawnSync(programPath('unshare'), words, {
    cwd: repositoryRoot,
    encoding: 'utf8',
    // The app is `node infra/app.ts`: this Node.
    env: { HOME: home, PATH: `${join(process.execPath, '..')}:/usr/bin:/bin` },
  });
  return { status, stderr, template: existsSync(join(out, 'HaproxyFleetAuditor.template.json')) };
}

describe.skipIf(required.missing)(required.title('cdk synth'), () => {
  it('needs neither network nor account', () => {
    const { status, stderr, template } = synth();
    expect({ status, template }, stderr).toEqual({ status: 0, template: true });
  });

  it('says what is wrong with the configuration', () => {
    const { status, stderr } = synth('--context', 'auditor={}');
    expect(status).toBe(1);
    expect(stderr).toContain('context.auditor');
  });
});
