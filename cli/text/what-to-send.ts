import type { ShownKind } from '../../lambdas/domain/releases/explanation.ts';

/** A command, and whether it is one of the runtime API or of a shell. */
export type Evidence = { command: string; at: 'runtime-api' | 'master-cli' | 'shell'; says: string };

/** Where HAProxy's maintainers are told. */
export const TRACKER = 'https://github.com/haproxy/haproxy/issues';

const STREAMS: Evidence = {
  command: 'show sess all',
  at: 'runtime-api',
  says: 'each stream, how old it is and when it expires',
};
const DESCRIPTORS: Evidence = {
  command: 'show fd',
  at: 'runtime-api',
  says: 'each descriptor and whose it is',
};
const SOCKETS: Evidence = {
  command: 'ss -tanpm',
  at: 'shell',
  says: 'each socket, its state and its memory',
};
const POOLS: Evidence = { command: 'show pools', at: 'runtime-api', says: 'memory by what it is for' };

/** What any report of a bug has. */
const ALWAYS: readonly Evidence[] = [
  { command: 'haproxy -vv', at: 'shell', says: 'release, build and libraries' },
  { command: 'show info', at: 'runtime-api', says: 'limits, counts and load' },
];

const BY_KIND: Readonly<Record<ShownKind, readonly Evidence[]>> = {
  'stuck-streams': [STREAMS, DESCRIPTORS],
  'dead-sockets': [DESCRIPTORS, SOCKETS],
  'live-sockets': [STREAMS, DESCRIPTORS, SOCKETS],
  'untimed-streams': [STREAMS],
  descriptors: [
    DESCRIPTORS,
    { command: 'ls -l /proc/PID/fd', at: 'shell', says: 'each descriptor of the kernel' },
  ],
  'old-workers': [
    { command: 'show proc', at: 'master-cli', says: 'the workers and their ages' },
    { command: '@!PID show sess all', at: 'master-cli', says: 'what an old worker still holds' },
  ],
  memory: [
    POOLS,
    {
      command: 'show profiling memory',
      at: 'runtime-api',
      says: 'who allocates, once profiling.memory is on',
    },
  ],
  'tcp-memory': [STREAMS, SOCKETS],
  cpu: [
    { command: 'show activity', at: 'runtime-api', says: 'what the threads do, twice a few seconds apart' },
    {
      command: 'show profiling tasks',
      at: 'runtime-api',
      says: 'which tasks run, once profiling.tasks is on',
    },
    { command: 'perf top -p PID', at: 'shell', says: 'where the time goes, libraries and kernel included' },
  ],
};

/** What to send with a report on what a host shows, each once. */
export const whatToSend = (kinds: readonly ShownKind[]): Evidence[] => [
  ...new Set([...ALWAYS, ...kinds.flatMap((kind) => BY_KIND[kind])]),
];
