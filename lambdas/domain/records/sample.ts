import * as z from 'zod';

/**
 * The archive's record: one line of JSON a host and run. A public format that other tools may write and query;
 * readers accept unknown fields and missing optional ones. A quantity that could not be read is `null`, never 0.
 * Counters are cumulative since the process (or, for `tcp`, the kernel) started.
 */

const quantity = z.number().nonnegative().nullable().default(null);
const count = z.int().nonnegative().nullable().default(null);
const text = z.string().nullable().default(null);
const instant = z.iso.datetime();

export const Kernel = z.object({
  release: text,
  bootId: text,
  uptimeSeconds: quantity,
  /** Bytes of one page: 4,096 on most hosts, 16 or 64 KiB on some arm64 kernels. */
  pageBytes: count,
  cpuCount: count,
  memoryTotalBytes: count,
  memoryAvailableBytes: count,
});

/**
 * The host's TCP figures. `inUse`, `inUse6` and `timeWait` belong to one network namespace; `orphan`, `allocated`
 * (both families) and `memoryPages` to the whole host.
 */
export const Tcp = z.object({
  inUse: count,
  orphan: count,
  timeWait: count,
  allocated: count,
  inUse6: count,
  memoryPages: count,
  memoryLowPages: count,
  memoryPressurePages: count,
  memoryHighPages: count,
  pressureEvents: count,
  abortsOnMemory: count,
  /** Orphans beyond it are reset; `orphan` stands beside. */
  orphansMaximum: count,
});

/** UDP, which QUIC uses: `inUse` of the network namespaces that the probe saw, `memoryPages` of the whole host. */
export const Udp = z.object({ inUse: count, memoryPages: count });

/** The range that outgoing connections take their local ports from. */
export const LocalPorts = z.object({ first: count, last: count });

const Connections = z.object({ current: count, max: count, currentTls: count, cumulative: count });

const Streams = z.object({
  /** Traffic streams; the runtime API's own are left out. */
  total: count,
  /** Of these, without any expiry. */
  untimed: count,
  /** Of these, matching the terse rule of a stuck stream; stability is judged over runs. */
  stuck: count,
  stuckOlderThan: z
    .object({ '1h': count, '6h': count, '24h': count, '7d': count })
    .default({ '1h': null, '6h': null, '24h': null, '7d': null }),
  oldestStuckSeconds: quantity,
  /** `all`, or `skipped: <why>`. */
  scan: z.string().default('skipped: unknown'),
});

/**
 * A worker's own TCP sockets by the kernel's state. `connecting` waits for an answer, `closing` and `finWait` for the
 * peer; in `closeWait` the peer has closed and HAProxy has not: a count that only grows is a program that does not close.
 */
const Sockets = z.object({
  established: count,
  connecting: count,
  closing: count,
  closeWait: count,
  finWait: count,
  listening: count,
});

const Pools = z.object({ allocatedBytes: count, usedBytes: count });

/** Effective directives: the longest timeout over the proxies; `null` where not set or not readable. */
export const Configuration = z.object({
  hash: text,
  clientTimeoutSeconds: quantity,
  serverTimeoutSeconds: quantity,
  tunnelTimeoutSeconds: quantity,
  /** Proxies that HAProxy warns of for missing timeouts; `null` also where only a part of a large file was read. */
  untimedProxies: count,
  clientTcpUserTimeoutSeconds: quantity,
  serverTcpUserTimeoutSeconds: quantity,
  hardStopAfterSeconds: quantity,
});
export type Configuration = z.infer<typeof Configuration>;

/** One HAProxy worker, or (`count` above 1) the sum of those that did not fit the probe's line. */
export const Process = z.object({
  pid: count,
  state: z.enum(['running', 'stopping']).nullable().default(null),
  version: text,
  package: text,
  startedAt: instant.nullable().default(null),
  uptimeSeconds: quantity,
  openFiles: count,
  maxOpenFiles: count,
  residentBytes: count,
  swapBytes: count,
  /** Of its control group, or of the narrowest around it; `null` without one. */
  memoryLimitBytes: count,
  /** User and system. */
  cpuSecondsCumulative: quantity,
  /**
   * Of an old worker, for how long at most it has been told to stop: the age of the oldest newer worker of its master.
   * `null` for one that runs, and without a master.
   */
  stoppingSeconds: quantity,
  /** Socket descriptors that no socket table has, seen twice a second apart. */
  deadSockets: count,
  sockets: Sockets.prefault({}),
  udpSockets: count,
  connections: Connections.prefault({}),
  requestsCumulative: count,
  bytesOutCumulative: count,
  streams: Streams.prefault({}),
  pools: Pools.prefault({}),
  config: Configuration.nullable().default(null),
  count: z.int().positive().default(1),
});
export type Process = z.infer<typeof Process>;

/** What EC2 and SSM say of a host; never taken from the host's own output. */
export const HostIdentity = z.object({
  hostId: z.string().min(1),
  accountId: z.string(),
  region: z.string(),
  availabilityZone: text,
  /** Value of the configured role tag; part of the cohort. */
  role: text,
  name: text,
});
export type HostIdentity = z.infer<typeof HostIdentity>;

/** What a host says of itself: the part of a sample that comes from the probe. */
export const ProbeReport = z.object({
  /** Where the figures come from: `probe`, or another program that writes this format. */
  source: z.string().min(1).default('probe'),
  probe: z.string(),
  takenAt: instant,
  kernel: Kernel.prefault({}),
  tcp: Tcp.prefault({}),
  udp: Udp.prefault({}),
  localPorts: LocalPorts.prefault({}),
  processes: z.array(Process).default([]),
  notes: z.array(z.string()).default([]),
});
export type ProbeReport = z.infer<typeof ProbeReport>;

const run = { schema: z.literal(1), runAt: instant, ...HostIdentity.shape };

export const Sample = z.discriminatedUnion('outcome', [
  z.object({ ...run, outcome: z.literal('sampled'), reason: z.null().default(null), ...ProbeReport.shape }),
  z.object({ ...run, outcome: z.enum(['unreachable', 'malformed']), reason: z.string().min(1) }),
]);
export type Sample = z.infer<typeof Sample>;
export type SampledHost = Extract<Sample, { outcome: 'sampled' }>;
