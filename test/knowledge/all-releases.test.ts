import { describe, expect, it } from 'vitest';
import type { Advisory } from '../../lambdas/domain/releases/advisory.ts';
import { findVersion } from '../../lambdas/domain/releases/knowledge.ts';
import { adviseRelease } from '../../lambdas/domain/releases/release-advice.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import {
  branchOfRelease,
  bugsIn,
  commonLeaksOf,
  hasBug,
  leaksBrought,
  patchOf,
  recordOf,
  releasesCalled,
} from './event-oracle.ts';

const { branches, advisories } = knowledge;
const AT = new Date('2026-11-22T12:00:00Z');

const advices = branches.flatMap(({ releases }) =>
  releases.map(({ version }) => {
    const found = findVersion(version, knowledge);
    if ('reason' in found) throw new Error(`${version} ${found.reason}`);
    return adviseRelease(found, knowledge, AT);
  }),
);

const byId = new Map(advisories.map((advisory) => [advisory.id, advisory]));
const idsOf = (bugs: readonly { id: string }[]): string[] => bugs.map(({ id }) => id).sort();

const sharesKind = (bugs: readonly Advisory[], { kinds }: Advisory): boolean =>
  bugs.some((bug) => bug.kinds.some((kind) => kinds.includes(kind)));

describe('advice on every known release', () => {
  it('is given of at least 240', () => {
    expect(advices.length).toBeGreaterThanOrEqual(240);
  });

  it('lists the advisories whose events hold the release, and no other', () => {
    for (const { version, advisories: findings } of advices)
      expect(idsOf(findings), version).toEqual(idsOf(bugsIn(version)));
  });

  it('names as fixed a later release of the branch without that bug, or none', () => {
    const wrong = advices.flatMap(({ version, branch, advisories: findings }) =>
      findings
        .filter(({ id, fixedIn }) => {
          const advisory = byId.get(id);
          if (!advisory) return true;
          const fixes = releasesCalled('fixed', recordOf(advisory, branch)).filter(
            (fix) => patchOf(fix) > patchOf(version),
          );
          return fixedIn === null ? fixes.length > 0 : fixedIn !== fixes[0] || hasBug(advisory, fixedIn);
        })
        .map(({ id, fixedIn }) => `${version} ${id} ${fixedIn}`),
    );
    expect(wrong).toEqual([]);
  });

  it('shows no advisory of a branch where it is unclear whether it is affected', () => {
    const shown = advices.flatMap(({ version, branch, advisories: findings, recommendation }) => {
      const target = branchOfRelease(recommendation.to);
      return [
        ...findings.map(({ id }) => [version, id, branch] as const),
        ...recommendation.open.map(({ id }) => [version, id, target] as const),
        ...recommendation.brought.map((id) => [version, id, target] as const),
      ];
    });
    const isUnclear = (id: string, branch: string) =>
      advisories.some((advisory) => advisory.id === id && recordOf(advisory, branch)?.status !== 'affected');
    expect(shown.filter(([, id, branch]) => isUnclear(id, branch))).toEqual([]);
  });

  it('tells every leak of the release to run that any host meets, and which of them are new', () => {
    for (const { version, recommendation } of advices) {
      const { to, open, brought, reasons } = recommendation;
      expect(idsOf(open.filter((leak) => leak.isCommon)), version).toEqual(idsOf(commonLeaksOf(to)));
      const expected = to === version ? [] : idsOf(leaksBrought(version, to));
      expect([...brought].sort(), version).toEqual(expected);
      for (const { id } of open) expect(reasons.join('\n'), version).toContain(id);
    }
  });

  it('names as floor no release with a new leak of a kind that the release has, but says so', () => {
    const silent = advices.flatMap(({ version, recommendation: { floor, reasons } }) => {
      if (floor === null) return [];
      const own = bugsIn(version);
      return leaksBrought(version, floor)
        .filter((bug) => sharesKind(own, bug) && !reasons.some((reason) => reason.includes(bug.id)))
        .map(({ id }) => `${version} ${floor} ${id}`);
    });
    expect(silent).toEqual([]);
  });
});

describe('a bug that a fix brought', () => {
  const pairs = advisories.flatMap((advisory) => {
    const cause = byId.get(advisory.broughtBy?.advisory ?? '');
    return cause ? [{ id: advisory.id, fixed: cause.id, advisory, cause }] : [];
  });

  it.each(pairs)('$id came in the releases that fixed $fixed', ({ advisory, cause }) => {
    const shared = advisory.affected.flatMap((record) => {
      const origin = recordOf(cause, record.branch);
      const came = releasesCalled('introduced', record);
      const fixed = releasesCalled('fixed', origin);
      return origin && [...came, ...fixed].some((release) => patchOf(release) > 0) ? [{ came, fixed }] : [];
    });
    expect(shared.length).toBeGreaterThan(2);
    for (const { came, fixed } of shared) expect(came).toEqual(fixed);
  });
});
