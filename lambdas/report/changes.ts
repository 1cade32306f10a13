import type { AssessedHost, Assessment } from '../domain/records/assessment.ts';
import { hostKey, refOf } from '../domain/records/host-key.ts';
import { isLeaky, isOpenFinding } from '../domain/records/verdict.ts';
import { riskFigure, riskPhrase } from '../domain/scoring/risk-words.ts';
import { leakNews } from '../domain/scoring/verdict-words.ts';
import type { Changes, HostChange } from './report.ts';
import type { LabelOf } from './reported-hosts.ts';

/** What a change is called, as the lead of a line in the e-mail and as a heading of the page, in the order of both. */
export const CHANGE_KINDS: readonly { kind: keyof Changes; lead: string; heading: string }[] = [
  { kind: 'began', lead: 'New', heading: 'Began' },
  { kind: 'worse', lead: 'Worse', heading: 'Got worse' },
  { kind: 'fixed', lead: 'Fixed', heading: 'Fixed' },
  { kind: 'lost', lead: 'Unknown', heading: 'State unknown now' },
  { kind: 'gone', lead: 'Gone', heading: 'Left the fleet' },
];

/** A risk that rises by less is noise of the week. */
const CLEAR_RISE = 10;

/** What changed for each host that leaks, leaked or is suspected, between two assessments. */
export function changesBetween(before: Assessment, now: Assessment, labelOf: LabelOf): Changes {
  const hostsBefore = new Map(before.hosts.map((host) => [hostKey(host), host]));
  const changes: Changes = { began: [], worse: [], fixed: [], gone: [], lost: [] };
  for (const host of now.hosts) {
    const was = hostsBefore.get(hostKey(host)) ?? null;
    hostsBefore.delete(hostKey(host));
    const kind = kindOf(was, host);
    if (kind !== null) changes[kind].push(change(was, host, labelOf(host), textOf(kind, was, host)));
  }
  for (const was of hostsBefore.values()) {
    if (isOpenFinding(was)) changes.gone.push(change(was, null, labelOf(was), 'left the fleet'));
  }
  return changes;
}

export const changeCount = (changes: Changes): number =>
  Object.values(changes).reduce((sum, list) => sum + list.length, 0);

function kindOf(was: AssessedHost | null, host: AssessedHost): Exclude<keyof Changes, 'gone'> | null {
  const wasOpen = was !== null && isOpenFinding(was);
  if (isOpenFinding(host)) {
    if (!wasOpen) return 'began';
    const isWorse = host.verdict === 'leaking' && was.verdict === 'suspected';
    return isWorse || host.score >= was.score + CLEAR_RISE ? 'worse' : null;
  }
  // An accepted finding is no news, and no fix either.
  if (!wasOpen || isLeaky(host)) return null;
  return host.verdict === 'insufficient-data' || host.verdict === 'not-observable' ? 'lost' : 'fixed';
}

function textOf(kind: Exclude<keyof Changes, 'gone'>, was: AssessedHost | null, host: AssessedHost): string {
  switch (kind) {
    case 'began':
      return begunText(was, host);
    case 'worse':
      return was?.verdict === host.verdict
        ? `risk ${was.score} → ${riskFigure(host.score)}`
        : `suspected a week ago, leaking now, risk ${was?.score} → ${riskFigure(host.score)}`;
    case 'fixed':
      return `${host.verdict} now${changedRelease(host)}`;
    case 'lost':
      return `was ${was?.verdict}, state unknown now${changedRelease(host)}`;
  }
}

function begunText(was: AssessedHost | null, host: AssessedHost): string {
  if (was?.acknowledgement)
    return `${host.verdict}; it was acknowledged until ${was.acknowledgement.until.slice(0, 10)}`;
  return `${leakNews(host.verdict)}, ${riskPhrase(host.score)}; ${was === null ? 'not in the fleet a week ago' : `${was.verdict} a week ago`}`;
}

function changedRelease({ verification }: AssessedHost): string {
  if (verification === null) return '';
  const { from, to, changedAt, verdict } = verification;
  const early = verdict === 'too-early' ? ', too early to call it fixed' : '';
  return `; ${from} → ${to} on ${changedAt.slice(0, 10)}${early}`;
}

const change = (
  was: AssessedHost | null,
  host: AssessedHost | null,
  label: string,
  text: string,
): HostChange => ({
  ...refOf(host ?? was ?? { hostId: '' }),
  label,
  before: was && { verdict: was.verdict, score: was.score },
  now: host && { verdict: host.verdict, score: host.score },
  text,
});
