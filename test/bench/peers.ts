import { type Detector, judgeEachHost } from './detector.ts';
import { ADJUSTED_REGRESSION } from './peers/adjusted-regression.ts';
import { HAMED_RAO } from './peers/hamed-rao.ts';
import { MANN_KENDALL } from './peers/mann-kendall.ts';
import { PRECOG } from './peers/precog.ts';
import { PROMETHEUS } from './peers/prometheus.ts';
import { RESIN } from './peers/resin.ts';
import { SEASONAL_KENDALL } from './peers/seasonal-kendall.ts';

/** What others use, in the order of the tables. All of it sees memory and load alone. */
export const PEERS: readonly Detector[] = [
  ...[
    ...PROMETHEUS,
    ...MANN_KENDALL,
    ...HAMED_RAO,
    ...SEASONAL_KENDALL,
    ...ADJUSTED_REGRESSION,
    ...PRECOG,
  ].map(judgeEachHost),
  RESIN,
];
