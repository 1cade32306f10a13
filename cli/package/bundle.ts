import { globSync } from 'node:fs';
import { cp, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { inlineFunction } from '../../infra/inline-function.ts';
import { PROBE_FILE } from '../../lambdas/probe/probe-document.ts';
import manifest from '../../package.json' with { type: 'json' };

const REPOSITORY = join(import.meta.dirname, '../..');

/** What is started by its file's name: the program, and threads that it starts. */
const ENTRIES = ['cli/main.ts', ...globSync('cli/**/*-thread.ts', { cwd: REPOSITORY })];

const NEEDED_NODE = manifest.engines.node.replace('>=', '');

/**
 * Writes what the published package runs, since Node runs no TypeScript below node_modules. Modules and their data become
 * `main.js` and chunks in one flat folder, so that what a module finds beside itself lies beside it there too; packages stay
 * dependencies. What a person starts is `auditor.cjs`, which old Nodes can read, too.
 */
export async function bundle(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: REPOSITORY,
    entryPoints: ENTRIES,
    entryNames: '[name]',
    outdir: folder,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: `node${NEEDED_NODE}`,
    logLevel: 'warning',
  });
  await build({
    absWorkingDir: REPOSITORY,
    entryPoints: ['cli/package/auditor.ts'],
    outfile: join(folder, 'auditor.cjs'),
    bundle: true,
    external: ['./start.cjs'],
    platform: 'node',
    format: 'cjs',
    target: 'es5',
    banner: { js: '#!/usr/bin/env node' },
    define: { 'process.env.NEEDED_NODE': JSON.stringify(NEEDED_NODE) },
    logLevel: 'warning',
  });
  // By itself, since an old Node reads a whole file before it runs any of it.
  await writeFile(join(folder, 'start.cjs'), "import('./main.js');\n");
  await cp(fileURLToPath(PROBE_FILE), join(folder, 'probe.sh'));
  // What `auditor template` puts into a template; the package brings no bundler.
  for (const entry of globSync('lambdas/*/handler.ts', { cwd: REPOSITORY })) {
    const code = await inlineFunction(join(REPOSITORY, entry));
    await writeFile(join(folder, `${basename(dirname(entry))}.function.cjs`), code);
  }
}

if (import.meta.main) await bundle(join(REPOSITORY, 'dist'));
