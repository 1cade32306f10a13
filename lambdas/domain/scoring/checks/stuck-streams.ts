import { countPhrase } from '../../format.ts';
import { growthCheck, pairsAtRandom } from './growth-check.ts';

/** Do streams that nothing can wake get more? A constant number of them is how some hosts are. */
export const stuckStreams = growthCheck({
  name: 'stuck-streams',
  isMechanism: true,
  response: 'stuckStreams',
  slack: pairsAtRandom,
  subject: (level, host) => {
    const old = host.level('oldStuckStreams');
    const aged = old === null ? '' : ` (${countPhrase(old)} older than a day)`;
    return `${countPhrase(level)} streams that nothing can wake${aged}`;
  },
  phrase: countPhrase,
});
