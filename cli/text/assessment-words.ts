import type { AssessedHost } from '../../lambdas/domain/records/assessment.ts';
import { colours, visible } from './terminal.ts';

type Verdict = AssessedHost['verdict'];
type Interval = { estimate: number; low: number; high: number | null };

/** What each verdict means, for people. */
export const MEANING: Readonly<Record<Verdict, string>> = {
  leaking: 'HAProxy on it leaks',
  suspected: 'more speaks for a leak than against it, or the time observed is too short to be sure',
  'load-growth': 'memory grows, and traffic explains it',
  step: 'memory rose once, with a new configuration',
  'warming-up': 'memory fills towards a steady level after a start',
  'reload-residue': 'old workers drain and hold on to what they have',
  healthy: 'nothing grows that should not',
  'insufficient-data': 'observed for too short a time, or with too many gaps',
  'not-observable': "the kernel's figures do not show what HAProxy holds",
};

/** A verdict in its colour: red where it leaks, yellow where it may. */
export function verdictText(verdict: Verdict): string {
  if (verdict === 'leaking') return colours.red(verdict);
  return verdict === 'suspected' ? colours.yellow(verdict) : verdict;
}

/** `99%`; never 0 or 100, which no evidence reaches. */
export function probabilityText(probability: number): string {
  if (probability > 0.99 && probability < 0.9995) return `${(100 * probability).toFixed(1)}%`;
  return probability >= 0.9995
    ? '>99.9%'
    : probability < 0.005
      ? '<0.5%'
      : `${(100 * probability).toFixed(0)}%`;
}

/** `50 (41–63)` in one unit, 95 %; `∞` where there is no upper end. */
export function intervalText({ estimate, low, high }: Interval, divisor: number, to = '–'): string {
  const digits = Math.abs(estimate) / divisor < 9.95 ? 1 : 0;
  const phrase = (value: number) => {
    const rounded = Number((value / divisor).toFixed(digits));
    return (rounded === 0 ? 0 : rounded).toLocaleString('en', { minimumFractionDigits: digits });
  };
  return `${phrase(estimate)} (${phrase(low)}${to}${high === null ? '∞' : phrase(high)})`;
}

/** `2026-11-22 17:00 UTC`. */
export const minutes = (instant = ''): string => instant.replace(/^(.{10})T(\d\d:\d\d).*$/, '$1 $2 UTC');

type Named = Pick<AssessedHost, 'hostId' | 'name'>;
export type NameOf = (host: Named) => string;

/** Hosts by their names, or by their ids where a name is missing or another host has it too. */
export function namesOf(hosts: readonly Named[]): NameOf {
  const counts = new Map<string | null, number>();
  for (const { name } of hosts) counts.set(name, (counts.get(name) ?? 0) + 1);
  return ({ name, hostId }) => visible(name && counts.get(name) === 1 ? name : hostId);
}
