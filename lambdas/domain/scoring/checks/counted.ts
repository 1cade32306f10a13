import { countPhrase } from '../../format.ts';
import { DAY_SECONDS } from '../../records/time.ts';
import { READINGS } from '../readings.ts';
import { grown } from './alibis.ts';
import { type Check, growthCheck } from './check.ts';
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

/** A few streams that look stuck for days are how some hosts are; each factor of e beyond it says so much more. */
export const FEW_AGED = 10;
const [PER_FACTOR, MOST_OF_AGES] = [1.2, 4];
/** Where peers close one way and stay, up to a sixth of the connections of sound hosts look so for good. */
const USUAL_SHARE = 0.2;

/**
 * Are there more streams stuck for more than a day than sound hosts have? Ages in one sample are history. After the
 * first days a usual share of the connections is allowed for, and what is beyond it counts though it has stopped
 * growing, as where the host is full, or where it came in one burst.
 */
export const agedStreams: Check<'aged-streams'> = {
  name: 'aged-streams',
  kind: 'stuck-streams',
  reading: 'oldStuckStreams',
  label: 'streams stuck for more than a day',
  phrase: countPhrase,
  countsLeak: true,
  scope: READINGS.oldStuckStreams.scope,
  measure: (host) => {
    const level = host.level('oldStuckStreams');
    if (level === null) return null;
    if (host.days < FIRST_DAYS) return { ...NO_GROWTH, level, base: FEW_AGED };
    const connections = host.level('connections');
    if (connections === null) return null;
    const base = FEW_AGED + USUAL_SHARE * connections;
    // What is usual says nothing: whether it grows is asked apart.
    return level > base ? { ...NO_GROWTH, level, base } : null;
  },
  answer: ({ level, base }) => {
    const beyond = PER_FACTOR * Math.log(Math.max(level, 1) / base);
    return {
      logRatio: Math.max(0, Math.min(MOST_OF_AGES, beyond)),
      because: null,
      isLoadOut: true,
      summary: `${countPhrase(level)} streams have been stuck for more than a day, as a single sample shows`,
      growthPerDay: null,
      weighedPerDay: null,
    };
  },
  drifts: () => 0,
};

const NO_GROWTH = {
  detail: null,
  perDay: 0,
  standardError: 0,
  halfWidth: 0,
  toldPerDay: 0,
  toldHalfWidth: 0,
  base: 0,
  slowest: 0,
  fastest: 0,
  shape: 0,
  step: 0,
  days: 0,
  isLoadOut: true,
  alibi: null,
} as const;

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
