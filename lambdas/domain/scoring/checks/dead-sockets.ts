import { countPhrase } from '../../format.ts';
import { growthCheck, pairsAtRandom } from './growth-check.ts';

/** Do sockets get more that HAProxy holds open and the kernel has taken out of its tables? */
export const deadSockets = growthCheck({
  name: 'dead-sockets',
  kind: 'dead-sockets',
  reading: 'deadSockets',
  label: 'dead sockets',
  phrase: countPhrase,
  countsLeak: true,
  scope: 'workers',
  weights: { asked: -0.56, significant: 1.41, suspicious: 5.8 },
  slack: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} sockets held open though the kernel has closed them`,
});
