import type { Corpus } from './detector.ts';
import type { Measure } from './entries.ts';
import { SIMULATED } from './simulated-corpora.ts';

/** What the detectors are measured on, and by which measures. Names are unique. */
export const CORPORA: readonly { corpus: Corpus; measures: readonly Measure[] }[] = SIMULATED;
