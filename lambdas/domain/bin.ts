import * as z from 'zod';

/** Hours of a bin; bins begin at 00:00, 03:00, … UTC. */
export const BIN_HOURS = 3;

const reading = z.number().nullable().default(null);
const text = z.string().nullable().default(null);

/**
 * What the samples of one host say of three hours: medians of what stands, rates of what flows. A pure function of
 * those samples, so that it can be made again from the archive at any time. `null` is what could not be read.
 */
export const Bin = z.object({
  schema: z.literal(1),
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
   * Whether the readings may be used: a third of the runs that the bin allows were sampled and no process, kernel,
   * release or configuration changed in it.
   */
  usable: z.boolean(),
  /** What happened in the bin or since the bin before, in this order: reboot, restart, reload, upgrade, … */
  events: z.array(
    z.enum(['reboot', 'restart', 'reload', 'upgrade', 'config-change', 'limits-change', 'clock-step', 'gap']),
  ),
  /** The process, kernel, release, configuration and limits that the readings belong to; one key is one segment. */
  segment: text,
  /** Version of the main worker as HAProxy prints it. */
  version: text,
  /** Seconds since the main worker started, at the middle of the bin. */
  ageSeconds: reading,
  pageBytes: reading,
  cpuCount: reading,
  pressureBytes: reading,
  highBytes: reading,
  /** Longest client, server or tunnel timeout of the configuration. */
  longestTimeoutSeconds: reading,
  /** Medians. Bytes of TCP memory of the whole host. */
  memoryBytes: reading,
  /** allocated - inUse - inUse6: sockets in no table, of the whole host. */
  unlistedSockets: reading,
  deadSockets: reading,
  stuckStreams: reading,
  /** Of these, older than 24 h. */
  oldStuckStreams: reading,
  untimedStreams: reading,
  connections: reading,
  openFiles: reading,
  poolUsedBytes: reading,
  residentBytes: reading,
  /** Workers that drain: how many, and what they hold. */
  stoppingWorkers: reading,
  stoppingDeadSockets: reading,
  /** Flows of the main worker, a second. */
  connectionsPerSecond: reading,
  requestsPerSecond: reading,
  bytesOutPerSecond: reading,
  /** Entries into memory pressure in the bin. */
  pressureEvents: reading,
  /** Codes of the probe that bear on what the readings mean, such as `other-netns`. */
  notes: z.array(z.string()).default([]),
});
export type Bin = z.infer<typeof Bin>;
