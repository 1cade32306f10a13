import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { readConfig } from '../../../infra/config.ts';
import { FleetAuditorStack } from '../../../infra/fleet-auditor-stack.ts';
import { repositoryRoot } from '../../files.ts';
import { leastConfig } from '../least-config.ts';

/** A resource that a deployment changes, as `cdk diff` tells it. */
export interface ResourceChange {
  readonly type: string;
  readonly logicalId: string;
  /** `destroy`: deleted; `orphan`: no longer the stack's, and left; `replace` and `may be replaced`: a new one in its place. */
  readonly impact: 'update' | 'create' | 'destroy' | 'orphan' | 'replace' | 'may be replaced';
}

/** The template that the configuration of the first version gave then (commit 041b147). */
export const FIRST_VERSION = join(repositoryRoot, 'test/fixtures/first-version.template.json');
const FIRST_CONFIG = { ...leastConfig, alarms: { emails: ['sre@example.org'] } };

const LINE =
  /^\[([-+~])\] (AWS::\S+|Custom::\S+) (?:\S+ )*?(\w+)(?: (destroy|orphan|replace|may be replaced))?$/gm;

/**
 * What CDK's own diff says of an upgrade from the first version to this one.
 * @param spoil changes the stack before it is synthesised
 */
export function upgradeFromFirstVersion(
  chosen: object = {},
  spoil: (stack: FleetAuditorStack) => void = () => {},
): ResourceChange[] {
  const outdir = mkdtempSync(join(tmpdir(), 'upgrade-'));
  try {
    const app = new App({ outdir, context: { 'aws:cdk:bundling-stacks': [] } });
    const config = readConfig({ ...FIRST_CONFIG, ...chosen });
    const stack = new FleetAuditorStack(app, 'HaproxyFleetAuditor', { config });
    spoil(stack);
    app.synth();
    return changesOf(outdir, stack.stackName);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function changesOf(assembly: string, stackName: string): ResourceChange[] {
  const cdk = join(repositoryRoot, 'node_modules/aws-cdk/bin/cdk');
  const words = [cdk, 'diff', '--app', assembly, '--template', FIRST_VERSION, '--no-color', stackName];
  const { status, stdout, stderr, error } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    // Neither settings nor notices of the machine.
    env: { HOME: assembly, PATH: process.env.PATH, CDK_DISABLE_CLI_TELEMETRY: 'true', CI: 'true' },
  });
  if (error || status !== 0) throw error ?? new Error(stderr);
  const changes = [...`${stdout}\n${stderr}`.matchAll(LINE)].map(
    ([, sign, type = '', logicalId = '', impact]) => ({
      type,
      logicalId,
      impact: (impact ?? (sign === '+' ? 'create' : 'update')) as ResourceChange['impact'],
    }),
  );
  // The document of the probe is another with each release: a diff without it was not read.
  if (changes.length === 0) throw new Error(`nothing was read of:\n${stdout}\n${stderr}`);
  return changes;
}
