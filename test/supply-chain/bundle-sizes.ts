import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunction } from '../../infra/bundle-function.ts';
import { filesUnder, repositoryRoot } from '../files.ts';

/** Of each function's bundle, as it is deployed: bytes by package, and by {@link OWN} for the rest. */
export async function bundleSizes(): Promise<Map<string, Map<string, number>>> {
  const entries = filesUnder('lambdas').filter((path) => path.endsWith('/handler.ts'));
  const sizes = await Promise.all(
    entries.map(async (entry) => [entry.split('/')[1] ?? '', await sizesOf(entry)] as const),
  );
  return new Map(sizes);
}

export const OWN = "this repository's";

async function sizesOf(entry: string): Promise<Map<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  const metafile = await bundleFunction(join(repositoryRoot, entry), folder).finally(() =>
    rmSync(folder, { recursive: true }),
  );
  const sizes = new Map<string, number>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? OWN;
      sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
    }
  }
  return sizes;
}
