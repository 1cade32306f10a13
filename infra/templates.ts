import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, BootstraplessSynthesizer, type IStackSynthesizer, type Stack } from 'aws-cdk-lib';
import { isInShards } from './config/function-size.ts';
import { stackNameOf } from './config/stack-name.ts';
import type { AuditorConfig } from './config.ts';
import { FleetAuditorStack } from './fleet-auditor-stack.ts';
import { handlerOf, type Verb } from './handlers.ts';
import { selfUnpacking } from './self-unpacking.ts';
import { SpokeStack, spokeStackName } from './spoke-stack.ts';

export const DESCRIPTION = 'Finds the HAProxy hosts of a fleet that leak TCP memory';

/** The whole stack as one file that any account takes: JSON, without assets. */
export async function stackTemplate(config: AuditorConfig, now: Date): Promise<string> {
  const codeOf = async (verb: Verb) => selfUnpacking(await inlineCode(verb));
  const [audit, score, report] = await Promise.all([
    codeOf('audit-fleet'),
    codeOf('score-fleet'),
    codeOf('send-report'),
  ]);
  const judge = isInShards(config) ? { 'judge-places': await codeOf('judge-places') } : {};
  const watch = config.organization ? { 'watch-places': await codeOf('watch-places') } : {};
  return synthesised(
    (app) =>
      new FleetAuditorStack(app, stackNameOf(config), {
        description: DESCRIPTION,
        config,
        now,
        inlineCode: { 'audit-fleet': audit, 'score-fleet': score, 'send-report': report, ...judge, ...watch },
        synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
      }),
  );
}

/** The stack of another account or region, which writes its samples into the archive of this configuration's stack. */
export async function spokeTemplate(config: AuditorConfig): Promise<string> {
  const code = await inlineCode('audit-fleet');
  return synthesised(
    (app) => new SpokeStack(app, spokeStackName(config), { description: DESCRIPTION, config, code }),
  );
}

/** Writes the spokes' template to a file of a folder. @returns its path */
export async function writeSpokeTemplate(config: AuditorConfig, folder: string): Promise<string> {
  const path = join(folder, `${spokeStackName(config)}.json`);
  writeFileSync(path, await spokeTemplate(config));
  return path;
}

/** In a package they are bundled already, since that takes a tool that it does not bring. */
async function inlineCode(verb: Verb): Promise<string> {
  const bundled = new URL(`./${verb}.function.cjs`, import.meta.url);
  if (existsSync(bundled)) return readFile(bundled, 'utf8');
  const { inlineFunction } = await import('./inline-function.ts');
  return inlineFunction(handlerOf(verb));
}

function synthesised(stackIn: (app: App) => Stack): string {
  const outdir = mkdtempSync(join(tmpdir(), 'templates-'));
  try {
    // Whatever the CDK's own command says of paths: a template is the same however it is made.
    const postCliContext = { 'aws:cdk:enable-path-metadata': false, 'aws:cdk:enable-asset-metadata': false };
    const app = new App({ outdir, analyticsReporting: false, postCliContext });
    const { templateFile } = stackIn(app);
    app.synth();
    const template: unknown = JSON.parse(readFileSync(join(outdir, templateFile), 'utf8'));
    // One space: the second of each indentation is 48 kB of a hub's, and CloudFormation takes 1 MB.
    return `${JSON.stringify(template, null, 1)}\n`;
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
