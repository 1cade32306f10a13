import type { AssessedHost, Assessment } from './assessment.ts';

/** What a person should know of at once: a host that leaks, or may. */
export interface Finding {
  /** The same finding has the same id, however often it is told. */
  id: string;
  change: 'opened' | 'closed';
  verdict: 'leaking' | 'suspected';
  /** Why it closed: the verdict now, or `gone` for a host that left the fleet. */
  because: string;
  host: AssessedHost;
}

/**
 * The findings that open or close between two assessments. A suspected host that turns out to leak closes one finding
 * and opens another, the closed one first.
 *
 * @param before `null` on the first assessment
 */
export function changedFindings(before: Assessment | null, now: Assessment): Finding[] {
  const known = new Map(before?.hosts.map((host) => [host.hostId, host]));
  const opened = now.hosts.flatMap((host) => {
    const was = known.get(host.hostId);
    known.delete(host.hostId);
    return was?.verdict === host.verdict
      ? []
      : [...closing(was, host, host.verdict, now), ...opening(host, now)];
  });
  const gone = [...known.values()].flatMap((was) => closing(was, was, 'gone', now));
  return [...opened, ...gone];
}

function opening(host: AssessedHost, { assessedAt }: Assessment): Finding[] {
  if (!isFinding(host.verdict)) return [];
  const id = `${host.hostId}/${host.verdict}/opened/${assessedAt}`;
  return [{ id, change: 'opened', verdict: host.verdict, because: host.verdict, host }];
}

function closing(
  was: AssessedHost | undefined,
  host: AssessedHost,
  because: string,
  { assessedAt }: Assessment,
): Finding[] {
  if (was === undefined || !isFinding(was.verdict)) return [];
  const id = `${host.hostId}/${was.verdict}/closed/${assessedAt}`;
  return [{ id, change: 'closed', verdict: was.verdict, because, host }];
}

const isFinding = (verdict: string): verdict is Finding['verdict'] =>
  verdict === 'leaking' || verdict === 'suspected';
