import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { repositoryRoot } from '../files.ts';

/** Of a template in S3: 100 kB are kept free below CloudFormation's 1 MB. */
export const MAXIMUM_TEMPLATE_BYTES = 900_000;

const InlineFunction = z.object({
  Type: z.literal('AWS::Lambda::Function'),
  Properties: z.object({
    Handler: z.literal('index.handler'),
    Code: z.strictObject({ ZipFile: z.string() }),
    Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  }),
});
const Inlining = z.object({ Resources: z.record(z.string(), z.unknown()) });

/** Properties of a template's function whose code is in the template, by its id without the hash at its end. */
export function inlineFunctionOf(
  template: unknown,
  id: string,
): z.infer<typeof InlineFunction>['Properties'] {
  const { Resources } = Inlining.parse(template);
  const found = Object.entries(Resources).find(([name]) => name.replace(/[0-9A-F]{8}$/, '') === id);
  return InlineFunction.parse(found?.[1]).Properties;
}

/** Writes a function's code as CloudFormation packs it: `index.js`, alone. */
export function writeInlined(template: unknown, id: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.js'), inlineFunctionOf(template, id).Code.ZipFile);
}

/** What Lambda's runtime has beside the code: the SDK, and nothing else of this repository's packages. */
export function linkSdk(folder: string): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  for (const scope of ['@aws-sdk', '@smithy'])
    symlinkSync(join(repositoryRoot, 'node_modules', scope), join(folder, 'node_modules', scope));
}
