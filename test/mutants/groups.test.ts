import { globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../files.ts';
import { GROUPS } from './groups.ts';
import { countOf, foundShare, mutantsTable } from './mutants-table.ts';

const filesOf = (globs: readonly string[]) => globSync([...globs], { cwd: repositoryRoot });

describe('the groups of code that is mutated', () => {
  it('have each file of bins, scoring and recommend once', () => {
    const mutated = Object.values(GROUPS).flatMap(({ code }) => filesOf(code));
    const asked = filesOf(['lambdas/domain/{bins,scoring,recommend}/**/*.ts']);
    expect(asked.length).toBeGreaterThan(40);
    expect(mutated.filter((file) => file.startsWith('lambdas/domain')).sort()).toEqual(asked.sort());
  });

  it.each(Object.entries(GROUPS))('%s names only code and tests that exist', (_, { code, tests }) => {
    for (const glob of [...code, ...tests]) expect(filesOf([glob])).not.toEqual([]);
  });
});

describe('what is counted of a run', () => {
  const results = (...statuses: string[]) => ({
    files: { 'a.ts': { mutants: statuses.map((status) => ({ status })) } },
  });

  it('is what a test noticed, of all that one could notice', () => {
    const counted = countOf(
      results('Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored', 'RuntimeError'),
    );
    expect(counted).toEqual({ mutants: 4, found: 2 });
    expect(foundShare([counted, { mutants: 4, found: 4 }])).toBe(0.75);
    expect(foundShare([])).toBe(1);
  });

  it('is never rounded up', () => {
    const table = mutantsTable(new Map([['verdict', { mutants: 2000, found: 1699 }]]));
    expect(table).toContain('| verdict (`verdict`) | 2,000 | 84% |');
    expect(table).toContain('| all | 2,000 | 84% |');
  });
});
