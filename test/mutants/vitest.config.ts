import { defineConfig } from 'vitest/config';
import { GROUPS } from './groups.ts';

const group = GROUPS[process.env.MUTANTS ?? ''];

/** The tests that run against each mutant of the group that is asked for. */
export default defineConfig({
  test: {
    include: [...(group?.tests ?? [])],
    ...(group?.slow && { testNamePattern: new RegExp(`^(?!.*(${group.slow.source})).*$`, 's') }),
    env: { NO_COLOR: '1' },
    testTimeout: 20_000,
  },
});
