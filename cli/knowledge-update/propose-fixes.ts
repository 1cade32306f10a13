import {
  branchOf,
  compareVersions,
  parseVersion,
  type Version,
} from '../../lambdas/domain/records/version.ts';
import type {
  Advisory,
  AdvisoryList,
  AffectedBranch,
  Confidence,
} from '../../lambdas/domain/releases/advisory.ts';
import type { Proposal } from './propose-releases.ts';
import type { UpstreamFile } from './read-upstream.ts';

/** A release whose change list has a fix by its title. */
type Sighting = { version: Version; file: string };

/** What a change list may settle; the rest is for a person to weigh. */
const OPEN: readonly Confidence[] = [
  'inferred-lockstep',
  'eol-unfixed',
  'queued',
  'unpatched-upto',
  'not-found',
  'unknown',
];

/** The advisories with the fixed releases that change lists name by title; contradictions and reverts are noted. */
export function proposeFixes(known: AdvisoryList, files: readonly UpstreamFile[]): Proposal<AdvisoryList> {
  const notes: string[] = [];
  const byTitle = sightingsByTitle(files);
  const advisories = known.advisories.map((advisory) => {
    const fixes = firstByBranch(advisory.titles.flatMap((title) => byTitle.get(title) ?? []));
    const reverts = advisory.titles.flatMap((title) => byTitle.get(`Revert "${title}"`) ?? []);
    const unrecorded = [...fixes.keys()].filter((name) =>
      advisory.affected.every(({ branch }) => branch !== name),
    );
    notes.push(
      ...unrecorded.map(
        (name) =>
          `${advisory.id}: ${fixes.get(name)?.version.text} fixes it, but ${name} is not recorded as affected`,
      ),
    );
    return {
      ...advisory,
      affected: advisory.affected.map((record) => {
        const fix = fixes.get(record.branch);
        const revert = reverts.find(({ version }) => branchOf(version) === record.branch);
        return fix ? settled(advisory, record, fix, revert, notes) : record;
      }),
    };
  });
  return { list: { ...known, advisories }, notes };
}

function settled(
  { id }: Advisory,
  record: AffectedBranch,
  fix: Sighting,
  revert: Sighting | undefined,
  notes: string[],
): AffectedBranch {
  const release = fix.version.text;
  const recorded = record.events.flatMap((event) => ('fixed' in event ? [event.fixed] : []));
  if (revert) {
    notes.push(
      `${id}: ${release} has the fix and ${revert.version.text} takes it back; recorded is ${record.confidence}`,
    );
    return record;
  }
  if (!OPEN.includes(record.confidence)) {
    const agrees = recorded.includes(release) || record.ineffectiveFix === release;
    if (!agrees)
      notes.push(
        `${id}: ${release} has the fix by its title, but ${recorded.join(', ') || record.confidence} is recorded for ${record.branch}`,
      );
    return record;
  }
  const introduced = record.events.filter((event) => 'introduced' in event).slice(0, 1);
  return {
    ...record,
    status: 'affected',
    events: [...introduced, { fixed: release }],
    confidence: 'changelog',
    evidence: `title stands in the ${release} change list (${fix.file})`,
  };
}

/** Stable releases only: a pre-release's list says nothing about the releases of another branch. */
function sightingsByTitle(files: readonly UpstreamFile[]): Map<string, Sighting[]> {
  const byTitle = new Map<string, Sighting[]>();
  for (const { name, releases } of files) {
    for (const { version: text, titles } of releases) {
      const version = parseVersion(text);
      if (!version || version.patch === null || version.patch === 0) continue;
      for (const title of titles)
        byTitle.set(title, [...(byTitle.get(title) ?? []), { version, file: name }]);
    }
  }
  return byTitle;
}

function firstByBranch(sightings: readonly Sighting[]): Map<string, Sighting> {
  const ordered = [...sightings].sort((a, b) => compareVersions(b.version, a.version));
  return new Map(ordered.map((sighting) => [branchOf(sighting.version), sighting]));
}
