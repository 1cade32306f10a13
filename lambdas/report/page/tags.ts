import type { Verdict } from '../../domain/records/verdict.ts';
import type { VerificationVerdict } from '../../domain/records/verification.ts';
import { VERDICT_LABELS } from '../../domain/scoring/verdict-words.ts';
import { VERIFICATION_WORDS } from '../../domain/upgrades/verification-words.ts';
import type { Tone } from '../report.ts';
import { capital } from '../words.ts';

/** How a word is shown: `mark` tells it without colour. */
export interface Tag {
  tone: Tone;
  mark: string;
  word: string;
}

const MARKS: Readonly<Record<Tone, string>> = { leaking: '●', suspected: '◐', unsure: '○', well: '✓' };

const HEADLINES: Readonly<Record<Tone, string>> = {
  leaking: VERDICT_LABELS.leaking,
  suspected: VERDICT_LABELS.suspected,
  unsure: 'Not known yet',
  well: 'All well',
};

const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = {
  leaking: 'leaking',
  suspected: 'suspected',
  'load-growth': 'well',
  step: 'well',
  'warming-up': 'unsure',
  'reload-residue': 'unsure',
  healthy: 'well',
  'insufficient-data': 'unsure',
  'not-observable': 'unsure',
};

const VERIFICATION_TONES: Readonly<Record<VerificationVerdict, Tone>> = {
  fixed: 'well',
  'not-fixed': 'leaking',
  introduced: 'leaking',
  'too-early': 'unsure',
  'no-leak-before': 'unsure',
};

export const headlineTag = (tone: Tone): Tag => tagOf(tone, HEADLINES[tone]);

export const verdictTag = (verdict: Verdict): Tag => tagOf(VERDICT_TONES[verdict], VERDICT_LABELS[verdict]);

export const verificationTag = (verdict: VerificationVerdict): Tag =>
  tagOf(VERIFICATION_TONES[verdict], capital(VERIFICATION_WORDS[verdict]));

const tagOf = (tone: Tone, word: string): Tag => ({ tone, mark: MARKS[tone], word });
