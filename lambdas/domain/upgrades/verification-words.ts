import { counted } from '../format.ts';
import type { ReleaseVerification, VerificationVerdict } from '../records/verification.ts';

/** What a verdict on an upgrade is called. */
export const VERIFICATION_WORDS: Readonly<Record<VerificationVerdict, string>> = {
  fixed: 'fixed',
  'not-fixed': 'not fixed',
  introduced: 'started a leak',
  'too-early': 'too early to say',
  'no-leak-before': 'no known leak before',
};

/** What an upgrade did that should not be made again. */
export const FAILED_UPGRADES: Readonly<Partial<Record<VerificationVerdict, string>>> = {
  'not-fixed': 'did not end the leak',
  introduced: 'started a leak',
};

/** Each verdict before a colon and the reason. */
export const VERIFICATION_LEADS: typeof VERIFICATION_WORDS = {
  ...VERIFICATION_WORDS,
  'too-early': 'too early',
};

/** `edge 2.6.18 → 2.8.11`, of a role's change of release. */
export const changeName = ({ role, from, to }: { role: string | null; from: string; to: string }): string =>
  `${role === null ? '' : `${role} `}${from} → ${to}`;

/** `2.6.18 → 2.8.11 started a leak on 5 of 6 hosts (edge)`, of a change that did. */
export function startedText({ role, from, to, hosts, begun }: ReleaseVerification): string {
  const where = role === null ? '' : ` (${role})`;
  const many = begun === undefined ? counted(hosts, 'host') : `${begun} of ${counted(hosts, 'host')}`;
  return `${from} → ${to} started a leak on ${many}${where}`;
}

/** `20 Oct 2026`, or `20 Oct 2026 to 28 Oct 2026` where hosts changed on several days. */
export const changeDays = (
  { firstAt, lastAt }: Pick<ReleaseVerification, 'firstAt' | 'lastAt'>,
  day: (instant: string) => string,
): string => [...new Set([firstAt, lastAt].map(day))].join(' to ');

/** Those that started a leak first, then those that did not end one: what harms before what helps. */
export const worstFirst = <Change extends { verdict: VerificationVerdict }>(
  changes: readonly Change[],
): Change[] => changes.toSorted((a, b) => harm(a) - harm(b));

const HARM: readonly VerificationVerdict[] = ['introduced', 'not-fixed'];
const harm = ({ verdict }: { verdict: VerificationVerdict }): number =>
  HARM.includes(verdict) ? HARM.indexOf(verdict) : HARM.length;
