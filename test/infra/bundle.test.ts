import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { FleetAuditorStack } from '../../infra/fleet-auditor-stack.ts';
import { AuditFleetEnv } from '../../lambdas/audit-fleet/env.ts';
import { ScoreFleetEnv } from '../../lambdas/score-fleet/env.ts';
import { SendReportEnv } from '../../lambdas/send-report/env.ts';
import { leastConfig } from './least-config.ts';
import { propertiesOf } from './template.ts';

// Outside of the repository, so that a module left out of the bundle is not found in node_modules.
const outdir = mkdtempSync(join(tmpdir(), 'fleet-auditor-'));
let template: Template;

beforeAll(() => {
  const config = readConfig(leastConfig);
  template = Template.fromStack(new FleetAuditorStack(new App({ outdir }), 'Bundled', { config }));
});
afterAll(() => rmSync(outdir, { recursive: true }));

const folderOf = (id: string): string => {
  const { S3Key } = propertiesOf(template, id).Code as { S3Key: string };
  return join(outdir, `asset.${S3Key.replace('.zip', '')}`);
};

describe('a bundle', () => {
  // An ES module has no `require`: a dependency that calls it bundles without complaint and throws when it is loaded.
  it.each([
    { id: 'AuditFleetFunction', env: AuditFleetEnv },
    { id: 'ScoreFleetFunction', env: ScoreFleetEnv },
    { id: 'SendReportFunction', env: SendReportEnv },
  ])('of $id is loaded by Node with nothing but itself, and asks for its variables', ({ id, env }) => {
    const call = `
      import { handler } from './index.mjs';
      await handler({}).catch(({ issues }) => console.log(JSON.stringify(issues.map(({ path }) => path[0]))));
    `;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', call], {
      cwd: folderOf(id),
      env: {},
      encoding: 'utf8',
    });
    expect(JSON.parse(printed)).toEqual(env.safeParse({}).error?.issues.map(({ path }) => path[0]));
  });

  it.each([
    { id: 'AuditFleetFunction', maximum: 1_300_000 },
    { id: 'ScoreFleetFunction', maximum: 760_000 },
    { id: 'SendReportFunction', maximum: 785_000 },
  ])('of $id has at most $maximum bytes, and a source map', ({ id, maximum }) => {
    expect(statSync(join(folderOf(id), 'index.mjs')).size).toBeLessThanOrEqual(maximum);
    expect(statSync(join(folderOf(id), 'index.mjs.map')).size).toBeGreaterThan(0);
  });
});
