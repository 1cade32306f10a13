import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { knowledgeCounts } from '../../cli/knowledge-update/knowledge-counts.ts';
import { ReviewedCommits } from '../../lambdas/domain/releases/reviewed-commit.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { repositoryRoot } from '../files.ts';

const reviewed = ReviewedCommits.parse(
  JSON.parse(readFileSync(join(repositoryRoot, 'lambdas/knowledge/reviewed-commits.json'), 'utf8')),
);

/** Every bug fix of upstream's since 2.3.0 whose subject line speaks of leaks and their like, and every major one. */
const swept = readFileSync(join(import.meta.dirname, 'swept-commits.tsv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [commit = '', date, severity, title] = line.split('\t');
    return { commit, date, severity, title };
  });

const fixes = new Map(
  knowledge.advisories.flatMap(({ id, references }) =>
    references.flatMap(({ type, url }) => (type === 'FIX' ? [[url.split('/').at(-1)?.slice(0, 9), id]] : [])),
  ),
);

describe('the sweep of bug fixes', () => {
  it('covers 931 commits, 590 of them of medium gravity or above', () => {
    expect(swept).toHaveLength(931);
    expect(swept.filter(({ severity }) => severity !== 'MINOR')).toHaveLength(590);
  });

  it('leaves each an advisory or a reviewed commit', () => {
    const known = new Set([...fixes.keys(), ...reviewed.commits.map(({ commit }) => commit)]);
    expect(swept.filter(({ commit }) => !known.has(commit))).toEqual([]);
  });

  it('names a commit in both only as part of the advisory', () => {
    const both = reviewed.commits.filter(({ commit }) => fixes.has(commit));
    expect(both.filter(({ commit, advisory }) => fixes.get(commit) !== advisory)).toEqual([]);
    expect(both.filter(({ reason }) => reason !== 'part-of-advisory')).toEqual([]);
  });

  it('has the subject line of each reviewed commit, once, and an advisory where it is a part of one', () => {
    const titles = new Map(swept.map(({ commit, title }) => [commit, title]));
    expect(reviewed.commits.filter(({ commit, title }) => titles.get(commit) !== title)).toEqual([]);
    expect(new Set(reviewed.commits.map(({ commit }) => commit)).size).toBe(reviewed.commits.length);
    const parts = reviewed.commits.filter(({ reason }) => reason === 'part-of-advisory');
    expect(parts.filter(({ advisory }) => advisory === undefined)).toEqual([]);
  });

  it('is counted in docs/knowledge.md as the command counts it', () => {
    const page = readFileSync(join(repositoryRoot, 'docs/knowledge.md'), 'utf8');
    expect(page).toContain(knowledgeCounts(knowledge.advisories, reviewed));
  });
});
