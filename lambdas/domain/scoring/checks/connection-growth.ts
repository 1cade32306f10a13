import { countPhrase } from '../../format.ts';
import { growthCheck, pairsAtRandom } from './growth-check.ts';

/** Do connections get more than arrivals explain? */
export const connectionGrowth = growthCheck({
  name: 'connection-growth',
  isMechanism: false,
  response: 'connections',
  slack: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} connections`,
  phrase: countPhrase,
});
