import { countPhrase } from '../../format.ts';
import { growthCheck, pairsAtRandom } from './growth-check.ts';

/**
 * Do streams without any timer get more than arrivals explain? What leaks is among them from its first second, but so
 * are tunnels that end by themselves: a number that stands, follows the load or fills after a start is how some hosts
 * are, so they don't count the leak as stuck streams do.
 */
export const untimedStreams = growthCheck({
  name: 'untimed-streams',
  kind: 'untimed-streams',
  reading: 'untimedStreams',
  label: 'streams without any timer',
  phrase: countPhrase,
  countsLeak: false,
  scope: 'workers',
  weights: {
    asked: -0.29,
    saturating: -0.77,
    saturatingLoadUnknown: -0.22,
    significant: 1.06,
    suspicious: 1.71,
  },
  slack: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} streams without any timer`,
});
