import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // It names what is skipped, and so why.
    reporters: ['verbose'],
    include: ['test/template-checks/*.suite.ts'],
    env: { CDK_VALIDATION: 'false', NO_COLOR: '1' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
