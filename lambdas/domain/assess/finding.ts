import type { AssessedHost, Assessment } from '../records/assessment.ts';
import { fullId, type HostRef, hostKey } from '../records/host-key.ts';
import type { FindingKind, OpenFinding } from '../records/open-finding.ts';
import { mostUrgent } from '../records/recommendation.ts';
import { DAY } from '../records/time.ts';
import { isFinding } from '../records/verdict.ts';
import { openKinds } from './found-kinds.ts';

/** What a person should know of at once: a host that leaks, or may. */
export interface Finding {
  /** The same change has the same id, however often it is reported. */
  id: string;
  /** The same finding has the same key, from its opening to its closing: the host and what is found. */
  key: string;
  change: 'opened' | 'worse' | 'closed';
  /** The highest it has had since it opened. */
  rank: FindingRank;
  verdict: FindingKind;
  /** Why it closed: the verdict now, `acknowledged`, or `gone` for a host that left the fleet. */
  because: string;
  host: AssessedHost;
}

/** Whether a finding wakes somebody, or waits until the digest is read. */
export type FindingRank = 'page' | 'notify';

/** How long a verdict has to stay away before its finding closes (docs/adr/0016-digests-of-findings.md). */
const QUIET_DAYS = 3;

/**
 * The finding of a host after a scoring. It is one finding however often the verdict leaves and returns within days. A
 * suspected host that turns out to leak has another one at once; one that falls back to suspected only in days.
 *
 * An acknowledgement closes it at once if it covers each kind of leak that the finding is about. Where it is about
 * another one, which is not shown at present, it stays for the same days: what wavers is told once.
 *
 * @param previous the host at the scoring before, in an assessment of `before`
 * @param host as it is judged now
 */
export function openFinding(
  previous: AssessedHost | undefined,
  host: HostRef &
    Pick<AssessedHost, 'verdict' | 'acknowledgement' | 'acknowledgedKinds' | 'kinds' | 'recommendation'>,
  { before, now }: { before: string; now: string },
): OpenFinding | null {
  const { acknowledgement, acknowledgedKinds = [] } = host;
  const known = previous ? findingOf(previous, before) : null;
  const isCovered = known?.kinds?.every((leak) => acknowledgedKinds.includes(leak)) ?? true;
  if (acknowledgement !== null && isCovered) return null;
  const { urgency } = host.recommendation;
  const kind = acknowledgement === null && isFinding(host.verdict) ? host.verdict : null;
  const kinds = openKinds(host);
  const fresh = kind && { kind, key: keyOf(host, kind), openedAt: now, quietSince: null, urgency, kinds };
  if (known === null || (known.kind === 'suspected' && kind === 'leaking')) return fresh;
  if (kind === known.kind)
    return { ...known, quietSince: null, urgency: mostUrgent([known.urgency, urgency]), kinds };
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
  const previousHosts = new Map(before?.hosts.map((host) => [hostKey(host), host]));
  const changes = after.hosts.flatMap((host) => {
    const previous = previousHosts.get(hostKey(host));
    previousHosts.delete(hostKey(host));
    const was = previous && before ? findingOf(previous, before.assessedAt) : null;
    const now = findingOf(host, after.assessedAt);
    const change = (change: Finding['change'], open: OpenFinding, because: string) => [
      finding(host, open, { change, because }, after),
    ];
    if (was !== null && now !== null && was.kind === now.kind && was.openedAt === now.openedAt)
      return was.urgency === now.urgency ? [] : change('worse', now, now.kind);
    const because = host.acknowledgement ? 'acknowledged' : host.verdict;
    return [
      ...(was === null ? [] : change('closed', was, because)),
      ...(now === null ? [] : change('opened', now, now.kind)),
    ];
  });
  const departures = [...previousHosts.values()].flatMap((host) => {
    const was = before && findingOf(host, before.assessedAt);
    return was ? [finding(host, was, { change: 'closed', because: 'gone' }, after)] : [];
  });
  return [...changes, ...departures];
}

function finding(
  host: AssessedHost,
  open: OpenFinding,
  what: Pick<Finding, 'change' | 'because'>,
  { assessedAt }: Assessment,
): Finding {
  // One that an earlier version opened keeps the key that pagers know it by.
  const key = open.key ?? `${host.hostId}/${open.kind}`;
  const id = `${key}/${what.change}/${assessedAt}`;
  return { id, key, ...what, rank: rankOf(open), verdict: open.kind, host };
}

/** `111122223333/eu-west-1/i-0abc/leaking`; of a host in no account its id and the kind. */
const keyOf = (host: HostRef, kind: FindingKind): string => `${fullId(host)}/${kind}`;

/** A leak that calls for something now, as everything else says it: the urgency that the finding keeps never falls. */
const rankOf = ({ kind, urgency }: OpenFinding): FindingRank =>
  kind === 'leaking' && urgency === 'now' ? 'page' : 'notify';

/**
 * What pagers know a finding by, from its opening to its closing: its key in letters that may stand in a path, and the
 * fleet, since other programs page the same people.
 */
export const dedupKeyOf = ({ key }: Pick<Finding, 'key'>, fleet: string): string =>
  `haproxy-fleet-auditor.${fleet}.${key.replaceAll('/', '.')}`.replaceAll(/[^\w.-]/g, '-').slice(0, 255);

/** That of an assessment by an earlier version, which doesn't keep findings, is what its verdict says. */
export function findingOf(host: AssessedHost, assessedAt: string): OpenFinding | null {
  if (host.finding !== undefined) return host.finding;
  const { verdict, acknowledgement, recommendation } = host;
  if (!isFinding(verdict) || acknowledgement !== null) return null;
  return { kind: verdict, openedAt: assessedAt, quietSince: null, urgency: recommendation.urgency };
}
