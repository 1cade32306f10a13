import { describe, expect, it } from 'vitest';
import { largestParts } from './parts.ts';

describe('largestParts', () => {
  it('adds up the files of a package or folder, a package inside of another apart, largest first', () => {
    const input = (bytesInOutput: number) => ({ bytesInOutput });
    const outputs = {
      'index.mjs': {
        bytes: 100,
        inputs: {
          'node_modules/@smithy/core/a.js': input(20),
          'node_modules/@smithy/core/node_modules/zod/b.js': input(7),
          'node_modules/zod/v4/c.js': input(5),
          'lambdas/domain/d.ts': input(30),
          'lambdas/domain/checks/e.ts': input(1),
          'lambdas/aws/f.ts': input(2),
        },
        imports: [],
        exports: [],
      },
    };
    expect(largestParts({ outputs }, 3)).toEqual([
      { part: 'lambdas/domain', bytes: 31 },
      { part: '@smithy/core', bytes: 20 },
      { part: 'zod', bytes: 12 },
    ]);
  });
});
