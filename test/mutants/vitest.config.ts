import { defineConfig } from 'vitest/config';

/** The tests that `npm run mutants` runs against each mutant: fast ones of what `stryker.config.mjs` mutates. */
export default defineConfig({
  test: {
    include: [
      'test/domain/bins/*.test.ts',
      'test/domain/scoring/decide-verdict.test.ts',
      // 'test/domain/scoring/**/*.test.ts',
      // 'test/domain/recommend/*.test.ts',
      'test/report/{compose-report,coverage,host-series,local-time}.test.ts',
      'test/report/{release-matrix,reported-hosts,sentences,words}.test.ts',
    ],
    // Hundreds of hosts each, seconds a mutant: what they would notice the others do.
    testNamePattern: /^(?!.*(each of 1,000 hosts|one while it lives|20 hosts with the highest score)).*$/s,
    env: { NO_COLOR: '1' },
    testTimeout: 20_000,
  },
});
