import type { Detector } from './detector.ts';
import { OWN, OWN_NAME, WITHOUT } from './own-detector.ts';
import { PEERS } from './peers.ts';
import { SIGNALS, type Signals } from './signals.ts';

export type Measure = 'audit-14' | 'audit-28' | 'daily';

/** A detector in the benchmark, with what is measured of it. */
export type Entry = {
  detector: Detector;
  measures: readonly Measure[];
  /** What it is left with, one after the other. */
  signals: readonly Signals[];
  /** Name of the detector of which this is one with a step left out; only its audits count. */
  ablationOf?: string;
};

/** All that is measured, in the order of the tables. */
export const ENTRIES: readonly Entry[] = [
  { detector: OWN, measures: ['audit-14', 'audit-28'], signals: Object.keys(SIGNALS) as Signals[] },
  { detector: OWN, measures: ['daily'], signals: ['all'] },
  ...WITHOUT.map(
    (detector): Entry => ({
      detector,
      measures: ['audit-14', 'audit-28'],
      signals: ['all', 'memory and load only'],
      ablationOf: OWN_NAME,
    }),
  ),
  ...PEERS.map(
    (detector): Entry => ({ detector, measures: ['audit-14', 'audit-28', 'daily'], signals: ['all'] }),
  ),
];
