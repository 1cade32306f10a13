import { describe, expect, it } from 'vitest';
import type { Advisory } from '../../lambdas/domain/releases/advisory.ts';
import { findVersion } from '../../lambdas/domain/releases/knowledge.ts';
import type { Need } from '../../lambdas/domain/releases/need.ts';
import { latestOf } from '../../lambdas/domain/releases/release.ts';
import { adviseRelease, type ReleaseRecommendation } from '../../lambdas/domain/releases/release-advice.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { advisory } from '../domain/releases/an-advisory.ts';
import { branchOfRelease, leaksBrought } from './event-oracle.ts';

const AT = new Date('2026-11-22T12:00:00Z');
const { branches } = knowledge;
const releases = branches.flatMap(({ releases }) => releases.map(({ version }) => version));
const newest = branches.map(latestOf);

/** A leak that came with the newest release of every branch. */
const planted = (needs: Need[]): Advisory =>
  advisory(
    { id: 'HAPX-9002', needs },
    ...branches.map((branch) => ({ branch: branch.branch, events: [{ introduced: latestOf(branch) }] })),
  );

function recommend(version: string, advisories: readonly Advisory[]): ReleaseRecommendation {
  const known = { ...knowledge, advisories };
  const found = findVersion(version, known);
  if ('reason' in found) throw new Error(`${version} ${found.reason}`);
  return adviseRelease(found, known, AT).recommendation;
}

describe('a newest release that brings a leak', () => {
  it('is named with the leak and the next best where any host meets it', () => {
    const found = advisory({}, { events: [{ introduced: '2.8.2' }, { fixed: '2.8.14' }] });
    expect(recommend('2.8.11', [found, planted([])])).toMatchObject({
      to: '2.8.30',
      floor: '2.8.14',
      brought: ['HAPX-9002'],
      nextBest: '2.8.29',
      reasons: expect.arrayContaining([
        '2.8.30 has leaks that 2.8.11 does not have: HAPX-9002; next best is 2.8.29',
      ]),
    });
  });

  it('is named with the leak alone where it takes a feature that few hosts use', () => {
    const found = advisory({}, { events: [{ introduced: '2.8.2' }, { fixed: '2.8.14' }] });
    expect(recommend('2.8.11', [found, planted(['lua'])])).toMatchObject({
      to: '2.8.30',
      brought: [],
      nextBest: null,
      reasons: expect.arrayContaining(['Leaks of 2.8.30 that only some hosts meet (Lua): HAPX-9002']),
    });
  });

  it('is said to have no next best where each newer release has the leak', () => {
    const everywhere = advisory(
      { id: 'HAPX-9002' },
      ...branches
        .filter(({ branch }) => Number(branch) >= 2.8)
        .map(({ branch }) => ({
          branch,
          events: [{ introduced: branch === '2.8' ? '2.8.12' : `${branch}.0` }],
        })),
    );
    const { nextBest, reasons } = recommend('2.8.11', [everywhere]);
    expect(nextBest).toBeNull();
    expect(reasons.join('\n')).toContain('HAPX-9002; no newer release is known to be free of them');
  });

  it('is never the next best, on any release, and most have one', () => {
    const advisories = [...knowledge.advisories, planted([])];
    const older = releases.filter((release) => !newest.includes(release));
    const named = older.filter((version) => {
      const { to, brought, nextBest, reasons } = recommend(version, advisories);
      expect(brought, version).toContain('HAPX-9002');
      expect(reasons.join('\n'), version).toContain(`${to} has leaks that ${version} does not have`);
      if (nextBest === null) return false;
      expect(leaksBrought(version, nextBest, advisories), version).toEqual([]);
      return true;
    });
    expect(named.length).toBeGreaterThan(200);
  });
});

describe('a fixed release that brings a leak', () => {
  const found = advisory({}, { events: [{ introduced: '2.8.2' }, { fixed: '2.8.14' }] });
  const brought = (...events: { introduced: string }[] | { fixed: string }[]) =>
    advisory({ id: 'HAPX-9002' }, { events: [{ introduced: '2.8.14' }, ...events] });

  it('is passed over for the first one without it', () => {
    const { floor, reasons } = recommend('2.8.11', [found, brought({ fixed: '2.8.17' })]);
    expect(floor).toBe('2.8.17');
    expect(reasons).toContain(
      '2.8.14 brought other leaks; 2.8.17 is the first release after it without them',
    );
  });

  it('stays the least to run where each later one has the leak, which is said', () => {
    const { floor, reasons } = recommend('2.8.11', [found, brought()]);
    expect(floor).toBe('2.8.14');
    expect(reasons).toContain(
      '2.8.14 has leaks that 2.8.11 does not have: HAPX-9002; no later release of 2.8 is known to be free of such',
    );
  });

  it('is told with its leak of every release that it is the least to run for', () => {
    const floors = new Map(
      releases.map((version) => [recommend(version, knowledge.advisories).floor, version]),
    );
    floors.delete(null);
    for (const [floor, version] of floors) {
      const leak = advisory(
        { id: 'HAPX-9002' },
        { branch: branchOfRelease(floor ?? ''), events: [{ introduced: floor ?? '' }] },
      );
      const advisories = [...knowledge.advisories, leak];
      const { floor: least, reasons } = recommend(version, advisories);
      for (const { id } of leaksBrought(version, least ?? '', advisories))
        expect(reasons.join('\n'), version).toContain(id);
    }
    expect(floors.size).toBeGreaterThan(20);
  });
});
