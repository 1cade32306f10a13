import type { AssessedHost, Assessment } from './assessment.ts';
import type { Bin } from './bin.ts';
import { keptRelease, releaseChanges } from './release-change.ts';
import type { HostVerification, ReleaseVerification } from './verification.ts';
import { type VerifiedChange, verifyChange } from './verify-host.ts';
import { verifyRelease } from './verify-release.ts';

/** What the upgrades of a fleet did: the last one of each host, and each kind of change by role. */
export interface VerifiedUpgrades {
  hosts: ReadonlyMap<string, HostVerification>;
  releases: ReleaseVerification[];
}

/**
 * Verifies every upgrade that the window shows on both of its sides. As the days before a change leave the window,
 * less can be said of it: what the assessment before said is then kept, until the change itself has left.
 * @param binsOf each host's bins of the window, by time
 * @param before the assessment before
 */
export function verifyUpgrades(
  hosts: readonly AssessedHost[],
  binsOf: ReadonlyMap<string, readonly Bin[]>,
  before: Assessment | null,
): VerifiedUpgrades {
  const known = new Map(before?.hosts.map(({ hostId, verification }) => [hostId, verification]));
  const verified = hosts.map((host) => {
    const changes = releaseChanges(binsOf.get(host.hostId) ?? []).map(verifyChange);
    return { host, changes };
  });
  const last = verified.flatMap(({ host: { hostId }, changes }) => {
    const latest = changes.at(-1);
    if (!latest?.change.isLast) return [];
    return [[hostId, kept(latest.told, known.get(hostId) ?? null)] as const];
  });
  const roles = Map.groupBy(verified, ({ host }) => host.role);
  return {
    hosts: new Map(last),
    releases: [...roles]
      .flatMap(([role, members]) => ofRole(role, members, binsOf, before))
      .sort(newestFirst),
  };
}

interface Member {
  host: AssessedHost;
  changes: readonly VerifiedChange[];
}

function ofRole(
  role: string | null,
  members: readonly Member[],
  binsOf: ReadonlyMap<string, readonly Bin[]>,
  before: Assessment | null,
): ReleaseVerification[] {
  const told = members.flatMap(({ changes }) => changes.filter(isTold));
  if (told.length === 0) return [];
  const others = members
    .map(({ host }) => host)
    .sort((a, b) => b.leakProbability - a.leakProbability || (a.hostId < b.hostId ? -1 : 1))
    .map(({ hostId }) => binsOf.get(hostId) ?? [])
    .filter(keptRelease);
  return [...Map.groupBy(told, ({ change }) => `${change.from} ${change.to}`).values()].map((own) => {
    const now = verifyRelease(role, own, others);
    const then = before?.verifications.find(
      (other) => other.role === role && other.from === now.from && other.to === now.to,
    );
    return isSettled(now.verdict) || !then || !isSettled(then.verdict) ? now : then;
  });
}

/** A release that was left again before anything could be said of it never will be judged. */
const isTold = ({ change, told }: VerifiedChange): boolean => change.isLast || told.verdict !== 'too-early';

const isSettled = (verdict: HostVerification['verdict']): boolean =>
  verdict === 'fixed' || verdict === 'not-fixed';

/** What is said now, unless it was said surer before of the same change. */
function kept(now: HostVerification, then: HostVerification | null): HostVerification {
  const isSame = then !== null && then.changedAt === now.changedAt && then.to === now.to;
  return !isSettled(now.verdict) && isSame && isSettled(then.verdict) ? then : now;
}

/** The newest upgrades first; by role and releases where they are as old. */
function newestFirst(a: ReleaseVerification, b: ReleaseVerification): number {
  const name = ({ role, from, to }: ReleaseVerification) => `${role ?? ''} ${from} ${to}`;
  return a.lastAt === b.lastAt ? (name(a) < name(b) ? -1 : 1) : a.lastAt > b.lastAt ? -1 : 1;
}
