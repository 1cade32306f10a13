import { bytesPhrase } from '../../format.ts';
import type { HostTrend } from '../host-trend.ts';
import { grown, ofConnectionsInUse, relativeTo } from './alibis.ts';
import { growthCheck } from './check.ts';

// Checks of what a leak makes of memory.

/** Does what HAProxy's own pools hold grow more than arrivals explain? */
export const poolGrowth = growthCheck({
  name: 'pool-growth',
  kind: 'memory',
  reading: 'poolUsedBytes',
  label: "memory of HAProxy's pools",
  phrase: bytesPhrase,
  countsLeak: false,
  limit: 'memory',
  drift: 0.015,
  fills: 0.06,
  steps: 0.04,
  slack: () => 1_048_576,
  subject: (level) => `${bytesPhrase(level)} used in HAProxy's pools`,
  alibi: ofConnectionsInUse,
});

/** Does HAProxy's own memory? It rises with peaks, and the allocator gives little of it back. */
export const residentGrowth = growthCheck({
  name: 'resident-growth',
  kind: 'memory',
  reading: 'residentBytes',
  label: "HAProxy's memory",
  phrase: bytesPhrase,
  countsLeak: false,
  limit: 'memory',
  drift: 0.2,
  fills: 0.25,
  steps: 0.2,
  subject: (level) => `${bytesPhrase(level)} resident memory`,
  alibi: ofConnectionsInUse,
});
export const allResidentGrowth = growthCheck({
  name: 'all-resident-growth',
  kind: 'memory',
  reading: 'allResidentBytes',
  label: 'memory of all workers',
  phrase: bytesPhrase,
  countsLeak: false,
  limit: 'memory',
  drift: 0.2,
  fills: 0.25,
  steps: 0.2,
  subject: (level) => `${bytesPhrase(level)} resident memory of all workers`,
  alibi: ofConnectionsInUse,
});
export const heapGrowth = growthCheck({
  name: 'heap-growth',
  kind: 'memory',
  reading: 'heapBytes',
  label: 'memory outside of the pools',
  phrase: bytesPhrase,
  countsLeak: false,
  limit: 'memory',
  drift: 0.3,
  fills: 0.25,
  steps: 0.2,
  subject: (level) => `${bytesPhrase(level)} resident memory outside HAProxy's pools`,
  alibi: ofConnectionsInUse,
});

/** What a socket holds with both buffers full before the kernel widens them: the defaults of `tcp_rmem` and `tcp_wmem`. */
const BYTES_A_SOCKET = 131_072 + 16_384;
/** Pages that each CPU may hold of the kernel's figure without saying so. */
const RESERVE_PAGES = 256;

/** Does TCP memory grow more than load explains? */
export const memoryGrowth = growthCheck({
  name: 'memory-growth',
  kind: 'tcp-memory',
  reading: 'memoryBytes',
  label: 'TCP memory',
  phrase: bytesPhrase,
  countsLeak: false,
  limit: 'tcp-memory',
  drift: 0.01,
  fills: 0.05,
  steps: 0.06,
  reserve: reserveBytes,
  subject: (level) => `${bytesPhrase(level)} of TCP memory`,
  // Where other programs' sockets grow about as fast, or by enough to hold it, it is theirs.
  alibi: (host, growth, level) => {
    const others = grown(host, 'otherSockets');
    const isTheirs =
      others !== null &&
      (others.relative > relativeTo(growth, level) / 2 || growth.perDay < BYTES_A_SOCKET * others.perDay);
    return isTheirs ? 'neighbour' : ofConnectionsInUse(host, growth, level);
  },
});

function reserveBytes({ usable }: HostTrend): number {
  const newest = usable.at(-1);
  return RESERVE_PAGES * (newest?.pageBytes ?? 4096) * (newest?.cpuCount ?? 1);
}
