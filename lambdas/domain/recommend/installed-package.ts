import { compareUpstream, upstreamOf, type Version } from '../records/version.ts';
import { rankedMatches } from '../releases/advisory-rank.ts';
import { enterprisePackage } from '../releases/enterprise-release.ts';
import type { Knowledge } from '../releases/knowledge.ts';
import { packagedVersion } from '../releases/packaged-version.ts';
import type { RunningRelease } from '../releases/running-release.ts';

/** A package that was installed below the running worker, and waits for a restart. */
export interface InstalledPackage {
  /** Whether a restart is all that is needed. */
  isEnough: boolean;
  /** The upstream release that a restart starts; `null` where it can't be read. */
  to: string | null;
  /** A sentence. */
  reason: string;
}

/**
 * @param leak id of the bug that a restart into the package must end
 * @returns `null` where the running worker is what is installed, as far as the probe can tell
 */
export function installedPackage(
  host: { package: string | null; notes: readonly string[] },
  { running, callsForUpgrade }: RunningRelease,
  leak: string | null,
  knowledge: Knowledge,
): InstalledPackage | null {
  if (!host.notes.includes('package-newer')) return null;
  const enterprise = enterprisePackage(host.package);
  if (enterprise !== null) {
    const reason = `The installed package ${enterprise.text} is newer than the running worker: a restart starts it`;
    return { isEnough: true, to: null, reason };
  }
  const installed = packagedVersion(host.package);
  if (installed === null) {
    const reason = 'A package newer than the running worker is installed, its release could not be read';
    return { isEnough: true, to: null, reason: `${reason}: look at what a restart would start` };
  }
  const to = upstreamOf(installed);
  const installedPhrase = `The installed package has ${installed.text}`;
  if (running === null)
    return { isEnough: true, to, reason: `${installedPhrase}; the running worker is older` };
  const runningPhrase = `the running worker is still ${running.text}`;
  const order = compareUpstream(installed, running);
  if (order < 0)
    return { isEnough: false, to, reason: `${installedPhrase}, which is older: don't restart into it` };
  if (leak !== null && hasLeak(installed, leak, knowledge)) {
    return {
      isEnough: false,
      to,
      reason: `${installedPhrase}, which has ${leak} too: a restart is not enough`,
    };
  }
  if (order === 0 && leak === null && callsForUpgrade) {
    return { isEnough: false, to, reason: `${installedPhrase}, the same release: a restart is not enough` };
  }
  return { isEnough: true, to, reason: `${installedPhrase}, ${runningPhrase}: a restart is enough` };
}

const hasLeak = (version: Version, id: string, { advisories }: Knowledge): boolean =>
  rankedMatches(version, advisories).some(({ advisory }) => advisory.id === id);
