import type { VerificationVerdict } from '../records/verification.ts';

/** What a verdict on an upgrade is called. */
export const VERIFICATION_WORDS: Readonly<Record<VerificationVerdict, string>> = {
  fixed: 'fixed',
  'not-fixed': 'not fixed',
  introduced: 'brought a leak',
  'too-early': 'too early to say',
  'no-leak-before': 'no leak before',
};

/** What an upgrade did that should not be made again. */
export const FAILED_UPGRADES: Readonly<Partial<Record<VerificationVerdict, string>>> = {
  'not-fixed': 'did not end the leak',
  introduced: 'brought a leak',
};

/** Each verdict before a colon and the reason. */
export const VERIFICATION_LEADS: typeof VERIFICATION_WORDS = {
  ...VERIFICATION_WORDS,
  'too-early': 'too early',
};
