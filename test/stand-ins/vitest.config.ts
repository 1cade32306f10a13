import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/stand-ins/*.suite.ts'],
    env: { NO_COLOR: '1' },
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
