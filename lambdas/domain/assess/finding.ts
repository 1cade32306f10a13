import type { AssessedHost, Assessment } from '../records/assessment.ts';
import type { FindingKind, OpenFinding } from '../records/open-finding.ts';
import { mostUrgent } from '../records/recommendation.ts';
import { DAY } from '../records/time.ts';
import { isFinding } from '../records/verdict.ts';

/** What a person should know of at once: a host that leaks, or may. */
export interface Finding {
  /** The same change has the same id, however often it is reported. */
  id: string;
  /** The same finding has the same key, from its opening to its closing: the host and what is found. */
  key: string;
  change: 'opened' | 'worse' | 'closed';
  verdict: FindingKind;
  /** Why it closed: the verdict now, `acknowledged`, or `gone` for a host that left the fleet. */
  because: string;
  host: AssessedHost;
}

/** How long a verdict has to stay away before its finding closes (docs/adr/0016-digests-of-findings.md). */
const QUIET_DAYS = 3;

/**
 * The finding of a host after a scoring. It is one finding however often the verdict leaves and returns within days. A
 * suspected host that turns out to leak has another one at once; one that falls back to suspected only in days.
 *
 * @param previous the host at the scoring before, in an assessment of `before`
 * @param host as it is judged now; an accepted one has no finding
 */
export function openFinding(
  previous: AssessedHost | undefined,
  host: Pick<AssessedHost, 'verdict' | 'acknowledgement' | 'recommendation'>,
  { before, now }: { before: string; now: string },
): OpenFinding | null {
  if (host.acknowledgement !== null) return null;
  const { urgency } = host.recommendation;
  const kind = isFinding(host.verdict) ? host.verdict : null;
  const fresh = kind && { kind, openedAt: now, quietSince: null, urgency };
  const known = previous ? findingOf(previous, before) : null;
  if (known === null || (known.kind === 'suspected' && kind === 'leaking')) return fresh;
  if (kind === known.kind)
    return { ...known, quietSince: null, urgency: mostUrgent([known.urgency, urgency]) };
  const quietSince = known.quietSince ?? now;
  const isQuiet = Date.parse(now) - Date.parse(quietSince) >= QUIET_DAYS * DAY;
  return isQuiet ? fresh : { ...known, quietSince };
}

/**
 * The findings that open, get worse or close between two assessments: worse is one whose host became more urgent than
 * it has ever been. A suspected host that turns out to leak closes one finding and opens another, the closed one first.
 * A finding is closed while an acknowledgement holds, and opens again after.
 *
 * @param before `null` on the first assessment
 */
export function changedFindings(before: Assessment | null, after: Assessment): Finding[] {
  const previousHosts = new Map(before?.hosts.map((host) => [host.hostId, host]));
  const changes = after.hosts.flatMap((host) => {
    const previous = previousHosts.get(host.hostId);
    previousHosts.delete(host.hostId);
    const was = previous && before ? findingOf(previous, before.assessedAt) : null;
    const now = findingOf(host, after.assessedAt);
    const change = (change: Finding['change'], kind: FindingKind, because: string) => [
      finding(host, { change, verdict: kind, because }, after),
    ];
    if (was !== null && now !== null && was.kind === now.kind && was.openedAt === now.openedAt)
      return was.urgency === now.urgency ? [] : change('worse', now.kind, now.kind);
    const because = host.acknowledgement ? 'acknowledged' : host.verdict;
    return [
      ...(was === null ? [] : change('closed', was.kind, because)),
      ...(now === null ? [] : change('opened', now.kind, now.kind)),
    ];
  });
  const departures = [...previousHosts.values()].flatMap((host) => {
    const was = before && findingOf(host, before.assessedAt);
    return was ? [finding(host, { change: 'closed', verdict: was.kind, because: 'gone' }, after)] : [];
  });
  return [...changes, ...departures];
}

function finding(
  host: AssessedHost,
  what: Pick<Finding, 'change' | 'verdict' | 'because'>,
  { assessedAt }: Assessment,
): Finding {
  const key = `${host.hostId}/${what.verdict}`;
  return { id: `${key}/${what.change}/${assessedAt}`, key, ...what, host };
}

/** That of an assessment by an earlier version, which doesn't keep findings, is what its verdict says. */
export function findingOf(host: AssessedHost, assessedAt: string): OpenFinding | null {
  if (host.finding !== undefined) return host.finding;
  const { verdict, acknowledgement, recommendation } = host;
  if (!isFinding(verdict) || acknowledgement !== null) return null;
  return { kind: verdict, openedAt: assessedAt, quietSince: null, urgency: recommendation.urgency };
}
