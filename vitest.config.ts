import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // CloudFormation's validator takes seconds a template; the synth step of `npm run check` runs it.
    env: { CDK_VALIDATION: 'false', NO_COLOR: '1' },
    testTimeout: 20_000,
  },
});
