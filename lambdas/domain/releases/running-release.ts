import { compareUpstream, parseVersion, upstreamOf, type Version } from '../records/version.ts';
import { concernOf, leaksSockets, rankedMatches } from './advisory-rank.ts';
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
  /** The most pressing known bug of the running release that holds sockets. */
  leak: AdvisoryFinding | null;
  /** Whether `to` ends it. */
  isLeakEnded: boolean;
  /** The founding leak, where earlier releases of the branch have it and the running one is listed as free of it. */
  fixedBefore: string | null;
  /** Whether there is a reason to leave the release, whatever the host shows. */
  callsForUpgrade: boolean;
  /** Sentences. */
  reasons: readonly string[];
}

/** @param host where HAProxy can't be asked, its package tells what runs, unless that is newer than the worker */
export function runningReleaseOf(
  host: { version: string | null; package: string | null; notes: readonly string[] },
  knowledge: Knowledge,
  at: Date,
): RunningRelease {
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
  const target = parseVersion(to);
  const remaining = target ? rankedMatches(target, knowledge.advisories) : [];
  // Of a fix that was taken back nobody can say which release has it.
  const openAdvisories = advisories.filter(({ confidence }) => confidence !== 'reverted');
  const endedAdvisories = openAdvisories.filter(
    ({ id }) => isNewer && remaining.every(({ advisory }) => advisory.id !== id),
  );
  const leak = openAdvisories.find(({ concern }) => leaksSockets(concern)) ?? null;
  const fixedBefore = knowledge.advisories.find(
    (advisory) =>
      concernOf(advisory) === 'tcp-memory' &&
      advisory.affected.some((record) => record.branch === branch.branch && record.status === 'affected') &&
      advisories.every(({ id }) => id !== advisory.id),
  );
  return {
    running: version,
    isKnown: true,
    to: isNewer ? to : null,
    floor: isNewer ? floor : null,
    leak,
    isLeakEnded: leak !== null && endedAdvisories.includes(leak),
    fixedBefore: fixedBefore?.id ?? null,
    callsForUpgrade:
      isNewer &&
      (endedAdvisories.length > 0 || lifeOf(branch, at) !== 'alive' || version.preRelease !== null),
    reasons: [...reasons, ...ownBuildReason(version)],
  };
}

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
    running,
    isKnown: false,
    to,
    floor: null,
    leak: null,
    isLeakEnded: false,
    fixedBefore: null,
    callsForUpgrade: to !== null,
    reasons: [
      explanation,
      ...(to && lives ? [`${to} is the latest known release of long-term branch ${lives.branch}`] : []),
    ],
  };
}
