import type { Advisory, AffectedBranch } from '../../../lambdas/domain/releases/advisory.ts';

/** An advisory for tests: it came with 2.8.2 and 2.8.10 fixes it, unless told otherwise. */
export function advisory(overrides: Partial<Advisory>, ...affected: Partial<AffectedBranch>[]): Advisory {
  return {
    id: 'HAPX-9001',
    titles: [],
    tag: 'BUG/MEDIUM',
    kinds: ['live-sockets'],
    needs: [],
    summary: 'something leaks',
    condition: null,
    notes: null,
    fixedInDev: null,
    affected: affected.map((record) => ({
      branch: '2.8',
      status: 'affected',
      events: [{ introduced: '2.8.2' }, { fixed: '2.8.10' }],
      confidence: 'changelog',
      evidence: 'title stands in a change list',
      ...record,
    })),
    references: [{ type: 'FIX', url: 'https://example.org/fix' }],
    ...overrides,
  };
}
