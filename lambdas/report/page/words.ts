import { bytesPhrase, daysPhrase, rangePhrase } from '../../domain/format.ts';
import type { Interval } from '../../domain/records/evidence.ts';
import { DAY_SECONDS } from '../../domain/records/time.ts';
import type { Verdict } from '../../domain/records/verdict.ts';
import type { VerificationVerdict } from '../../domain/records/verification.ts';
import type { ReportedHost, Tone } from '../report.ts';

/** How a word is shown: `mark` tells it without colour. */
export interface Tag {
  tone: Tone;
  mark: string;
  word: string;
}

const LEAKING = { tone: 'leaking', mark: '●' } as const;
const SUSPECTED = { tone: 'suspected', mark: '◐' } as const;
const UNSURE = { tone: 'unsure', mark: '○' } as const;
const WELL = { tone: 'well', mark: '✓' } as const;

export const VERDICT_TAGS: Readonly<Record<Verdict, Tag>> = {
  leaking: { ...LEAKING, word: 'Leaking' },
  suspected: { ...SUSPECTED, word: 'Suspected' },
  'load-growth': { ...WELL, word: 'Grows with traffic' },
  step: { ...WELL, word: 'One step up' },
  'warming-up': { ...UNSURE, word: 'Warming up' },
  'reload-residue': { ...UNSURE, word: 'Old workers drain' },
  healthy: { ...WELL, word: 'Healthy' },
  'insufficient-data': { ...UNSURE, word: 'Too little data' },
  'not-observable': { ...UNSURE, word: 'Not observable' },
};

export const HEADLINE_TAGS: Readonly<Record<Tone, Tag>> = {
  leaking: { ...LEAKING, word: 'Leaking' },
  suspected: { ...SUSPECTED, word: 'Suspected' },
  unsure: { ...UNSURE, word: 'Not known yet' },
  well: { ...WELL, word: 'All well' },
};

export const VERIFICATION_TAGS: Readonly<Record<VerificationVerdict, Tag>> = {
  fixed: { ...WELL, word: 'Fixed' },
  'not-fixed': { ...LEAKING, word: 'Not fixed' },
  'too-early': { ...UNSURE, word: 'Too early to say' },
  'no-leak-before': { ...UNSURE, word: 'No leak before' },
};

/** An estimate, and under it its 95 % interval. */
export interface Estimate {
  estimate: string;
  range: string;
}

/** `41 MiB`, `38 to 44 MiB`. */
export function bytesEstimate({ estimate, low, high }: Interval): Estimate {
  return { estimate: bytesPhrase(estimate), range: rangePhrase(bytesPhrase(low), bytesPhrase(high)) };
}

/** `12 days`, `9 to 15 days`; `now` where memory is at its limit. */
export function pressureEstimate(until: ReportedHost['secondsToPressure']): Estimate | null {
  if (until === null) return null;
  if (until.estimate === 0) return { estimate: 'now', range: '' };
  const phrase = (seconds: number) => (seconds > YEAR ? 'over a year' : daysPhrase(seconds / DAY_SECONDS));
  const high = until.high === null ? null : phrase(until.high);
  return {
    estimate: phrase(until.estimate),
    range: high === null ? `${phrase(until.low)} or more` : rangePhrase(phrase(until.low), high),
  };
}

const YEAR = 365 * DAY_SECONDS;
