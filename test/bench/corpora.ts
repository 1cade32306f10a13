import { SIMULATED } from '../corpora/simulated-corpora.ts';
import type { Corpus } from './detector.ts';
import type { Measure } from './entries.ts';

/** What the detectors are measured on, and by which measures. Names are unique. */
export const CORPORA: readonly { corpus: Corpus; measures: readonly Measure[] }[] = SIMULATED;
