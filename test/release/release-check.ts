import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import manifest from '../../package.json' with { type: 'json' };
import lock from '../../package-lock.json' with { type: 'json' };
import { repositoryRoot } from '../files.ts';

/** What a release is made of, from package.json, package-lock.json, CHANGELOG.md, the tag and the workflow. */
export interface Release {
  readonly version: string;
  readonly lockedVersion: string;
  /** Of package.json; npm compares it with the workflow's repository before it signs the provenance. */
  readonly repository: string | undefined;
  readonly changelog: string;
  /** `v1.2.3`; `undefined` before there is one. */
  readonly tag: string | undefined;
  /** `owner/name`, as the workflow knows it; `undefined` outside of one. */
  readonly workflowRepository: string | undefined;
}

/** Whatever keeps a version from being published, a sentence each. */
export function releaseProblems(release: Release): string[] {
  const { version, lockedVersion, tag } = release;
  return [
    ...(lockedVersion === version
      ? []
      : [`package-lock.json has version ${lockedVersion}, package.json has ${version}: run npm install.`]),
    ...(tag === undefined || tag === `v${version}`
      ? []
      : [`The tag is ${tag}, but package.json has version ${version}.`]),
    ...changelogProblems(release),
    ...repositoryProblems(release),
  ];
}

function changelogProblems({ changelog, version }: Release): string[] {
  const [unreleased, newest] = changelog.split(/^## /m).slice(1);
  const [heading = '', ...entries] = newest?.split('\n') ?? [];
  return [
    ...(unreleased?.trim() === 'Unreleased'
      ? []
      : ['CHANGELOG.md must begin with an empty "## Unreleased": move its entries to the new version.']),
    ...(heading.startsWith(`${version} - `) && /^\S+ - \d{4}-\d{2}-\d{2}$/.test(heading)
      ? []
      : [
          `CHANGELOG.md must have "## ${version} - YYYY-MM-DD" as its newest version; it has "## ${heading}".`,
        ]),
    ...(entries.some((line) => line.startsWith('- ')) ? [] : [`CHANGELOG.md has no entry for ${version}.`]),
  ];
}

function repositoryProblems({ repository, workflowRepository }: Release): string[] {
  if (repository === undefined) {
    return [
      'package.json has no "repository": set it to the address that the release is published from, ' +
        'with npm pkg set repository.type=git repository.url=ADDRESS.',
    ];
  }
  const path = /[/:]([^/:]+\/[^/]+?)(\.git)?$/.exec(repository)?.[1];
  return workflowRepository === undefined || path === workflowRepository
    ? []
    : [`package.json names the repository ${repository}, but this workflow runs in ${workflowRepository}.`];
}

if (import.meta.main) {
  const { version, repository }: { version: string; repository?: { url: string } } = manifest;
  const problems = releaseProblems({
    version,
    lockedVersion: lock.version,
    repository: repository?.url,
    changelog: readFileSync(join(repositoryRoot, 'CHANGELOG.md'), 'utf8'),
    tag: process.argv[2],
    workflowRepository: env.GITHUB_REPOSITORY,
  });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
