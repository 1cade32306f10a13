import { Process, type Sample, type SampledHost } from '../../lambdas/domain/records/sample.ts';

const RUN_AT = '2026-11-22T16:05:00Z';

const identity = (hostId: string, runAt = RUN_AT) => ({
  schema: 1 as const,
  runAt,
  hostId,
  accountId: '111122223333',
  region: 'eu-west-1',
  availabilityZone: 'eu-west-1a',
  role: 'edge',
  name: hostId,
});

/** A worker of which only what is given is known. */
export const worker = (known: Partial<Process> & { stuck?: number | null } = {}): Process => {
  const { stuck = null, ...given } = known;
  const unknown = Process.parse({
    state: 'running',
    connections: {},
    streams: { scan: 'all', stuck },
    pools: {},
  });
  return { ...unknown, ...given };
};

/** A sampled host of role edge; `tcp` and `processes` as given, all else unknown. */
export function sampled(
  hostId: string,
  { tcp = {}, kernel = {}, processes = [], bootId = 'boot-1', runAt = RUN_AT, ...rest }: SampledOptions = {},
): SampledHost {
  const nothing = {
    inUse: null,
    orphan: null,
    timeWait: null,
    allocated: null,
    inUse6: null,
    memoryPages: null,
    orphansMaximum: null,
  };
  const noLimits = { memoryLowPages: null, memoryPressurePages: null, memoryHighPages: null };
  return {
    ...identity(hostId, runAt),
    outcome: 'sampled',
    reason: null,
    source: 'probe',
    probe: '1.0.0',
    takenAt: runAt,
    kernel: {
      release: null,
      bootId,
      uptimeSeconds: null,
      pageBytes: 4096,
      cpuCount: null,
      memoryTotalBytes: null,
      memoryAvailableBytes: null,
      ...kernel,
    },
    tcp: { ...nothing, ...noLimits, pressureEvents: null, abortsOnMemory: null, ...tcp },
    udp: { inUse: null, memoryPages: null },
    localPorts: { first: null, last: null },
    processes,
    notes: [],
    ...rest,
  };
}

interface SampledOptions {
  tcp?: Partial<SampledHost['tcp']>;
  processes?: Process[];
  kernel?: Partial<SampledHost['kernel']>;
  bootId?: string;
  runAt?: string;
  role?: string | null;
  notes?: string[];
}

export const unreachable = (hostId: string, reason = 'NotManaged', runAt = RUN_AT): Sample => ({
  ...identity(hostId, runAt),
  outcome: 'unreachable',
  reason,
});

export const malformed = (hostId: string, reason = 'NoOutput', runAt = RUN_AT): Sample => ({
  ...identity(hostId, runAt),
  outcome: 'malformed',
  reason,
});
