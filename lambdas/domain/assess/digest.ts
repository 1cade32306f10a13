import type { AssessedHost, Assessment } from '../records/assessment.ts';
import { nearestLimitOf } from '../records/limit.ts';
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
}

/**
 * What people are told of the findings that changed, or `null` where that is nothing.
 * @param after the assessment that changed them
 */
export function digestOf(findings: readonly Finding[], after: Assessment): Digest | null {
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
  };
}

const daysLeft = (host: AssessedHost): number => nearestLimitOf(host)?.secondsToLimit.estimate ?? Infinity;
