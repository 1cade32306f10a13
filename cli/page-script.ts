import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const REPOSITORY = join(import.meta.dirname, '..');

/** Where the report has the script of its page, as a browser runs it. */
export const PAGE_SCRIPT = 'lambdas/report/page/script.json';

/**
 * The script of the report's page and its hash, by which the page's policy allows it and no other. Lambda builds nothing,
 * and a hash of what it would build could differ from machine to machine: so both lie in the repository.
 */
export async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: ['lambdas/report/browser/find-hosts.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    // Browsers of the last three years; nothing is shortened, so that it can be read where it runs.
    target: ['chrome115', 'firefox115', 'safari16.4'],
    charset: 'ascii',
    legalComments: 'none',
    tsconfigRaw: '{}',
  });
  const text = outputFiles[0]?.text.trim() ?? '';
  const sha256 = createHash('sha256').update(text).digest('base64');
  return `${JSON.stringify({ sha256, text }, null, 2)}\n`;
}

if (import.meta.main) writeFileSync(join(REPOSITORY, PAGE_SCRIPT), await pageScript());
