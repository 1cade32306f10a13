import { counted } from '../format.ts';
import type { Verdict } from '../records/verdict.ts';

// Every wording of a verdict, side by side; the word itself, as records have it, is a wording too.

/** What each verdict is called on the page. */
export const VERDICT_LABELS: Readonly<Record<Verdict, string>> = {
  leaking: 'Leaking',
  suspected: 'Suspected',
  'load-growth': 'Grows with traffic',
  step: 'One step up',
  'warming-up': 'Warming up',
  'reload-residue': 'Old workers drain',
  healthy: 'Healthy',
  'insufficient-data': 'Too little data',
  'not-observable': 'Not observable',
};

/** What each verdict means, for people. */
export const VERDICT_MEANINGS: Readonly<Record<Verdict, string>> = {
  leaking: 'HAProxy on it leaks',
  suspected:
    'a leak is likely but not sure, or it reaches a limit within a month, or stays at one, and nothing ordinary explains that',
  'load-growth': 'memory grows, and traffic explains it',
  step: 'memory rose once, with a new configuration',
  'warming-up': 'memory fills towards a steady level after a start',
  'reload-residue': 'old workers drain, and free their memory when they end',
  healthy: 'nothing grows that should not',
  'insufficient-data': 'observed for too short a time, or with too many gaps',
  'not-observable': 'no figure shows what HAProxy holds, or none runs any more',
};

const CALM_REASONS: Partial<Record<Verdict, (days: string) => string>> = {
  'load-growth': () => 'Its memory grows with its traffic, which no release changes',
  step: () => 'Its memory rose once, with a new configuration or process: check what that changed',
  'warming-up': () => 'Its memory fills towards a steady level after a start',
  'reload-residue': () => 'Old workers still drain, and free their memory when they end',
  'insufficient-data': (days) => `Not enough data: observed for ${days}, too short or with too many gaps`,
  'not-observable': () => 'What HAProxy holds does not show on this host, so a leak would not either',
};

/** The same as the reason of what is advised to a host without a finding, observed for so many days, in words. */
export const calmReason = (verdict: Verdict, days: string): string =>
  CALM_REASONS[verdict]?.(days) ?? `No leak seen in ${days}`;

/** Of a host that has a finding: `it leaks`, `it may leak`. */
export const leakVerb = (verdict: Verdict): string => (verdict === 'leaking' ? 'leaks' : 'may leak');

/** `1 of 3 hosts leaks`, `0 of 1 host leaks`, `2 of 3 hosts leak`. */
export const leakingOf = (leaking: number, hosts: number): string =>
  `${leaking.toLocaleString('en')} of ${counted(hosts, 'host')} ${leaking === 1 || hosts === 1 ? 'leaks' : 'leak'}`;

/** The same as the beginning of a reason. */
export const leakLead = (verdict: Verdict): string => (verdict === 'leaking' ? 'Leaking' : 'May leak');

/** The same where the verdict is news. */
export const leakNews = (verdict: Verdict): string => (verdict === 'leaking' ? 'leaks' : 'is suspected');
