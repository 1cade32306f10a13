export const VERDICTS = [
  'leaking',
  'suspected',
  'load-growth',
  'step',
  'warming-up',
  'reload-residue',
  'healthy',
  'insufficient-data',
  'not-observable',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a person should know of at once: that a host leaks or may. What drains after reloads, fills or grows with its traffic is none. */
export const isFinding = (verdict: Verdict): verdict is 'leaking' | 'suspected' =>
  verdict === 'leaking' || verdict === 'suspected';

export const isLeaky = ({ verdict }: { verdict: Verdict }): boolean => isFinding(verdict);

/** Whether the readings were enough to say anything of a host. */
export const isJudged = ({ verdict }: { verdict: Verdict }): boolean =>
  verdict !== 'insufficient-data' && verdict !== 'not-observable';

/** Whether a host leaks or may, and nobody has accepted that. */
export const isOpenFinding = (host: { verdict: Verdict; acknowledgement: object | null }): boolean =>
  isLeaky(host) && host.acknowledgement === null;

/** How a host stands, as people count hosts. */
export type Standing = 'leaking' | 'suspected' | 'unknown' | 'sound';

/**
 * A finding stands until readings end it. Any other host is unknown unless it answered and could be judged: what was
 * true when it fell silent need not be now.
 */
export function standingOf(host: { verdict: Verdict; reachable: boolean }): Standing {
  if (isFinding(host.verdict)) return host.verdict;
  return host.reachable && isJudged(host) ? 'sound' : 'unknown';
}
