import type { Bin } from '../records/bin.ts';
import { isLeaky } from '../records/verdict.ts';
import type { ReleaseVerification, VerificationVerdict } from '../records/verification.ts';
import { type BeforeAndAfter, pooledSlope, type Slope, slopeDifference } from '../scoring/pooled-slope.ts';
import { scoreHost } from '../scoring/score-host.ts';
import { normalCdf } from '../scoring/trend/distributions.ts';
import { aroundOf, isBroughtTo } from './begun-leak.ts';
import { daysUntilSure, growthChanges, hasEnded, intervalOf, scaled, sharpest } from './growth-change.ts';
import { meanMemory, shownByMemory } from './release-memory.ts';
import { releaseSummary } from './release-summary.ts';
import type { VerifiedChange } from './verify-host.ts';

/**
 * What one change of release did to all hosts of a role that made it. Each host's growth counts as a part of what it
 * was before, in the reading that tells best, so that large and small leaks, memory and counts can be pooled.
 * @param members of one role, `from` and `to`; at least one
 * @param others bins of the role's hosts that kept their release
 */
export function verifyRelease(
  role: string | null,
  members: readonly VerifiedChange[],
  others: readonly (readonly Bin[])[],
): ReleaseVerification {
  const instants = members.map(({ change }) => change.changedAt).sort();
  const { from, to } = members[0]?.verification ?? { from: '', to: '' };
  const begun = members.filter(({ verification }) => verification.verdict === 'introduced');
  const leaky = members.filter(
    (member) => member.verification.verdict !== 'no-leak-before' && !begun.includes(member),
  );
  const parts = leaky.flatMap(({ decisive }) => (decisive ? [partsOf(decisive)] : []));
  const middle = instants[instants.length >> 1] ?? '';
  const control = parts.length < 2 ? [] : others.flatMap((hostBins) => partsAround(hostBins, middle));
  const measured = [leaky, begun, members].find((some) => some.length > 0) ?? [];
  const [before, after] = [meanMemory(measured, 'before'), meanMemory(measured, 'after')];
  // The change is a part of the growth before: in bytes only where TCP memory surely grew.
  const effect = before && before.low > 0 ? effectInBytes(parts, control, before.estimate) : null;
  const pooledChange = pooled(parts);
  const ended = (pooledChange && hasEnded(pooledChange)) ?? agreed(leaky);
  const pooledControl = control.length < 2 ? null : pooled(control);
  const controlEnded = pooledControl !== null && hasEnded(pooledControl) === true;
  const isBrought = leaky.length === 0 && isBroughtTo(begun.length / members.length, others, middle);
  const verdict = isBrought ? 'introduced' : releaseVerdict(leaky.length, ended, controlEnded);
  const daysToGo = verdict === 'too-early' && ended === null ? daysLeft(leaky, pooledChange) : null;
  const figures = {
    role,
    from,
    to,
    firstAt: instants[0] ?? '',
    lastAt: instants.at(-1) ?? '',
    hosts: members.length,
    begun: begun.length,
    others: control.length,
    before,
    after,
    effect,
    verdict,
    daysToGo,
  };
  const unjudged = members.filter(({ isUnjudgedBefore }) => isUnjudgedBefore).length;
  const summary = releaseSummary(shownByMemory(figures), {
    leaky,
    begun: begun.length,
    unjudged,
    controlEnded,
  });
  return { ...figures, summary };
}

/** Growth as parts of what it was before. */
function partsOf({ before, after }: BeforeAndAfter): BeforeAndAfter {
  const part = ({ estimate, standardError }: Slope) => ({
    estimate: estimate / before.estimate,
    standardError: standardError / before.estimate,
  });
  return { before: part(before), after: part(after) };
}

/** The same of a host that changed nothing, as if it had changed then; nothing where it didn't leak before. */
function partsAround(hostBins: readonly Bin[], at: string): BeforeAndAfter[] {
  const [before, after] = aroundOf(hostBins, at);
  if (before.length === 0 || after.length === 0) return [];
  const scored = scoreHost(before);
  if (!isLeaky(scored)) return [];
  const sharpestChange = sharpest(growthChanges(before, after, scored));
  return sharpestChange ? [partsOf(sharpestChange)] : [];
}

function effectInBytes(
  upgraded: readonly BeforeAndAfter[],
  control: readonly BeforeAndAfter[],
  bytesBefore: number,
): ReleaseVerification['effect'] {
  const difference = differenceInDifferences(upgraded, control);
  return difference && { bytesPerDay: scaled(difference.interval, bytesBefore), pValue: difference.pValue };
}

/** The change of those that had the upgrade less that of those that hadn't; `null` for fewer than two of either. */
function differenceInDifferences(upgraded: readonly BeforeAndAfter[], control: readonly BeforeAndAfter[]) {
  const [changed, unchanged] = [pooledSlope(upgraded.map(changeOf)), pooledSlope(control.map(changeOf))];
  if (!changed || !unchanged) return null;
  if (changed.betweenHosts > 0 || unchanged.betweenHosts > 0) return slopeDifference(changed, unchanged);
  // Hosts that differ by no more than their own errors: these are known from many bins, however few the hosts.
  const estimate = changed.estimate - unchanged.estimate;
  const standardError = Math.hypot(changed.standardError, unchanged.standardError);
  const pValue = 2 * normalCdf(-Math.abs(estimate) / standardError);
  return { interval: intervalOf({ estimate, standardError }), pValue };
}

/** What at least half of the hosts say for themselves, if no other says the opposite. */
function agreed(leaky: readonly VerifiedChange[]): boolean | null {
  const number = (verdict: VerificationVerdict) =>
    leaky.filter(({ verification }) => verification.verdict === verdict).length;
  const [ended, goesOn] = [number('fixed'), number('not-fixed')];
  if (Math.min(ended, goesOn) > 0 || Math.max(ended, goesOn) * 2 < leaky.length || leaky.length === 0)
    return null;
  return ended > 0;
}

const changeOf = ({ before, after }: BeforeAndAfter): Slope => ({
  estimate: after.estimate - before.estimate,
  standardError: Math.hypot(before.standardError, after.standardError),
});

function pooled(parts: readonly BeforeAndAfter[]): BeforeAndAfter | null {
  if (parts.length < 2) return parts[0] ?? null;
  const [before, after] = [pooledSlope(parts.map((p) => p.before)), pooledSlope(parts.map((p) => p.after))];
  return before && after && { before, after };
}

function releaseVerdict(leaky: number, ended: boolean | null, controlEnded: boolean): VerificationVerdict {
  if (leaky === 0) return 'no-leak-before';
  if (ended === null || (ended && controlEnded)) return 'too-early';
  return ended ? 'fixed' : 'not-fixed';
}

function daysLeft(leaky: readonly VerifiedChange[], pooledChange: BeforeAndAfter | null): number | null {
  const daysAfter = leaky.flatMap(({ decisive }) => decisive?.daysAfter ?? []);
  if (pooledChange && daysAfter.length > 0)
    return daysUntilSure(pooledChange, daysAfter.reduce((sum, days) => sum + days, 0) / daysAfter.length);
  const days = leaky.flatMap(({ verification }) => verification.daysToGo ?? []);
  return days.length === 0 ? null : Math.min(...days);
}
