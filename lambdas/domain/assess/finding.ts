import type { AssessedHost, Assessment } from '../records/assessment.ts';
import { isFinding } from '../records/verdict.ts';

/** What a person should know of at once: a host that leaks, or may. */
export interface Finding {
  /** The same finding has the same id, however often it is told. */
  id: string;
  change: 'opened' | 'closed';
  verdict: 'leaking' | 'suspected';
  /** Why it closed: the verdict now, `acknowledged`, or `gone` for a host that left the fleet. */
  because: string;
  host: AssessedHost;
}

/**
 * The findings that open or close between two assessments. A suspected host that turns out to leak closes one finding
 * and opens another, the closed one first. A finding is closed while an acknowledgement holds, and opens again after.
 *
 * @param before `null` on the first assessment
 */
export function changedFindings(before: Assessment | null, after: Assessment): Finding[] {
  const previousHosts = new Map(before?.hosts.map((host) => [host.hostId, host]));
  const opened = after.hosts.flatMap((host) => {
    const previous = previousHosts.get(host.hostId);
    previousHosts.delete(host.hostId);
    return previous && openVerdict(previous) === openVerdict(host)
      ? []
      : [
          ...closing(previous, host, host.acknowledgement ? 'acknowledged' : host.verdict, after),
          ...opening(host, after),
        ];
  });
  const departures = [...previousHosts.values()].flatMap((previous) =>
    closing(previous, previous, 'gone', after),
  );
  return [...opened, ...departures];
}

function opening(host: AssessedHost, { assessedAt }: Assessment): Finding[] {
  const verdict = openVerdict(host);
  if (verdict === null) return [];
  const id = `${host.hostId}/${verdict}/opened/${assessedAt}`;
  return [{ id, change: 'opened', verdict, because: verdict, host }];
}

function closing(
  previous: AssessedHost | undefined,
  host: AssessedHost,
  because: string,
  { assessedAt }: Assessment,
): Finding[] {
  const verdict = previous ? openVerdict(previous) : null;
  if (verdict === null) return [];
  const id = `${host.hostId}/${verdict}/closed/${assessedAt}`;
  return [{ id, change: 'closed', verdict, because, host }];
}

/** The verdict of a finding that nobody has accepted, or `null`. */
const openVerdict = ({ verdict, acknowledgement }: AssessedHost): Finding['verdict'] | null =>
  isFinding(verdict) && acknowledgement === null ? verdict : null;
