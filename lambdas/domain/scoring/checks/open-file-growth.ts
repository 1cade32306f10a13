import { countPhrase } from '../../format.ts';
import { growthCheck, pairsAtRandom } from './growth-check.ts';

/** Do open files get more than arrivals explain? */
export const openFileGrowth = growthCheck({
  name: 'open-file-growth',
  kind: 'descriptors',
  reading: 'openFiles',
  label: 'open files',
  phrase: countPhrase,
  countsLeak: false,
  scope: 'workers',
  weights: { askedLoadUnknown: -0.62, saturating: -2.03, saturatingLoadUnknown: -0.76 },
  slack: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} open files`,
});
