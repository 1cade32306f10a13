import * as z from 'zod';
import { LEAK_KIND_WORDS, LEAK_KINDS, type LeakKind } from '../records/leak-kind.ts';

/** What a bug does: what leaks, then what else goes wrong; the more pressing first. */
export const EFFECTS = [
  ...LEAK_KINDS,
  'cpu',
  'crash',
  'security',
  'failed-requests',
  'wrong-figures',
] as const;
export const Effect = z.enum(EFFECTS);
export type Effect = z.infer<typeof Effect>;

/** Each in words, for a heading. */
export const EFFECT_WORDS: Readonly<Record<Effect, string>> = {
  ...LEAK_KIND_WORDS,
  cpu: 'CPU that spins',
  crash: 'crashes',
  security: 'security',
  'failed-requests': 'requests that fail or wait',
  'wrong-figures': 'figures that HAProxy prints wrong',
};

const LEAKS: ReadonlySet<string> = new Set(LEAK_KINDS);

export const isLeakKind = (effect: Effect): effect is LeakKind => LEAKS.has(effect);
