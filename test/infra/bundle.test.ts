import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { FleetAuditorStack } from '../../infra/fleet-auditor-stack.ts';
import type { AuditFleetVariables } from '../../lambdas/audit-fleet/env.ts';

const variables: AuditFleetVariables = {
  ACCOUNT_ID: '111122223333',
  ARCHIVE_BUCKET: 'archive',
  PROBE_DOCUMENT: 'probe-0a1b2c3d',
  FLEET_TAG_KEY: 'fleet',
  FLEET_TAG_VALUE: 'edge',
  ROLE_TAG_KEY: 'role',
  PERIOD_SECONDS: '900',
  DEADLINE_SECONDS: '120',
  METRIC_BUDGET: '30',
  PER_HOST_METRICS: 'false',
};

// Outside of the repository, so that a module left out of the bundle is not found in node_modules.
const outdir = mkdtempSync(join(tmpdir(), 'fleet-auditor-'));
afterAll(() => rmSync(outdir, { recursive: true }));

describe('the bundle of audit-fleet', () => {
  // An ES module has no `require`: a dependency that calls it bundles without complaint and throws when it is loaded.
  it('is loaded by Node with nothing but itself', () => {
    const app = new App({ outdir });
    new FleetAuditorStack(app, 'Bundled', {
      config: readConfig({ fleetTag: { key: 'fleet', value: 'edge' } }),
    });
    app.synth();
    const [bundle, ...others] = readdirSync(outdir).filter((name) => name.startsWith('asset.'));
    expect(others).toEqual([]);
    const load = `import { handler } from './index.mjs'; console.log(typeof handler);`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', load], {
      cwd: join(outdir, bundle ?? ''),
      env: { ...variables, AWS_REGION: 'eu-west-1' },
      encoding: 'utf8',
    });
    expect(printed).toBe('function\n');
  }, 60_000);
});
