import type { Corpus } from './detector.ts';
import type { Measure } from './entries.ts';
import { plainCorpus } from './plain-corpus.ts';

/** What the detectors are measured on, and by which measures. Names are unique. */
export const CORPORA: readonly { corpus: Corpus; measures: readonly Measure[] }[] = [
  {
    corpus: plainCorpus('plain fleet', { days: 35, hosts: 250, fleets: 4, leakyShare: 0.04, seed: 1 }),
    measures: ['audit-14', 'audit-28'],
  },
  {
    corpus: plainCorpus('plain years', { days: 365, hosts: 10, fleets: 4, leakyShare: 0.2, seed: 100_001 }),
    measures: ['daily'],
  },
];
