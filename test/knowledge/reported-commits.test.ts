import { describe, expect, it } from 'vitest';
import { findVersion } from '../../lambdas/domain/releases/knowledge.ts';
import { adviseRelease, type ReleaseAdvice } from '../../lambdas/domain/releases/release-advice.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';

function adviceOn(version: string): ReleaseAdvice {
  const found = findVersion(version, knowledge);
  if ('reason' in found) throw new Error(`${version} ${found.reason}`);
  return adviseRelease(found, knowledge, new Date('2026-11-22T12:00:00Z'));
}

const advisoryOf = (commit: string) =>
  knowledge.advisories.find(({ references }) =>
    references.some(({ type, url }) => type === 'FIX' && url.endsWith(`/${commit}`)),
  );

const findingOf = (version: string, commit: string) =>
  adviceOn(version).advisories.find(({ id }) => id === advisoryOf(commit)?.id);

/** Commits of haproxy/haproxy that a public report ended with, and the first release of each branch with them. */
const REPORTED: [commit: string, report: number, version: string, fixedIn: string][] = [
  ['372b38f93', 1774, '2.4.17', '2.4.18'],
  ['372b38f93', 1774, '2.6.1', '2.6.2'],
  ['ca6799297', 1792, '2.6.1', '2.6.2'],
  ['3a7b539b1', 2078, '2.7.4', '2.7.5'],
  ['3a7b539b1', 2078, '2.6.10', '2.6.11'],
  ['5354c24c7', 3070, '3.2.3', '3.2.5'],
  ['5354c24c7', 3070, '2.8.17', '2.8.18'],
];

describe('a fix that a public report ended with', () => {
  it.each(REPORTED)('%s (report %s) is advised to %s, by %s', (commit, _, version, fixedIn) => {
    expect(findingOf(version, commit)?.fixedIn).toBe(fixedIn);
    expect(findingOf(fixedIn, commit)).toBeUndefined();
  });

  it('is one bug with its first attempt, that of 3.2.3', () => {
    expect(advisoryOf('a498e527b')).toBe(advisoryOf('5354c24c7'));
  });

  it.each(['2.6.10', '2.7.4'])('stands beside the fix that brought the bug to %s', (version) => {
    const advisory = advisoryOf('3a7b539b1');
    expect(advisory?.broughtBy?.advisory).toBe('HAPX-0052');
    expect(adviceOn(version).recommendation.reasons.join('\n')).toContain(
      `${version} has the fix of HAPX-0052, which brought ${advisory?.id}`,
    );
  });

  it.each(['2.8.17', '3.0.13', '3.1.10', '3.2.8'])('of HAPX-0048 is missed by %s', (version) => {
    expect(adviceOn(version).advisories.map(({ id }) => id)).toContain('HAPX-0048');
  });

  it.each(['2.8.16', '3.0.12', '3.1.9', '3.2.7'])('of HAPX-0048 is not missed by %s', (version) => {
    expect(adviceOn(version).advisories.map(({ id }) => id)).not.toContain('HAPX-0048');
  });
});
