import { countPhrase } from '../../format.ts';
import { growthCheck, pairsAtRandom } from './growth-check.ts';

/** Do open files get more than arrivals explain? */
export const openFileGrowth = growthCheck({
  name: 'open-file-growth',
  isMechanism: false,
  response: 'openFiles',
  slack: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} open files`,
  phrase: countPhrase,
});
