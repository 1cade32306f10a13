import { countPhrase } from '../../format.ts';
import { DAY_SECONDS } from '../../records/time.ts';
import { grown } from './alibis.ts';
import { growthCheck } from './check.ts';
import { pairsAtRandom } from './unsure.ts';

// Checks that count what leaks.

/** Do streams that nothing can wake get more? A constant number of them is how some hosts are. */
export const stuckStreams = growthCheck({
  name: 'stuck-streams',
  kind: 'stuck-streams',
  reading: 'stuckStreams',
  label: 'stuck streams',
  phrase: countPhrase,
  countsLeak: true,
  limit: 'connections',
  drift: 0.004,
  fills: 0.005,
  steps: 0.005,
  clumps: pairsAtRandom,
  detail: 'oldStuckStreams',
  subject: (level, old) => {
    const aged = old === null ? '' : ` (${countPhrase(old)} older than a day)`;
    return `${countPhrase(level)} stuck streams${aged}`;
  },
});

/** Do sockets get more that HAProxy holds open and the kernel has taken out of its tables? */
export const deadSockets = growthCheck({
  name: 'dead-sockets',
  kind: 'dead-sockets',
  reading: 'deadSockets',
  label: 'dead sockets',
  phrase: countPhrase,
  countsLeak: true,
  limit: 'descriptors',
  drift: 0.005,
  fills: 0.005,
  steps: 0.005,
  clumps: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} dead sockets (held open after the kernel closed them)`,
});

/** The same over all workers, those that drain among them. */
export const allDeadSockets = growthCheck({
  name: 'all-dead-sockets',
  kind: 'dead-sockets',
  reading: 'allDeadSockets',
  label: 'dead sockets of all workers',
  phrase: countPhrase,
  countsLeak: true,
  limit: 'descriptors',
  drift: 0.005,
  fills: 0.008,
  steps: 0.008,
  clumps: pairsAtRandom,
  subject: (level) =>
    `${countPhrase(level)} dead sockets of all workers (held open after the kernel closed them)`,
});

/** Do sockets get more that the kernel has allocated and no table lists? Host-wide, so it needs one namespace. */
export const unlistedSockets = growthCheck({
  name: 'unlisted-sockets',
  kind: 'dead-sockets',
  reading: 'unlistedSockets',
  label: 'sockets in no table',
  phrase: countPhrase,
  countsLeak: true,
  limit: 'descriptors',
  drift: 0.03,
  fills: 0.05,
  steps: 0.05,
  clumps: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} TCP sockets allocated on the host but in no socket table`,
  // Allocated counts the whole host, in use one namespace: their difference then is no count of anything. And where
  // HAProxy's own are counted, what is more than those is another program's.
  applies: (host) =>
    host.level('allDeadSockets') === null &&
    host.level('deadSockets') === null &&
    !host.bins.some(({ notes }) => notes.includes('other-netns')),
  alibi: (host, { perDay }) => {
    const others = grown(host, 'otherSockets');
    return others && others.perDay > perDay / 2 ? 'neighbour' : null;
  },
});

/** Do sockets get more that the peer has closed and HAProxy has not? */
export const closeWaitSockets = growthCheck({
  name: 'close-wait-sockets',
  kind: 'live-sockets',
  reading: 'allCloseWaitSockets',
  label: 'sockets in CLOSE_WAIT',
  phrase: countPhrase,
  countsLeak: true,
  limit: 'descriptors',
  drift: 0.01,
  fills: 0.02,
  steps: 0.02,
  clumps: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} sockets in CLOSE_WAIT (closed by the peer, not by HAProxy)`,
});

/** Until so many days were seen nothing that grows can be told. */
export const FIRST_DAYS = 2;

/** Part of the time observed that an old worker which never ends is seen for at the least. */
const ENDLESS = 0.4;

/** Do old workers get more, reload after reload? */
export const oldWorkers = growthCheck({
  name: 'old-workers',
  kind: 'old-workers',
  reading: 'stoppingWorkers',
  label: 'old workers',
  phrase: countPhrase,
  countsLeak: true,
  limit: 'workers',
  drift: 0.01,
  fills: 0.12,
  steps: 0.08,
  subject: (level) => `${countPhrase(level)} old workers`,
  // Where even the oldest was told to stop lately, each of them ends.
  alibi: ({ usableOfHost, days }) => {
    const ages = usableOfHost.flatMap(({ oldestStoppingSeconds }) => oldestStoppingSeconds || []);
    const isNever = ages.length === 0 || Math.max(...ages) > ENDLESS * days * DAY_SECONDS;
    return isNever ? null : 'levels-off';
  },
});
