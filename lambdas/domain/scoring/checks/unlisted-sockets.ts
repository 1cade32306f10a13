import { countPhrase } from '../../format.ts';
import { growthCheck, pairsAtRandom } from './growth-check.ts';

/** Do sockets get more that the kernel has allocated and no table lists? Host-wide, so it needs one namespace. */
export const unlistedSockets = growthCheck({
  name: 'unlisted-sockets',
  kind: 'dead-sockets',
  reading: 'unlistedSockets',
  label: 'sockets in no table',
  phrase: countPhrase,
  countsLeak: true,
  scope: 'host',
  weights: { asked: -0.18, significant: 2.71, suspicious: 1.09 },
  slack: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} TCP sockets allocated on the host but in no table`,
  // Allocated counts the whole host, in use one namespace: their difference then is no count of anything.
  applies: ({ bins }) => !bins.some(({ notes }) => notes.includes('other-netns')),
});
