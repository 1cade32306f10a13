import type { LeakKind } from '../records/leak-kind.ts';
import { compareUpstream, parseVersion, upstreamOf, type Version } from '../records/version.ts';
import { isFounding, isLeak, isReverted, rankedMatches } from './advisory-rank.ts';
import { enterpriseReasons, runningEnterprise } from './enterprise-release.ts';
import { explainingBugs } from './explanation.ts';
import { findVersion, type Knowledge, type KnownVersion } from './knowledge.ts';
import { packagedVersion } from './packaged-version.ts';
import { latestOf } from './release.ts';
import { type AdvisoryFinding, adviseRelease } from './release-advice.ts';
import { lifeOf } from './target-branch.ts';

/** What is known of the release that a host runs, as far as it bears on what to do with the host. */
export interface RunningRelease {
  /** `null` where nobody can tell which it is. */
  running: Version | null;
  isKnown: boolean;
  /** A newer release to run; `null` where none is known. */
  to: string | null;
  floor: string | null;
  /** Its known leaks whose fix was not taken back, the most pressing first. */
  leaks: readonly AdvisoryFinding[];
  /** The ids of those that `to` ends. */
  ended: ReadonlySet<string>;
  /** The founding leak, where earlier releases of the branch have it and the running one is listed as free of it. */
  fixedBefore: string | null;
  /** Whether there is a reason to leave the release, whatever the host shows. */
  callsForUpgrade: boolean;
  /** Sentences. */
  reasons: readonly string[];
}

const NOTHING_KNOWN = {
  running: null,
  isKnown: false,
  to: null,
  floor: null,
  leaks: [],
  ended: new Set<string>(),
  fixedBefore: null,
  callsForUpgrade: false,
} as const satisfies Partial<RunningRelease>;

/** @param host where HAProxy can't be asked, its package tells what runs, unless that is newer than the worker */
export function runningReleaseOf(
  host: { version: string | null; package: string | null; notes: readonly string[] },
  knowledge: Knowledge,
  at: Date,
): RunningRelease {
  const enterprise = runningEnterprise(host);
  if (enterprise !== null) return { ...NOTHING_KNOWN, reasons: enterpriseReasons(enterprise) };
  const packaged = host.notes.includes('package-newer') ? null : packagedVersion(host.package);
  const running = host.version === null ? packaged : parseVersion(host.version);
  const match = running && findVersion(running.text, knowledge);
  const release =
    match && 'version' in match
      ? knownRelease(match, knowledge, at)
      : unknownRelease(running, match?.reason ?? null, knowledge, at);
  if (host.version !== null || running === null) return release;
  const reason = `HAProxy could not be asked for its version; its package has ${running.text}`;
  return { ...release, reasons: [...release.reasons, reason] };
}

function knownRelease(release: KnownVersion, knowledge: Knowledge, at: Date): RunningRelease {
  const { version, branch } = release;
  const { advisories, recommendation } = adviseRelease(release, knowledge, at);
  const { action, to, floor, reasons } = recommendation;
  const isNewer = action === 'upgrade';
  // Of a fix that was taken back nobody can say which release has it.
  const endable = advisories.filter((finding) => !isReverted(finding));
  const remaining = new Set(isNewer ? matchesOf(to, knowledge) : endable.map(({ id }) => id));
  const ended = new Set(endable.flatMap(({ id }) => (remaining.has(id) ? [] : [id])));
  const fixedBefore = knowledge.advisories.find(
    (advisory) =>
      isFounding(advisory) &&
      advisory.affected.some((record) => record.branch === branch.branch && record.status === 'affected') &&
      advisories.every(({ id }) => id !== advisory.id),
  );
  return {
    running: version,
    isKnown: true,
    to: isNewer ? to : null,
    floor: isNewer ? floor : null,
    leaks: endable.filter(isLeak),
    ended,
    fixedBefore: fixedBefore?.id ?? null,
    callsForUpgrade:
      isNewer && (ended.size > 0 || lifeOf(branch, at) !== 'alive' || version.preRelease !== null),
    reasons: [...reasons, ...ownBuildReason(version)],
  };
}

function matchesOf(release: string, { advisories }: Knowledge): string[] {
  const version = parseVersion(release);
  return version ? rankedMatches(version, advisories).map(({ advisory }) => advisory.id) : [];
}

/** The known leaks of a release that explain what a host shows, where any host meets them first. */
export const explainingLeaks = ({ leaks }: RunningRelease, shown: readonly LeakKind[]): AdvisoryFinding[] =>
  explainingBugs(leaks, shown);

/** A build that is neither upstream's nor a distribution's may have patches, or lack some. */
function ownBuildReason({ build, commit, distribution, preRelease, text }: Version): string[] {
  if (build === '' || distribution !== null || preRelease !== null) return [];
  const description = commit === null ? text : `${text}, from commit ${commit}`;
  return [`A private build (${description}): which patches it has is not known`];
}

/** A branch from before all that is known has ended; of anything else unknown there is no advice. */
function unknownRelease(
  running: Version | null,
  reason: string | null,
  { branches, checkedOn }: Knowledge,
  at: Date,
): RunningRelease {
  const oldest = parseVersion(branches[0]?.releases[0]?.version ?? '');
  const isOlder = running !== null && oldest !== null && compareUpstream(running, oldest) < 0;
  const lives = branches.find((branch) => branch.longTerm && lifeOf(branch, at) === 'alive');
  const to = isOlder && lives ? latestOf(lives) : null;
  const name = running && upstreamOf(running);
  const explanation =
    name === null
      ? 'Which release runs could not be read'
      : isOlder
        ? `${name} is of a branch older than all that are known here, and has long ended`
        : `${name} ${reason}: what is known was checked on ${checkedOn}`;
  return {
    ...NOTHING_KNOWN,
    running,
    to,
    callsForUpgrade: to !== null,
    reasons: [
      explanation,
      ...(to && lives ? [`${to} is the latest known release of long-term branch ${lives.branch}`] : []),
    ],
  };
}
