import type { AssessedHost, Assessment } from '../records/assessment.ts';
import { nearestLimitOf } from '../records/limit.ts';
import { type AccountNames, type Whereabouts, whereabouts } from '../records/whereabouts.ts';
import { type Finding, findingOf } from './finding.ts';

/** What a scoring has to tell people: leaks alone, and none whose only news is that somebody accepted it. */
export interface Digest {
  assessedAt: string;
  /** Each with the highest score first. */
  opened: readonly Finding[];
  worse: readonly Finding[];
  closed: readonly Finding[];
  /** Leak findings that are open after the scoring; and those whose host leaks by its verdict now. */
  open: number;
  leaking: number;
  /** Of the latter the host with the highest score. */
  worst: AssessedHost | null;
  /** Of the fleet's hosts, and of those that left it. */
  whereabouts: Whereabouts;
}

/**
 * What people are told of the findings that changed, or `null` where that is nothing.
 * @param after the assessment that changed them
 */
export function digestOf(
  findings: readonly Finding[],
  after: Assessment,
  where: Whereabouts = foundWhere(findings, after),
): Digest | null {
  const changes = findings
    .filter(({ verdict, because }) => verdict === 'leaking' && because !== 'acknowledged')
    .toSorted((a, b) => b.host.score - a.host.score || daysLeft(a.host) - daysLeft(b.host));
  if (changes.length === 0) return null;
  const those = (change: Finding['change']) => changes.filter((finding) => finding.change === change);
  const openHosts = after.hosts.filter((host) => findingOf(host, after.assessedAt)?.kind === 'leaking');
  const leakingHosts = openHosts.filter(({ verdict }) => verdict === 'leaking');
  return {
    assessedAt: after.assessedAt,
    opened: those('opened'),
    worse: those('worse'),
    closed: those('closed'),
    open: openHosts.length,
    leaking: leakingHosts.length,
    worst: leakingHosts[0] ?? null,
    whereabouts: where,
  };
}

/** Where the hosts of a fleet are, and those that left it with a finding. */
export const foundWhere = (
  findings: readonly Finding[],
  { hosts }: Assessment,
  names?: AccountNames,
): Whereabouts => whereabouts([...hosts, ...findings.map(({ host }) => host)], names);

const daysLeft = (host: AssessedHost): number => nearestLimitOf(host)?.secondsToLimit.estimate ?? Infinity;
