import type { AssessedHost, Assessment } from '../records/assessment.ts';
import type { HostVerification, ReleaseVerification } from '../records/verification.ts';
import type { ControlGroup } from './control-group.ts';
import type { VerifiedChange } from './verify-host.ts';
import { verifyRelease } from './verify-release.ts';

/** What the upgrades of a fleet did: the last one of each host, and each kind of change by role. */
export interface VerifiedUpgrades {
  hosts: ReadonlyMap<string, HostVerification>;
  releases: ReleaseVerification[];
}

/** A host with what each of its upgrades in the window did, in order. */
export interface UpgradedHost {
  host: Pick<AssessedHost, 'hostId' | 'role'>;
  changes: readonly VerifiedChange[];
}

/**
 * Verifies every upgrade that the window shows on both of its sides. As the days before a change leave the window,
 * less can be said of it: what the assessment before said is then kept, until the change itself has left.
 * @param kept those that kept their release, to compare with
 * @param before the assessment before
 */
export function verifyUpgrades(
  upgraded: readonly UpgradedHost[],
  kept: ControlGroup,
  before: Assessment | null,
): VerifiedUpgrades {
  const known = new Map(before?.hosts.map(({ hostId, verification }) => [hostId, verification]));
  const last = upgraded.flatMap(({ host: { hostId }, changes }) => {
    const latest = changes.at(-1);
    if (!latest?.change.isLast) return [];
    return [[hostId, surer(latest.told, known.get(hostId) ?? null)] as const];
  });
  const roles = Map.groupBy(upgraded, ({ host }) => host.role);
  return {
    hosts: new Map(last),
    releases: [...roles].flatMap(([role, members]) => ofRole(role, members, kept, before)).sort(newestFirst),
  };
}

function ofRole(
  role: string | null,
  members: readonly UpgradedHost[],
  kept: ControlGroup,
  before: Assessment | null,
): ReleaseVerification[] {
  const told = members.flatMap(({ changes }) => changes.filter(isTold));
  if (told.length === 0) return [];
  const others = kept.of(role);
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
function surer(now: HostVerification, then: HostVerification | null): HostVerification {
  const isSame = then !== null && then.changedAt === now.changedAt && then.to === now.to;
  return !isSettled(now.verdict) && isSame && isSettled(then.verdict) ? then : now;
}

/** The newest upgrades first; by role and releases where they are as old. */
function newestFirst(a: ReleaseVerification, b: ReleaseVerification): number {
  const name = ({ role, from, to }: ReleaseVerification) => `${role ?? ''} ${from} ${to}`;
  return a.lastAt === b.lastAt ? (name(a) < name(b) ? -1 : 1) : a.lastAt > b.lastAt ? -1 : 1;
}
