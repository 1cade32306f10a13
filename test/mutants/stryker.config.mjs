import { GROUPS } from './groups.ts';

const name = process.env.MUTANTS;
const group = GROUPS[name];
if (!group) throw new RangeError(`MUTANTS must name one of ${Object.keys(GROUPS).join(', ')}`);

/**
 * Changes the code of one group in small ways, one at a time, and says which changes no test notices; `npm run mutants`
 * runs this for each group. docs/mutants.md says what comes of it.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: [...group.code],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutants/vitest.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  coverageAnalysis: 'perTest',
  // A file that isn't there: Stryker would read tsconfig.json with TypeScript's JavaScript API, which TypeScript 7 hasn't.
  tsconfigFile: 'none',
  ignorePatterns: ['docs', 'cdk.out', 'dist', 'out'],
  concurrency: 2,
  // `npm run mutants` looks at all groups together.
  thresholds: { high: 95, low: 85, break: null },
  incremental: true,
  incrementalFile: `out/mutants/${name}.json`,
  tempDirName: `out/mutants/sandbox-${name}`,
  reporters: ['clear-text', 'progress', 'html'],
  htmlReporter: { fileName: `out/mutants/${name}.html` },
  clearTextReporter: { allowColor: false, reportTests: false, allowEmojis: false },
};
