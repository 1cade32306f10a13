import type { AssessedHost, Assessment } from '../records/assessment.ts';
import type { Bin } from '../records/bin.ts';
import { type HostKey, type HostRef, hostKey } from '../records/host-key.ts';
import type { HostVerification, ReleaseVerification } from '../records/verification.ts';
import type { VerifiedChange } from './verify-host.ts';
import { verifyRelease } from './verify-release.ts';

/** What the upgrades of a fleet did: the last one of each host, and each kind of change by role. */
export interface VerifiedUpgrades {
  hosts: ReadonlyMap<HostKey, HostVerification>;
  releases: ReleaseVerification[];
}

/** A host with what each of its upgrades in the window did, in order. */
export interface UpgradedHost {
  host: HostRef & Pick<AssessedHost, 'role'>;
  changes: readonly VerifiedChange[];
}

/** Bins of hosts of a role that kept their release, to compare an upgrade with. */
export type ControlBins = (role: string | null) => readonly (readonly Bin[])[];

/** The roles whose upgrades are verified: of no other are bins compared with. */
export const comparedRoles = (upgraded: readonly UpgradedHost[]): Set<string | null> =>
  new Set(upgraded.flatMap(({ host, changes }) => (changes.some(isReported) ? [host.role] : [])));

/**
 * Verifies every upgrade that the window shows on both of its sides. As the days before a change leave the window,
 * less can be said of it: what the assessment before said is then kept, until the change itself has left.
 * @param before the assessment before
 */
export function verifyUpgrades(
  upgraded: readonly UpgradedHost[],
  controlBins: ControlBins,
  before: Assessment | null,
): VerifiedUpgrades {
  const previousVerifications = new Map(before?.hosts.map((host) => [hostKey(host), host.verification]));
  const last = upgraded.flatMap(({ host, changes }) => {
    const latest = changes.at(-1);
    if (!latest?.change.isLast) return [];
    const key = hostKey(host);
    return [[key, surer(latest.verification, previousVerifications.get(key) ?? null)] as const];
  });
  const roles = Map.groupBy(upgraded, ({ host }) => host.role);
  return {
    hosts: new Map(last),
    releases: [...roles]
      .flatMap(([role, members]) => ofRole(role, members, controlBins, before))
      .sort(newestFirst),
  };
}

function ofRole(
  role: string | null,
  members: readonly UpgradedHost[],
  controlBins: ControlBins,
  before: Assessment | null,
): ReleaseVerification[] {
  const reportedChanges = members.flatMap(({ changes }) => changes.filter(isReported));
  if (reportedChanges.length === 0) return [];
  const others = controlBins(role);
  return [...Map.groupBy(reportedChanges, ({ change }) => `${change.from} ${change.to}`).values()].map(
    (sameUpgrades) => {
      const verification = verifyRelease(role, sameUpgrades, others);
      const previous = before?.verifications.find(
        (other) => other.role === role && other.from === verification.from && other.to === verification.to,
      );
      return isSettled(verification.verdict) || !previous || !isSettled(previous.verdict)
        ? verification
        : previous;
    },
  );
}

/** A release that was left again before anything could be said of it never will be judged. */
const isReported = ({ change, verification }: VerifiedChange): boolean =>
  change.isLast || verification.verdict !== 'too-early';

const isSettled = (verdict: HostVerification['verdict']): boolean =>
  verdict === 'fixed' || verdict === 'not-fixed' || verdict === 'introduced';

/** What is said now, unless it was said surer before of the same change. */
function surer(verification: HostVerification, previous: HostVerification | null): HostVerification {
  const isSame =
    previous !== null && previous.changedAt === verification.changedAt && previous.to === verification.to;
  return !isSettled(verification.verdict) && isSame && isSettled(previous.verdict) ? previous : verification;
}

/** The newest upgrades first; by role and releases where they are as old. */
function newestFirst(a: ReleaseVerification, b: ReleaseVerification): number {
  const name = ({ role, from, to }: ReleaseVerification) => `${role ?? ''} ${from} ${to}`;
  return a.lastAt === b.lastAt ? (name(a) < name(b) ? -1 : 1) : a.lastAt > b.lastAt ? -1 : 1;
}
