import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/template-checks/*.suite.ts'],
    env: { CDK_VALIDATION: 'false', NO_COLOR: '1' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
