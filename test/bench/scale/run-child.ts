import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Run } from './run.ts';

/** What Lambda's Node gives its heap of the function's memory. */
export const HEAP_SHARE = 0.9;
/** MiB with which a function that didn't fit is run again, to tell what it takes. */
export const PLENTY = 12_000;

/** As Lambda has them: without the sources of what is not used, and nothing to compile. */
export function bundledChild(): string {
  const bundle = join(mkdtempSync(join(tmpdir(), 'scale-')), 'child.mjs');
  buildSync({
    entryPoints: [join(import.meta.dirname, 'child.ts')],
    outfile: bundle,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
    },
  });
  return bundle;
}

/** What the child is told. */
type Options = Readonly<Record<string, string | true>>;

/** A run in the function's memory, or with plenty where it is too little. */
export async function runBounded(
  bundle: string,
  memory: number,
  options: Options,
): Promise<{ run: Run; hadRoom: boolean }> {
  const bounded = await runChild(bundle, Math.floor(memory * HEAP_SHARE), options);
  const run = bounded ?? (await runChild(bundle, PLENTY, options));
  if (run === null) throw new Error(`${options.verb} takes more than ${PLENTY} MiB`);
  return { run, hadRoom: bounded !== null };
}

/** `null` where it ran out of memory. */
async function runChild(bundle: string, heap: number, options: Options): Promise<Run | null> {
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${heap}`,
      bundle,
      ...Object.entries(options).flatMap(([name, value]) =>
        value === true ? [`--${name}`] : [`--${name}`, value],
      ),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [text, said] = ['', ''];
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  if (code === 0) return JSON.parse(text);
  if (/heap out of memory|Array buffer allocation|Cannot create a string/.test(said)) return null;
  throw new Error(`${options.verb}: ${said}`);
}
