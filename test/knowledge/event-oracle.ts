import type { Advisory, AffectedBranch } from '../../lambdas/domain/releases/advisory.ts';
import { isCommon, isLeak } from '../../lambdas/domain/releases/advisory-rank.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';

/** A second reading of the events, by the numbers alone, without the project's reading of versions and ranges. */
export const branchOfRelease = (release: string): string => release.split('.').slice(0, 2).join('.');
export const patchOf = (release: string): number => Number(release.split('.')[2]);

const wordOf = (event: AffectedBranch['events'][number]) =>
  Object.entries(event)[0] as ['introduced' | 'fixed' | 'last_affected', string];

/** The last event up to a release says what it is. */
function holds({ events }: AffectedBranch, patch: number): boolean {
  const last = events
    .map(wordOf)
    .findLast(([word, release]) => patchOf(release) + Number(word === 'last_affected') <= patch);
  return last?.[0] === 'introduced';
}

export const recordOf = ({ affected }: Advisory, branch: string): AffectedBranch | undefined =>
  affected.find((record) => record.branch === branch);

/** The releases of a branch that its events call by one word. */
export const releasesCalled = (word: 'introduced' | 'fixed', record: AffectedBranch | undefined): string[] =>
  (record?.events ?? []).map(wordOf).flatMap(([own, release]) => (own === word ? [release] : []));

/** Whether a release has a bug, by the events alone. */
export function hasBug(advisory: Advisory, release: string): boolean {
  const record = recordOf(advisory, branchOfRelease(release));
  return record?.status === 'affected' && holds(record, patchOf(release));
}

/** All bugs of a release, by the events alone. */
export const bugsIn = (release: string, advisories = knowledge.advisories): Advisory[] =>
  advisories.filter((advisory) => hasBug(advisory, release));

/** Leaks of a release that any host meets and that some release ends. */
export const commonLeaksOf = (release: string, advisories = knowledge.advisories): Advisory[] =>
  bugsIn(release, advisories).filter(
    (bug) =>
      isLeak(bug) && isCommon(bug) && recordOf(bug, branchOfRelease(release))?.confidence !== 'reverted',
  );

/** Such leaks that a release has and the present one does not. */
export const leaksBrought = (
  version: string,
  release: string,
  advisories = knowledge.advisories,
): Advisory[] => commonLeaksOf(release, advisories).filter((bug) => !hasBug(bug, version));
