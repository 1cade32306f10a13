import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { FleetAuditorStack } from '../../infra/fleet-auditor-stack.ts';
import { repositoryRoot } from '../files.ts';
import { needsPython } from '../python/environment.ts';
import { ACKNOWLEDGED } from './acknowledged.ts';
import { type CheckerName, environment, findingsOf } from './checkers.ts';
import { PLANTED, type SynthesisedTemplate } from './planted.ts';

const required = needsPython(environment);
const CHECKERS = Object.keys(ACKNOWLEDGED) as CheckerName[];

describe.skipIf(required.missing)(required.title('the synthesised template'), () => {
  const outdir = mkdtempSync(join(tmpdir(), 'template-'));
  let path: string;
  let template: SynthesisedTemplate;
  const found = (checker: CheckerName, at = path) => {
    const types = Object.entries(template.Resources).map(([id, { Type }]) => [id, Type] as const);
    return findingsOf(checker, at, new Map(types));
  };

  beforeAll(() => {
    const app = new App({ outdir, context: { 'aws:cdk:bundling-stacks': [] } });
    const { context } = JSON.parse(readFileSync(join(repositoryRoot, 'cdk.json'), 'utf8'));
    const config = readConfig(context.auditor);
    path = join(outdir, new FleetAuditorStack(app, 'Checked', { config }).templateFile);
    app.synth();
    template = JSON.parse(readFileSync(path, 'utf8'));
  });
  afterAll(() => rmSync(outdir, { recursive: true }));

  it.each(CHECKERS)(
    '%s finds nothing that is not acknowledged, and nothing is acknowledged in vain',
    (checker) => {
      const seen = found(checker);
      const keys = new Set(seen.map(({ id, type }) => `${id} ${type}`));
      const acknowledged = ACKNOWLEDGED[checker].map(({ id, type }) => `${id} ${type}`);
      expect(seen.filter(({ id, type }) => !acknowledged.includes(`${id} ${type}`))).toEqual([]);
      expect(acknowledged.filter((key) => !keys.has(key))).toEqual([]);
    },
  );

  it.each(PLANTED)('$checker would find a template spoiled for $id', ({ checker, id, spoil }) => {
    const copy = structuredClone(template);
    spoil(copy);
    const spoiled = join(outdir, `${id}.template.json`);
    writeFileSync(spoiled, JSON.stringify(copy));
    expect(found(checker, spoiled).map((finding) => finding.id)).toContain(id);
  });
});
