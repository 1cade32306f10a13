import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import { gzipSync } from 'node:zlib';
import { build, type Metafile, type Plugin } from 'esbuild';

const NAMESPACE = 'lambda-credentials';

/**
 * Bundles a handler for Lambda: `index.mjs`, minified, with its source map beside it. The pinned SDK is in it, not the one
 * that the runtime happens to carry.
 */
export async function bundleFunction(entry: string, outdir: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: join(outdir, 'index.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
    plugins: [lambdaCredentials, usedSchemas, packedKnowledge],
  });
  return metafile;
}

/** Lambda hands its role's credentials over as variables: the other ways to find some are 100 kB that never run. */
const lambdaCredentials: Plugin = {
  name: NAMESPACE,
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ path, resolveDir }) => ({
      path,
      namespace: NAMESPACE,
      pluginData: resolveDir,
    }));
    onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ pluginData }) => ({
      contents: `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
      resolveDir: pluginData,
    }));
  },
};

/**
 * Writes the names of an SDK client's schemas where they are used: `{ [_aZ]: 1 }` becomes `{ "availabilityZone": 1 }`. A
 * computed name might run code, so esbuild keeps all of them, 550 kB for the one command that is needed of EC2.
 */
const usedSchemas: Plugin = {
  name: 'used-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const names = new Map(
        [...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]),
      );
      return {
        contents: source.replaceAll(
          /\[(_\w+)\]:/g,
          (found, name) => `${names.get(name) ?? found.slice(0, -1)}:`,
        ),
      };
    });
  },
};

/** What is known of advisories repeats itself: packed it is a seventh, and is unpacked in a few milliseconds. */
export const packedKnowledge: Plugin = {
  name: 'packed-knowledge',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]knowledge[\\/]advisories\.json$/ }, async ({ path }) => {
      const packed = gzipSync(JSON.stringify(JSON.parse(await readFile(path, 'utf8'))), { level: 9 });
      return {
        contents: `
          import { gunzipSync } from 'node:zlib';
          export default JSON.parse(gunzipSync(Buffer.from('${packed.toString('base64')}', 'base64')));
        `,
        loader: 'js',
      };
    });
  },
};

if (import.meta.main) {
  const [, , entry, outdir] = argv;
  if (!entry || !outdir) throw new Error('expected: node infra/bundle-function.ts ENTRY OUTDIR');
  await bundleFunction(entry, outdir);
}
