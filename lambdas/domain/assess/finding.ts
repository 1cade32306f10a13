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
export function changedFindings(before: Assessment | null, now: Assessment): Finding[] {
  const known = new Map(before?.hosts.map((host) => [host.hostId, host]));
  const opened = now.hosts.flatMap((host) => {
    const was = known.get(host.hostId);
    known.delete(host.hostId);
    return was && openVerdict(was) === openVerdict(host)
      ? []
      : [
          ...closing(was, host, host.acknowledgement ? 'acknowledged' : host.verdict, now),
          ...opening(host, now),
        ];
  });
  const gone = [...known.values()].flatMap((was) => closing(was, was, 'gone', now));
  return [...opened, ...gone];
}

function opening(host: AssessedHost, { assessedAt }: Assessment): Finding[] {
  const verdict = openVerdict(host);
  if (verdict === null) return [];
  const id = `${host.hostId}/${verdict}/opened/${assessedAt}`;
  return [{ id, change: 'opened', verdict, because: verdict, host }];
}

function closing(
  was: AssessedHost | undefined,
  host: AssessedHost,
  because: string,
  { assessedAt }: Assessment,
): Finding[] {
  const verdict = was ? openVerdict(was) : null;
  if (verdict === null) return [];
  const id = `${host.hostId}/${verdict}/closed/${assessedAt}`;
  return [{ id, change: 'closed', verdict, because, host }];
}

/** The verdict of a finding that nobody has accepted, or `null`. */
const openVerdict = ({ verdict, acknowledgement }: AssessedHost): Finding['verdict'] | null =>
  isFinding(verdict) && acknowledgement === null ? verdict : null;
