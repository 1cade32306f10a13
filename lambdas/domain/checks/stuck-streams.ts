import { countPhrase } from '../phrase.ts';
import { growthCheck, pairsAtRandom } from './growth-check.ts';

/** Do streams that nothing can wake get more? A constant number of them is how some hosts are. */
export const stuckStreams = growthCheck({
  name: 'stuck-streams',
  isMechanism: true,
  response: 'stuckStreams',
  slack: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} streams that nothing can wake`,
  phrase: countPhrase,
});
