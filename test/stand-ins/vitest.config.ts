import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // It names what is skipped, and so why.
    reporters: ['verbose'],
    include: ['test/stand-ins/*.suite.ts'],
    env: { NO_COLOR: '1' },
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
