import { countPhrase } from '../../format.ts';
import { growthCheck, pairsAtRandom } from './growth-check.ts';

/** Do connections get more than arrivals explain? */
export const connectionGrowth = growthCheck({
  name: 'connection-growth',
  kind: 'live-sockets',
  reading: 'connections',
  label: 'connections',
  phrase: countPhrase,
  countsLeak: false,
  scope: 'workers',
  weights: { asked: -0.44, askedLoadUnknown: -0.08, saturating: -1.17, saturatingLoadUnknown: -0.46 },
  slack: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} connections`,
});
