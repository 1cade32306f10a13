import { countPhrase } from '../../format.ts';
import { growthCheck, pairsAtRandom } from './growth-check.ts';

/** Do streams that nothing can wake get more? A constant number of them is how some hosts are. */
export const stuckStreams = growthCheck({
  name: 'stuck-streams',
  kind: 'stuck-streams',
  reading: 'stuckStreams',
  label: 'stuck streams',
  phrase: countPhrase,
  countsLeak: true,
  scope: 'workers',
  weights: { asked: -0.38, saturating: -1.21, significant: 0.31, suspicious: 3.57 },
  slack: pairsAtRandom,
  subject: (level, host) => {
    const old = host.level('oldStuckStreams');
    const aged = old === null ? '' : ` (${countPhrase(old)} older than a day)`;
    return `${countPhrase(level)} streams that nothing can wake${aged}`;
  },
});
