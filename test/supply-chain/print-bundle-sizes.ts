import { bundleSizes } from './bundle-sizes.ts';

/** `npm run -s bundle-sizes`: KiB that each package takes of each function's bundle. */

const bundles = await bundleSizes();
const packages = [...new Set([...bundles.values()].flatMap((sizes) => [...sizes.keys()]))].sort();
const kibibytes = (bytes: number): number => Math.round(bytes / 102.4) / 10;
const sum = (sizes: ReadonlyMap<string, number>): number => [...sizes.values()].reduce((a, b) => a + b, 0);
const row = (of: (sizes: ReadonlyMap<string, number>) => number) =>
  Object.fromEntries([...bundles].map(([name, sizes]) => [name, kibibytes(of(sizes))]));
console.table({
  all: row(sum),
  ...Object.fromEntries(packages.map((name) => [name, row((sizes) => sizes.get(name) ?? 0)])),
});
