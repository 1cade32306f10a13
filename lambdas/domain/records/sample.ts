import * as z from 'zod';
import { count, group, instant, list, quantity, text } from './figure.ts';
import { NO_PLACE } from './host-key.ts';
import { Kernel, LocalPorts, Tcp, Udp } from './kernel-figures.ts';

/**
 * The archive's record: one line of JSON a host and run. A public format that other tools may write and query
 * (docs/archive.md): readers accept unknown fields, and every group and figure that is missing or `null` is not known,
 * which is never 0. Counters are cumulative since the process (or, for `tcp`, the kernel) started.
 */

const Connections = z
  .object({ current: count, max: count, currentTls: count, cumulative: count })
  .meta({ id: 'Connections', description: '`max` is what HAProxy accepts: its maxconn.' });

const Streams = z
  .object({
    total: count.describe("Traffic streams; the runtime API's own are left out."),
    untimed: count.describe('Of these, without any expiry.'),
    stuck: count.describe('Of these, nothing can wake or end them; stability is judged over runs.'),
    stuckOlderThan: group(z.object({ '1h': count, '6h': count, '24h': count, '7d': count })),
    oldestStuckSeconds: quantity,
    scan: z.string().default('skipped: unknown').describe('`all`, or `skipped: <why>`.'),
  })
  .meta({ id: 'Streams' });

const Sockets = z
  .object({
    established: count,
    connecting: count,
    closing: count,
    closeWait: count,
    finWait: count,
    listening: count,
  })
  .meta({
    id: 'Sockets',
    description:
      "A worker's own TCP sockets by the kernel's state. In `closeWait` the peer has closed and HAProxy has not: a count that only grows is a program that does not close.",
  });

const Pools = z.object({ allocatedBytes: count, usedBytes: count }).meta({ id: 'Pools' });

export const Configuration = z
  .object({
    hash: text,
    clientTimeoutSeconds: quantity,
    serverTimeoutSeconds: quantity,
    tunnelTimeoutSeconds: quantity,
    untimedProxies: count.describe(
      'Proxies that HAProxy warns of for missing timeouts; `null` also where only a part of a large file was read.',
    ),
    clientTcpUserTimeoutSeconds: quantity,
    serverTcpUserTimeoutSeconds: quantity,
    hardStopAfterSeconds: quantity,
  })
  .meta({
    id: 'Configuration',
    description:
      'Effective directives: the longest timeout over the proxies; `null` where not set or not readable.',
  });
export type Configuration = z.infer<typeof Configuration>;

export const Process = z
  .object({
    pid: count,
    state: z
      .enum(['running', 'stopping'])
      .nullable()
      .default(null)
      .describe(
        '`stopping` is an old worker that drains. A process without a state counts as running: whoever is not root can not tell the two apart.',
      ),
    version: text.describe('As HAProxy itself prints it.'),
    package: text.describe('`haproxy 2.8.11-1ubuntu2`; `null` if none owns the program.'),
    startedAt: instant.nullable().default(null),
    uptimeSeconds: quantity,
    openFiles: count,
    maxOpenFiles: count,
    residentBytes: count,
    deadSockets: count.describe('Socket descriptors that no socket table has, seen twice a second apart.'),
    swapBytes: count,
    memoryLimitBytes: count.describe('Of its control group, or of the narrowest around it.'),
    cpuSecondsCumulative: quantity.describe('User and system.'),
    stoppingSeconds: quantity.describe(
      'Of an old worker, for how long at most it has been told to stop: the age of the oldest newer worker of its master.',
    ),
    sockets: group(Sockets),
    udpSockets: count,
    connections: group(Connections),
    requestsCumulative: count,
    bytesOutCumulative: count,
    streams: group(Streams),
    pools: group(Pools),
    config: Configuration.nullable().default(null),
    count: z.int().positive().default(1).describe('Workers that the entry sums up.'),
  })
  .meta({
    id: 'Process',
    description: 'One HAProxy worker, or (`count` above 1) the sum of those that were not listed.',
  });
export type Process = z.infer<typeof Process>;

/** Whether it takes new connections, as far as is known. */
export const isRunning = ({ state }: Pick<Process, 'state'>): boolean => state !== 'stopping';

/** What EC2 and SSM say of a host; never taken from the host's own output. */
export const HostIdentity = z.object({
  hostId: z.string().min(1).describe('One host for good: history goes by it.'),
  accountId: z.string().default(NO_PLACE).describe('`none` for a host that belongs to no AWS account.'),
  region: z.string().default(NO_PLACE),
  availabilityZone: text,
  role: text.describe('What the host is for; hosts of one role and release make a cohort.'),
  name: text.describe('For people.'),
});
export type HostIdentity = z.infer<typeof HostIdentity>;

/** What a host says of itself: the part of a sample that comes from the probe. */
export const ProbeReport = z.object({
  source: z
    .string()
    .min(1)
    .default('probe')
    .describe('Where the figures come from: `probe`, or another program that writes this format.'),
  probe: z.string().describe('Version of the probe.'),
  takenAt: instant.describe("The host's clock."),
  kernel: group(Kernel),
  tcp: group(Tcp),
  udp: group(Udp),
  localPorts: group(LocalPorts),
  processes: list(Process).describe('Every HAProxy worker, old ones that still drain included.'),
  notes: list(z.string()).describe('What could not be read and why, in short codes.'),
});
export type ProbeReport = z.infer<typeof ProbeReport>;

const run = {
  schema: z.literal(1),
  runAt: instant.describe("The run's scheduled instant, UTC: history's time axis."),
  ...HostIdentity.shape,
};

export const Sample = z.discriminatedUnion('outcome', [
  z.object({
    ...run,
    outcome: z.literal('sampled'),
    reason: z.null().default(null),
    ...ProbeReport.shape,
    // Other programs that write the format have no probe, and perhaps no clock of the host's.
    probe: text.describe('Version of the probe; `null` where another program wrote the sample.'),
    takenAt: instant
      .nullable()
      .default(null)
      .describe("The host's clock; it only measures how wrong that is."),
  }),
  z.object({
    ...run,
    outcome: z.enum(['unreachable', 'malformed']),
    reason: z.string().min(1).describe('A short code, such as `NotManaged` or `NoJsonLine`.'),
  }),
]);
export type Sample = z.infer<typeof Sample>;
export type SampledHost = Extract<Sample, { outcome: 'sampled' }>;
