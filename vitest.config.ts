import { defineConfig } from 'vitest/config';

/** Suites of their own, by the end of a file's name: `arrangements.host.test.ts` is one of `npm run test:host`. */
const APART = ['host', 'browser', 'simulation', 'stand-ins', 'template', 'history'];

// CloudFormation's validator takes seconds a template; the synth step of `npm run check` runs it.
const env = { CDK_VALIDATION: 'false', NO_COLOR: '1' };

export default defineConfig({
  test: {
    // One for each core; vitest would leave one to itself.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'default',
          include: ['test/**/*.test.ts'],
          exclude: APART.map((suite) => `test/**/*.${suite}.test.ts`),
          env,
          // Most of the time went into loading the same modules for each file. A test that wants its own resets them.
          isolate: false,
          // What hangs ends so; nothing else on a busy machine should.
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      ...APART.map((suite) => ({
        test: {
          name: suite,
          include: [`test/**/*.${suite}.test.ts`],
          env,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 60_000 } },
        },
      })),
    ],
  },
});
