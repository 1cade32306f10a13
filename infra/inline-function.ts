import { build } from 'esbuild';
import { packedKnowledge } from './bundle-function.ts';

/**
 * Bundles a handler into one CommonJS module that a template can carry: minified, with the SDK of Lambda's runtime in
 * place of the pinned one.
 */
export async function inlineFunction(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['@aws-sdk/*', '@smithy/*'],
    minify: true,
    logLevel: 'warning',
    // A CommonJS module has no import.meta: this is where Lambda puts it.
    define: { 'import.meta.url': '"file:///var/task/index.js"' },
    plugins: [packedKnowledge],
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`nothing came of ${entry}`);
  return file.text;
}
