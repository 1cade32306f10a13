import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stackNameOf } from '../../infra/config/stack-name.ts';
import { readConfig } from '../../infra/config.ts';
import { FleetAuditorStack } from '../../infra/fleet-auditor-stack.ts';
import { spokeTemplate, stackTemplate } from '../../infra/templates.ts';
import { repositoryRoot } from '../files.ts';
import { ALL_CHANNELS } from '../infra/all-channels.ts';
import { EXISTING_EVERYTHING } from '../infra/existing-everything.ts';
import { IN_SHARDS } from '../infra/in-shards.ts';
import { needsPython } from '../python/environment.ts';
import { ORGANIZATION } from '../spoke/spoke-template.ts';
import { ACKNOWLEDGED, ACKNOWLEDGED_IN_SHARDS, ACKNOWLEDGED_IN_VPC } from './acknowledged.ts';
import { type CheckerName, environment, findingsOf, type TemplateFinding } from './checkers.ts';
import { PLANTED, type SynthesisedTemplate } from './planted.ts';

const required = needsPython(environment);
const CHECKERS = Object.keys(ACKNOWLEDGED) as CheckerName[];
const outdir = mkdtempSync(join(tmpdir(), 'template-'));
afterAll(() => rmSync(outdir, { recursive: true }));

const { context } = JSON.parse(readFileSync(join(repositoryRoot, 'cdk.json'), 'utf8'));
const mutes = [{ from: '2026-12-01T09:00Z', hours: 4, reason: 'rollout of 2.8.16' }];
const GOVERNMENT_AND_CHINA = ['us-gov-west-1', 'us-gov-east-1', 'cn-north-1', 'cn-northwest-1'];

/** The template of cdk.json with something else configured. */
function synthesised(folder: string, chosen: object) {
  const app = new App({ outdir: join(outdir, folder), context: { 'aws:cdk:bundling-stacks': [] } });
  const config = readConfig({ ...context.auditor, ...chosen });
  const path = join(app.outdir, new FleetAuditorStack(app, stackNameOf(config), { config }).templateFile);
  app.synth();
  return read(path);
}

function read(path: string) {
  const template: SynthesisedTemplate = JSON.parse(readFileSync(path, 'utf8'));
  const types = new Map(Object.entries(template.Resources).map(([id, { Type }]) => [id, Type]));
  return { path, template, types };
}

const keyOf = ({ id, type }: Pick<TemplateFinding, 'id' | 'type'>) => `${id} ${type}`;
const unacknowledged = (
  checker: CheckerName,
  seen: readonly TemplateFinding[],
  also: readonly Pick<TemplateFinding, 'id' | 'type'>[] = [],
) => {
  const acknowledged = new Set([...ACKNOWLEDGED[checker], ...also].map(keyOf));
  return seen.filter((finding) => !acknowledged.has(keyOf(finding)));
};

describe.skipIf(required.missing)(required.title('the synthesised template'), () => {
  let made: ReturnType<typeof synthesised>;
  const found = (checker: CheckerName, at = made.path) => findingsOf(checker, at, made.types);
  beforeAll(() => {
    made = synthesised('default', {});
  });

  it.each(CHECKERS)(
    '%s finds nothing that is not acknowledged, and nothing is acknowledged in vain',
    (checker) => {
      const seen = found(checker);
      const keys = new Set(seen.map(keyOf));
      expect(unacknowledged(checker, seen)).toEqual([]);
      expect(ACKNOWLEDGED[checker].map(keyOf).filter((key) => !keys.has(key))).toEqual([]);
    },
  );

  it.each(PLANTED)('$checker would find a template spoiled for $id', ({ checker, id, spoil }) => {
    const copy = structuredClone(made.template);
    spoil(copy);
    const spoiled = join(outdir, `${id}.template.json`);
    writeFileSync(spoiled, JSON.stringify(copy));
    expect(found(checker, spoiled).map((finding) => finding.id)).toContain(id);
  });
});

describe.skipIf(required.missing)(required.title('the template'), () => {
  it.each([
    { of: 'a fleet with a name', chosen: { name: 'internal', alarms: { mutes } }, regions: ['eu-west-1'] },
    {
      of: 'existing everything',
      chosen: EXISTING_EVERYTHING,
      regions: ['eu-west-1'],
      also: [ACKNOWLEDGED_IN_VPC],
    },
    { of: 'scorings in shards', chosen: IN_SHARDS, regions: ['eu-west-1'], also: ACKNOWLEDGED_IN_SHARDS },
    { of: 'every chat and pager', chosen: { channels: ALL_CHANNELS }, regions: ['eu-west-1', 'us-east-1'] },
    {
      of: 'GovCloud and China',
      chosen: {
        cloudFormation: 'older',
        tags: { team: 'edge' },
        // China has no SES.
        report: { delivery: 'topic' },
      },
      regions: GOVERNMENT_AND_CHINA,
    },
    { of: 'a hub', chosen: { organization: ORGANIZATION }, regions: ['eu-west-1', 'us-east-1'] },
  ])('of $of passes both', ({ of, chosen, regions, also }) => {
    const { path, types } = synthesised(of, chosen);
    for (const checker of CHECKERS) {
      expect(unacknowledged(checker, findingsOf(checker, path, types, regions), also)).toEqual([]);
    }
  });

  const config = readConfig({ ...context.auditor, organization: ORGANIZATION });
  it.each([
    { of: 'a spoke', text: () => spokeTemplate(config) },
    { of: 'the whole stack with its code in it', text: () => stackTemplate(config, new Date()) },
  ])('of $of passes both', async ({ of, text }) => {
    const written = join(outdir, `${of}.json`);
    writeFileSync(written, await text());
    const { path, types } = read(written);
    for (const checker of CHECKERS) {
      const seen = findingsOf(checker, path, types, ['eu-west-1', 'us-east-1']);
      expect(unacknowledged(checker, seen)).toEqual([]);
    }
  });
});
