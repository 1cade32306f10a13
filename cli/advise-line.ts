import { findVersion, type Knowledge, type UnknownVersion } from '../lambdas/domain/releases/knowledge.ts';
import type { ReadLine, ReadVersion } from '../lambdas/domain/releases/read-version.ts';
import { adviseRelease, type ReleaseAdvice } from '../lambdas/domain/releases/release-advice.ts';
import {
  adviseBranch,
  adviseEnterprise,
  type UnnamedReleaseAdvice,
} from '../lambdas/domain/releases/unnamed-release.ts';

/** What is advised for a line: on a release, or what to find out where none is named. */
export type LineAdvice = { line: string; read: ReadVersion } & (
  | { isNamed: true; advice: ReleaseAdvice }
  | { isNamed: false; advice: UnnamedReleaseAdvice }
);

/**
 * Advises on what a line names.
 * @returns why there is no advice, where a line names nothing that is known
 */
export function adviseLine(
  { line, read }: ReadLine,
  knowledge: Knowledge,
  at: Date,
): LineAdvice | UnknownVersion {
  if (read?.kind === 'enterprise')
    return { line, read, isNamed: false, advice: adviseEnterprise(read, knowledge) };
  if (read?.kind === 'branch') {
    const branch = knowledge.branches.find(({ branch }) => branch === read.branch) ?? null;
    if (branch === null && read.branch !== null)
      return unknown(`${read.branch}.0`, 'is a branch that is not known', knowledge);
    const named = { text: read.text, isImage: read.from === 'image' };
    return { line, read, isNamed: false, advice: adviseBranch(named, branch, knowledge, at) };
  }
  if (read === null) return unknown(line, 'is not a HAProxy version', knowledge);
  const release = findVersion(read.version.text, knowledge);
  if ('reason' in release) return release;
  return { line, read, isNamed: true, advice: adviseRelease(release, knowledge, at) };
}

/** Why nothing is known of a text, and what is nearest to it. */
function unknown(text: string, reason: string, knowledge: Knowledge): UnknownVersion {
  const release = findVersion(text, knowledge);
  return 'reason' in release ? release : { reason, nearest: [] };
}
