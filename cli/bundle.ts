import { globSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { PROBE_FILE } from '../lambdas/probe/probe-document.ts';
import manifest from '../package.json' with { type: 'json' };

const REPOSITORY = join(import.meta.dirname, '..');

/** What is started by its file's name: the program, and threads that it starts. */
const ENTRIES = ['cli/main.ts', ...globSync('cli/**/*-thread.ts', { cwd: REPOSITORY })];

/**
 * Writes what the published package runs, since Node runs no TypeScript below node_modules. Modules and their data become
 * `main.js` and chunks in one flat folder, so that what a module finds beside itself lies beside it there too; packages stay
 * dependencies.
 */
async function bundle(folder: string): Promise<void> {
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
    target: `node${manifest.engines.node.replace('>=', '')}`,
    logLevel: 'warning',
  });
  await cp(fileURLToPath(PROBE_FILE), join(folder, 'probe.sh'));
}

await bundle(join(REPOSITORY, 'dist'));
