import { branchOf, compareUpstream, parseVersion } from '../domain/records/version.ts';
import type { Advisory } from '../domain/releases/advisory.ts';
import type { Knowledge } from '../domain/releases/knowledge.ts';
import type { Branch } from '../domain/releases/release.ts';

/**
 * Where a document contradicts itself in what advice builds on, though each of its fields is well-formed.
 * @returns `null` where nothing does
 */
export function contradictionIn({ branches, advisories }: Knowledge): string | null {
  return first([
    disorder(branches.map(({ branch }) => `${branch}.0`)),
    ...branches.map(ofReleases),
    ...advisories.flatMap((advisory) => [ofRanges(advisory), ofReferences(advisory)]),
    repeated(advisories.map(({ id }) => id)),
  ]);
}

function ofReleases({ branch, releases }: Branch): string | null {
  const versions = releases.map(({ version }) => version);
  const stray = versions.find((text) => {
    const version = parseVersion(text);
    return version === null || branchOf(version) !== branch;
  });
  return stray === undefined ? disorder(versions) : `${stray} is no release of branch ${branch}`;
}

function ofRanges({ id, affected, fixedInDev }: Advisory): string | null {
  const named = affected.flatMap(({ events, ineffectiveFix }) => [
    ...events.flatMap((event) => Object.values(event)),
    ...(ineffectiveFix === undefined ? [] : [ineffectiveFix]),
  ]);
  const versions = [...named, ...(fixedInDev === null ? [] : [fixedInDev])];
  const other = versions.find((version) => parseVersion(version) === null);
  return other === undefined ? null : `${id}: ${other} is not a version`;
}

/** Reports link to them. */
function ofReferences({ id, references }: Advisory): string | null {
  const other = references.find(({ url }) => !url.startsWith('https://'));
  return other === undefined ? null : `${id}: a reference that is no https address`;
}

/** The latest release is the last of the list. */
function disorder(texts: readonly string[]): string | null {
  const versions = texts.map(parseVersion);
  const late = versions.findIndex((version, index) => {
    const before = index === 0 ? null : (versions[index - 1] ?? null);
    return version === null || (before !== null && compareUpstream(before, version) >= 0);
  });
  return late === -1 ? null : `${texts[late]} stands out of order, or twice`;
}

function repeated(ids: readonly string[]): string | null {
  const id = ids.find((id, index) => ids.indexOf(id) !== index);
  return id === undefined ? null : `${id} stands there twice`;
}

const first = (problems: readonly (string | null)[]): string | null =>
  problems.find((problem) => problem !== null) ?? null;
