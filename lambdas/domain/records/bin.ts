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
export const DERIVATION = 3;

const reading = z.number().nullable().default(null);
const text = z.string().nullable().default(null);

/** Directives of the main worker's configuration: the longest over its proxies, `null` where not set or not known. */
export const HostConfiguration = z.object({
  clientTimeoutSeconds: reading,
  serverTimeoutSeconds: reading,
  tunnelTimeoutSeconds: reading,
  untimedProxies: reading.describe('Proxies without a client or server timeout.'),
  clientTcpUserTimeoutSeconds: reading.describe('tcp-ut of bind and of server lines.'),
  serverTcpUserTimeoutSeconds: reading,
  hardStopAfterSeconds: reading,
});
export type HostConfiguration = z.infer<typeof HostConfiguration>;

export const Bin = z
  .object({
    schema: z.literal(1),
    derivation: z
      .int()
      .default(1)
      .describe('Which derivation made it: a later one reads more of the samples.'),
    binAt: z.iso.datetime().describe('Start of the three hours.'),
    hostId: z.string(),
    accountId: z.string(),
    region: z.string(),
    availabilityZone: text,
    role: text,
    name: text,
    sampled: z.int().describe('Runs of the bin by their outcome on this host; a repeated run counts once.'),
    unreachable: z.int(),
    malformed: z.int(),
    usable: z
      .boolean()
      .describe(
        'Whether the readings may be used: a third of the runs that the bin allows were sampled (one, where a host is asked once in six hours or more rarely), and no process, kernel, release, configuration or limit changed between two of them.',
      ),
    hostUsable: z
      .boolean()
      .nullable()
      .default(null)
      .describe(
        'Whether the readings of the whole host may be used: as `usable`, but a process, a release or a configuration may have changed. `null` in a bin of derivation 1: as `usable`.',
      ),
    events: z
      .array(z.enum(HOST_EVENTS))
      .describe(
        'What happened in the bin, or between the last sampled run of the bin before and its first, in this order and each once. `gap`: no run of the bin before was sampled, though the host was there.',
      ),
    segment: text.describe(
      'The running workers (process, release, configuration), the boot and the limits that the readings belong to; one key is one segment. A clock step leaves it as it is. `null` where no run was sampled.',
    ),
    hostSegment: text.describe(
      'The boot and the limits alone, which the readings of the whole host belong to.',
    ),
    version: text.describe('Version of the main worker as HAProxy prints it.'),
    package: text.describe(
      'Package that owns the program, such as `haproxy 2.8.11-1ubuntu2`: what is installed, newer perhaps than what runs.',
    ),
    config: HostConfiguration.nullable()
      .default(null)
      .describe('Its configuration at the end of the bin; `null` where it could not be read.'),
    ageSeconds: reading.describe('Seconds since the main worker started, at the middle of the bin.'),
    pageBytes: reading,
    cpuCount: reading,
    pressureBytes: reading,
    highBytes: reading,
    longestTimeoutSeconds: reading.describe(
      "Longest client, server or tunnel timeout of the main worker's configuration.",
    ),
    maxConnections: reading.describe('`maxconn` as the last run has it, summed over the running workers.'),
    maxOpenFiles: reading.describe('Their limits of descriptors, summed in the same way.'),
    memoryLimitBytes: reading.describe(
      "The host's memory, or that of the narrowest control group around a running worker.",
    ),
    orphansMaximum: reading,
    localPorts: reading.describe(
      'How many local ports there are for outgoing connections to one destination.',
    ),
    // Medians, from here to `allResidentBytes`; `null` where fewer than a third of the sampled runs know the reading.
    memoryBytes: reading.describe('Bytes of TCP memory of the whole host, the median of the runs.'),
    unlistedSockets: reading.describe('allocated - inUse - inUse6: sockets in no table, of the whole host.'),
    allocatedSockets: reading.describe(
      "TCP sockets of the whole host, other programs' among them; orphans belong to no program any more.",
    ),
    orphans: reading,
    udpMemoryBytes: reading.describe('Bytes of UDP memory of the whole host.'),
    timeWaitSockets: reading.describe(
      'Sockets in TIME_WAIT, where each stays for a minute: what closed in it, and so a flow, though it stands. `null` also where HAProxy lives in another network namespace.',
    ),
    // Sums over the running workers, from here to `residentBytes`; `null` where the main worker's is not known.
    deadSockets: reading,
    stuckStreams: reading,
    oldStuckStreams: reading.describe('Stuck streams older than 24 h.'),
    untimedStreams: reading,
    streams: reading,
    connections: reading,
    ownSockets: reading.describe('Their own TCP sockets but those that listen.'),
    closeWaitSockets: reading.describe('Of these, in CLOSE_WAIT.'),
    udpSockets: reading,
    openFiles: reading,
    poolUsedBytes: reading,
    residentBytes: reading,
    excessCloseWaitSockets: reading.describe(
      'Sockets in CLOSE_WAIT beyond two for each connection and each stream of the same worker in the same run, summed over the running workers of which all three were read.',
    ),
    excessOpenFiles: reading.describe(
      'Open files beyond two for each connection and stream, listeners, UDP sockets, a quarter of the limit of descriptors (idle connections to servers) and half of `maxconn` (pipes), summed in the same way.',
    ),
    stoppingWorkers: reading.describe('How many workers drain; beside it what they hold.'),
    stoppingDeadSockets: reading,
    stoppingOpenFiles: reading,
    stoppingResidentBytes: reading,
    oldestStoppingSeconds: reading.describe('For how long the oldest of them has been told to stop at most.'),
    allOpenFiles: reading.describe(
      'Sum over all workers, running and draining, as of the next four: what outlives a reload.',
    ),
    allDeadSockets: reading,
    allSockets: reading,
    allCloseWaitSockets: reading,
    allResidentBytes: reading.describe('Resident or swapped out.'),
    connectionsPerSecond: reading.describe(
      "Flows of the running workers, a second, from what their counters gained in the bin while they ran on. All of them, since the host's memory serves all; with one running worker, as nearly always, they are the main worker's.",
    ),
    requestsPerSecond: reading,
    bytesOutPerSecond: reading,
    cpuPerSecond: reading.describe('Seconds of CPU a second.'),
    pressureEvents: reading.describe('Entries into memory pressure in the bin.'),
    notes: z
      .array(z.string())
      .default([])
      .describe('Codes of the probe that bear on what the readings mean, such as `other-netns`.'),
  })
  .meta({
    id: 'Bin',
    description:
      'What the samples of one host say of three hours: medians of gauges, rates of counters. A pure function of those samples, so that it can be made again from the archive at any time. `null` is what could not be read.',
  });
export type Bin = z.infer<typeof Bin>;
