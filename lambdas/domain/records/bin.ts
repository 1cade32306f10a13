import * as z from 'zod';

/** What can happen to a host, in the order in which a bin lists it. */
export const HOST_EVENTS = [
  'reboot',
  'restart',
  'reload',
  'upgrade',
  'config-change',
  'limits-change',
  'clock-step',
  'gap',
] as const;
export type HostEvent = (typeof HOST_EVENTS)[number];

/** Of the bins that are made now; those of an earlier one serve until they are made again. */
export const DERIVATION = 2;

const reading = z.number().nullable().default(null);
const text = z.string().nullable().default(null);

/** Directives of the main worker's configuration: the longest over its proxies, `null` where not set or not known. */
export const HostConfiguration = z.object({
  clientTimeoutSeconds: reading,
  serverTimeoutSeconds: reading,
  tunnelTimeoutSeconds: reading,
  /** Proxies without a client or server timeout. */
  untimedProxies: reading,
  /** tcp-ut of bind and of server lines. */
  clientTcpUserTimeoutSeconds: reading,
  serverTcpUserTimeoutSeconds: reading,
  hardStopAfterSeconds: reading,
});
export type HostConfiguration = z.infer<typeof HostConfiguration>;

/**
 * What the samples of one host say of three hours: medians of what stands, rates of what flows. A pure function of
 * those samples, so that it can be made again from the archive at any time. `null` is what could not be read.
 */
export const Bin = z.object({
  schema: z.literal(1),
  /** Which derivation made it: a later one reads more of the samples. */
  derivation: z.int().default(1),
  /** Start of the three hours. */
  binAt: z.iso.datetime(),
  hostId: z.string(),
  accountId: z.string(),
  region: z.string(),
  availabilityZone: text,
  role: text,
  name: text,
  /** Runs of the bin by their outcome on this host; a repeated run counts once. */
  sampled: z.int(),
  unreachable: z.int(),
  malformed: z.int(),
  /**
   * Whether the readings may be used: a third of the runs that the bin allows were sampled, and no process, kernel,
   * release, configuration or limit changed between two of them.
   */
  usable: z.boolean(),
  /**
   * Whether the readings of the whole host may be used: as `usable`, but a process, a release or a configuration may
   * have changed. `null` in a bin of derivation 1: as `usable`.
   */
  hostUsable: z.boolean().nullable().default(null),
  /**
   * What happened in the bin, or between the last sampled run of the bin before and its first, in this order and each
   * once. `gap`: no run of the bin before was sampled, though the host was there.
   */
  events: z.array(z.enum(HOST_EVENTS)),
  /**
   * The running workers (process, release, configuration), the boot and the limits that the readings belong to; one
   * key is one segment. A clock step leaves it as it is. `null` where no run was sampled.
   */
  segment: text,
  /** The boot and the limits alone, which the readings of the whole host belong to. */
  hostSegment: text,
  /** Version of the main worker as HAProxy prints it. */
  version: text,
  /** Package that owns its program, such as `haproxy 2.8.11-1ubuntu2`: what is installed, newer perhaps than what runs. */
  package: text,
  /** Its configuration at the end of the bin; `null` where it could not be read. */
  config: HostConfiguration.nullable().default(null),
  /** Seconds since the main worker started, at the middle of the bin. */
  ageSeconds: reading,
  pageBytes: reading,
  cpuCount: reading,
  pressureBytes: reading,
  highBytes: reading,
  /** Longest client, server or tunnel timeout of the main worker's configuration. */
  longestTimeoutSeconds: reading,
  /** Limits as the last run has them: `maxconn` and descriptors, each summed over the running workers. */
  maxConnections: reading,
  maxOpenFiles: reading,
  /** The host's memory, or that of the narrowest control group around a running worker. */
  memoryLimitBytes: reading,
  orphansMaximum: reading,
  /** How many local ports there are for outgoing connections to one destination. */
  localPorts: reading,
  /**
   * Medians, from here to `oldestStoppingSeconds`; `null` where fewer than a third of the sampled runs know the reading.
   * Bytes of TCP memory of the whole host.
   */
  memoryBytes: reading,
  /** allocated - inUse - inUse6: sockets in no table, of the whole host. */
  unlistedSockets: reading,
  /** TCP sockets of the whole host, other programs' among them; orphans belong to no program any more. */
  allocatedSockets: reading,
  orphans: reading,
  /** Bytes of UDP memory of the whole host. */
  udpMemoryBytes: reading,
  /**
   * Sockets in TIME_WAIT, where each stays for a minute: what closed in it, and so a flow, though it stands. `null` also
   * where HAProxy lives in another network namespace.
   */
  timeWaitSockets: reading,
  /** Sums over the running workers, from here to `residentBytes`; `null` where the main worker's is not known. */
  deadSockets: reading,
  stuckStreams: reading,
  /** Of these, older than 24 h. */
  oldStuckStreams: reading,
  untimedStreams: reading,
  streams: reading,
  connections: reading,
  /** Their own TCP sockets but those that listen; of these, in CLOSE_WAIT. */
  ownSockets: reading,
  closeWaitSockets: reading,
  udpSockets: reading,
  openFiles: reading,
  poolUsedBytes: reading,
  residentBytes: reading,
  /** Workers that drain: how many, and what they hold. */
  stoppingWorkers: reading,
  stoppingDeadSockets: reading,
  stoppingOpenFiles: reading,
  stoppingResidentBytes: reading,
  /** For how long the oldest of them has been told to stop at most. */
  oldestStoppingSeconds: reading,
  /** Sums over all workers, running and draining: what outlives a reload. Memory is resident or swapped out. */
  allOpenFiles: reading,
  allDeadSockets: reading,
  allSockets: reading,
  allCloseWaitSockets: reading,
  allResidentBytes: reading,
  /**
   * Flows of the running workers, a second, from what their counters gained in the bin while they ran on. All of them,
   * since the host's memory serves all; with one running worker, as nearly always, they are the main worker's.
   */
  connectionsPerSecond: reading,
  requestsPerSecond: reading,
  bytesOutPerSecond: reading,
  /** Seconds of CPU a second. */
  cpuPerSecond: reading,
  /** Entries into memory pressure in the bin. */
  pressureEvents: reading,
  /** Codes of the probe that bear on what the readings mean, such as `other-netns`. */
  notes: z.array(z.string()).default([]),
});
export type Bin = z.infer<typeof Bin>;
