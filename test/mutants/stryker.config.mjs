/**
 * `npm run mutants` changes the code below in small ways, one at a time, and says which changes no test notices.
 * docs/mutants.md says what comes of it.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: [
    'lambdas/domain/bins/**/*.ts',
    'lambdas/domain/scoring/decide-verdict.ts',
    // What computes the report's figures; what only draws or lays them out is looked at by golden files.
    'lambdas/report/{changes,compose-report,coverage,decisions,headline,host-series,local-time}.ts',
    'lambdas/report/{printable,release-matrix,report-bins,reported-hosts,words}.ts',
    // To come; their tests stand ready in vitest.config.ts beside this file.
    // 'lambdas/domain/scoring/**/*.ts',
    // 'lambdas/domain/recommend/**/*.ts',
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutants/vitest.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  coverageAnalysis: 'perTest',
  // A file that isn't there: Stryker would read tsconfig.json with TypeScript's JavaScript API, which TypeScript 7 hasn't.
  tsconfigFile: 'none',
  ignorePatterns: ['docs', 'cdk.out', 'dist', 'out'],
  concurrency: 2,
  thresholds: { high: 95, low: 85, break: 85 },
  incremental: true,
  incrementalFile: 'out/mutants/incremental.json',
  tempDirName: 'out/mutants/sandbox',
  reporters: ['clear-text', 'progress', 'html'],
  htmlReporter: { fileName: 'out/mutants/mutants.html' },
  clearTextReporter: { allowColor: false, reportTests: false, allowEmojis: false },
};
