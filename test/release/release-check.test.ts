import { expect, it } from 'vitest';
import { type Release, releaseProblems } from './release-check.ts';

const CHANGELOG = `# Changelog

All notable changes.

## Unreleased

## 1.2.3 - 2026-12-01

### Added

- What is new.

## 1.2.2 - 2026-11-22

### Fixed

- What was wrong.
`;

const release: Release = {
  version: '1.2.3',
  lockedVersion: '1.2.3',
  repository: 'git+https://example.com/owner/auditor.git',
  changelog: CHANGELOG,
  tag: 'v1.2.3',
  workflowRepository: 'owner/auditor',
};

it.each<{ what: string; change: Partial<Release> }>([
  { what: 'agrees in all places', change: {} },
  {
    what: 'is checked by hand, before there is a tag',
    change: { tag: undefined, workflowRepository: undefined },
  },
  {
    what: 'names its repository in the form of ssh',
    change: { repository: 'git@example.com:owner/auditor.git' },
  },
])('accepts a version that $what', ({ change }) => {
  expect(releaseProblems({ ...release, ...change })).toEqual([]);
});

it.each<{ what: string; change: Partial<Release>; says: RegExp }>([
  {
    what: 'is not the one in the lock file',
    change: { lockedVersion: '1.2.2' },
    says: /package-lock\.json has version 1\.2\.2/,
  },
  { what: 'is not the one of the tag', change: { tag: 'v1.2.4' }, says: /The tag is v1\.2\.4/ },
  { what: 'is tagged without the v', change: { tag: '1.2.3' }, says: /The tag is 1\.2\.3/ },
  {
    what: 'has its entries under Unreleased still',
    change: { changelog: CHANGELOG.replace('## Unreleased\n', '## Unreleased\n\n- One more.\n') },
    says: /empty "## Unreleased"/,
  },
  {
    what: 'the changelog does not have',
    change: { version: '1.3.0', lockedVersion: '1.3.0', tag: 'v1.3.0' },
    says: /"## 1\.3\.0 - YYYY-MM-DD"/,
  },
  {
    what: 'the changelog has without a date',
    change: { changelog: CHANGELOG.replace(' - 2026-12-01', '') },
    says: /it has "## 1\.2\.3"/,
  },
  {
    what: 'the changelog has without an entry',
    change: { changelog: CHANGELOG.replace('- What is new.', '') },
    says: /no entry for 1\.2\.3/,
  },
  { what: 'names no repository', change: { repository: undefined }, says: /no "repository"/ },
  {
    what: 'is published from another repository',
    change: { workflowRepository: 'somebody/auditor' },
    says: /runs in somebody\/auditor/,
  },
])('refuses a version that $what', ({ change, says }) => {
  const problems = releaseProblems({ ...release, ...change });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(says);
});
