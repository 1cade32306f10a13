import { countPhrase } from '../../format.ts';
import { growthCheck, pairsAtRandom } from './growth-check.ts';

/** Do sockets get more that HAProxy holds open and the kernel has taken out of its tables? */
export const deadSockets = growthCheck({
  name: 'dead-sockets',
  isMechanism: true,
  response: 'deadSockets',
  slack: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} sockets held open though the kernel has closed them`,
  phrase: countPhrase,
});
