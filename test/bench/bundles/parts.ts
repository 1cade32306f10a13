import type { Metafile } from 'esbuild';

/** The packages and folders that take most of a bundle, largest first. */
export function largestParts(
  { outputs }: Pick<Metafile, 'outputs'>,
  count: number,
): { part: string; bytes: number }[] {
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      bytes.set(partOf(path), (bytes.get(partOf(path)) ?? 0) + bytesInOutput);
    }
  }
  return [...bytes]
    .map(([part, size]) => ({ part, bytes: size }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, count);
}

/** A package's name, or the second folder of the project's own: `@smithy/core`, `lambdas/domain`. */
function partOf(path: string): string {
  const inPackages = path.split('node_modules/').at(-1) ?? path;
  const steps = inPackages.split('/');
  const isPackage = inPackages !== path;
  return steps.slice(0, isPackage && !steps[0]?.startsWith('@') ? 1 : 2).join('/');
}
