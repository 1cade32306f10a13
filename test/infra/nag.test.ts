import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { FleetAuditorStack } from '../../infra/fleet-auditor-stack.ts';
import { SpokeStack } from '../../infra/spoke-stack.ts';
import { ORGANIZATION } from '../spoke/spoke-template.ts';
import { ALL_CHANNELS } from './all-channels.ts';
import { EXISTING_EVERYTHING } from './existing-everything.ts';
import { IN_SHARDS } from './in-shards.ts';
import { leastConfig } from './least-config.ts';
import { NAG_PLANTED } from './nag-planted.ts';

const folder = mkdtempSync(join(tmpdir(), 'nag-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What cdk-nag says of the stack, with something done to it. */
function findings(chosen: object, spoil: (stack: FleetAuditorStack) => void = () => {}): string {
  const outdir = mkdtempSync(join(folder, 'out-'));
  const app = new App({ outdir, context: { 'aws:cdk:bundling-stacks': [] } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const config = readConfig({ ...leastConfig, ...chosen });
  spoil(new FleetAuditorStack(app, 'Nagged', { config }));
  if (config.organization) new SpokeStack(app, 'Spoke', { config, code: '//' });
  try {
    app.synth();
    return '';
  } catch (error) {
    return String(error);
  }
}

describe('cdk-nag', () => {
  it.each([
    {},
    { archiveKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/0123abcd' },
    { archiveBucketName: 'logs' },
    { report: { ...leastConfig.report, senderIdentity: 'new-domain' } },
    { report: { ...leastConfig.report, senderIdentity: 'existing-domain', mailRegion: 'us-east-1' } },
    { report: { delivery: 'topic' } },
    { removalPolicy: 'destroy', perHostMetrics: true },
    { permissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/edge' },
    { name: 'internal' },
    { cloudFormation: 'older' },
    { channels: ALL_CHANNELS },
    { organization: ORGANIZATION },
    { organization: ORGANIZATION, name: 'edge', archiveKeyArn: EXISTING_EVERYTHING.archiveKeyArn },
    IN_SHARDS,
    EXISTING_EVERYTHING,
    { ...EXISTING_EVERYTHING, channels: ALL_CHANNELS },
  ])('finds nothing with %j', (chosen) => {
    expect(findings(chosen)).toBe('');
  });

  it.each(NAG_PLANTED)('stops the synthesis at $fault', ({ spoil, found }) => {
    expect(findings({}, spoil)).toContain(found);
  });
});
