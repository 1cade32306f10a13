import type { LeakKind } from '../../../../lambdas/domain/records/leak-kind.ts';
import type { HostIdentity } from '../../../../lambdas/domain/records/sample.ts';
import type { PartialHoldings } from './holdings.ts';
import type { Nuisances } from './nuisances.ts';

/**
 * All that is decided about one host before chance plays: the machine, its traffic, what its connections hold, its
 * leak and what happens to it. Days count from `from`; a negative day is before the observation.
 */
export interface HostScenario {
  readonly identity: HostIdentity;
  /** The class it belongs to; the model doesn't look at it. */
  readonly kind: string;
  /** Start of the observation: a whole hour, UTC. */
  readonly from: Date;
  readonly days: number;
  /** When EC2 launched it (0 or before: it was there) and, of an autoscaled host, when it was terminated. */
  readonly launchedDay: number;
  readonly terminatedDay: number | null;
  readonly machine: Machine;
  readonly traffic: Traffic;
  readonly connections: Connections;
  readonly noise: Noise;
  readonly haproxy: Haproxy;
  readonly leak: Leak | null;
  /** A leak of another kind than the founding one. */
  readonly resourceLeak?: ResourceLeak;
  readonly nuisances?: Nuisances;
  /** `older`: the probe before that of sockets by state, UDP, limits, swap and CPU. `newest` where it isn't said. */
  readonly probe?: 'newest' | 'older';
  /** In the order of their days. */
  readonly events: readonly HostEvent[];
  /** Memory of a connection from a day on, as a multiple: peers, payload or sysctl changed. */
  readonly memorySteps: readonly { readonly atDay: number; readonly factor: number }[];
  /** Days between which the host does not answer. */
  readonly gaps: readonly { readonly fromDay: number; readonly toDay: number }[];
}

export interface Machine {
  readonly cpuCount: number;
  readonly memoryTotalBytes: number;
  /** Of the control group that HAProxy runs in. */
  readonly memoryLimitBytes?: number;
  readonly pageBytes: number;
  readonly kernelRelease: string;
  /**
   * How the kernel charges TCP memory: `per-cpu` with a reserve of up to 256 pages a CPU, `exact` (older kernels),
   * `bypassed` (sockets charged elsewhere: the figure says nothing), `unreadable`.
   */
  readonly accounting: 'per-cpu' | 'exact' | 'bypassed' | 'unreadable';
  /** The kernel's boot time, as /proc/stat gives it, moves by a second as the clock is slewed. */
  readonly clockSlews: boolean;
}

export type TrafficShape =
  | {
      readonly type: 'synthetic';
      /** Share of the mean by which the day swings. */
      readonly dayAmplitude: number;
      readonly peakHour: number;
      /** Traffic of Saturday and Sunday as a share of the other days'. */
      readonly weekendFactor: number;
    }
  | { readonly type: 'recorded'; readonly name: string; readonly offsetHours: number };

export interface Traffic {
  readonly shape: TrafficShape;
  /** New connections a second, the mean at the start. */
  readonly connectionsPerSecond: number;
  /** Linear, as a share of the start's traffic. */
  readonly growthPerDay: number;
  readonly noiseSd: number;
  /** What hosts of one role and seed have in common. */
  readonly fleet: {
    readonly seed: number;
    readonly noiseSd: number;
    readonly driftPerDay: number;
    /** Of their memory, slow and not explained by load: clients and payload change for all alike. */
    readonly memoryWanderSd: number;
  } | null;
  /** Campaigns, holidays and outages: a multiple for hours to weeks, with a slope at either end. */
  readonly episodes?: readonly {
    readonly fromDay: number;
    readonly toDay: number;
    readonly factor: number;
    readonly rampHours: number;
  }[];
  /** Traffic from a day on as a multiple: migrations. */
  readonly migrations: readonly { readonly atDay: number; readonly factor: number }[];
  readonly batch: {
    readonly everyDays: number;
    readonly startHour: number;
    readonly hours: number;
    readonly trafficFactor: number;
    readonly memoryFactor: number;
  } | null;
}

/** Little's law: what stands is what arrives times how long it stays. */
export interface Connections {
  readonly shortSeconds: number;
  /** From a day on connections last so many times as long: a timeout or a server changed. */
  readonly lifetimeSteps?: readonly { readonly atDay: number; readonly factor: number }[];
  /** They wander with the servers' answers, as a logarithm, and drift by so much a day. */
  readonly lifetimeWander?: {
    readonly sd: number;
    readonly tauHours: number;
    readonly driftPerDay: number;
  };
  /** Share of the new connections that stay long. */
  readonly longShare: number;
  readonly longHours: number;
  readonly bytesPerShort: number;
  readonly bytesPerLong: number;
  readonly requestsPerShort: number;
  readonly bytesOutPerRequest: number;
  /** Connections to back ends for one of a client. */
  readonly backShare: number;
  readonly tlsShare: number;
  readonly ipv6Share: number;
  /** Streams without a timer: tunnels of which so many stand on average, each gone after `hours` on average. */
  readonly untimed: {
    readonly steady: number;
    /** Part of them that comes with the load, as where a proxy has no timeout; the rest is always as many. */
    readonly loadShare: number;
    readonly hours: number;
    /** Of these, half closed: they look stuck and end all the same. */
    readonly halfClosedShare: number;
    readonly bytesEach: number;
  };
  /** Memory that fills after a start and stays: a multiple of the load's, and how slowly. */
  readonly filling: { readonly share: number; readonly hours: number };
}

/** Noise of memory that load doesn't explain, as shares of the load's memory. */
export interface Noise {
  readonly hourlySd: number;
  readonly hourlyTauHours: number;
  readonly wanderSd: number;
  readonly wanderTauHours: number;
  readonly instantSd: number;
}

export interface Haproxy {
  readonly version: string;
  /** Days that the first worker ran before the observation (0: started with it). */
  readonly ageDays: number;
  readonly packaged: boolean;
  /** Limits of the process; without them more than the load ever takes. */
  readonly maxConnections?: number;
  readonly maxOpenFiles?: number;
  readonly timeoutSeconds: number;
  readonly tunnelTimeoutSeconds: number | null;
  readonly untimedProxies: number;
  readonly hardStopAfterSeconds: number | null;
  /** What the probe may ask: all, no list of streams (socket of level user), or nothing (no socket). */
  readonly answers: 'all' | 'no-streams' | 'no-socket';
}

export interface Leak {
  /**
   * `stuck-streams`: the founding leak. `held-connections`: connections that never end though their timers run on.
   * `buffers`: bytes alone, nothing that could be counted.
   */
  readonly mechanism: 'stuck-streams' | 'held-connections' | 'buffers';
  readonly pattern: 'steady' | 'with-traffic' | 'bursts';
  /** The mean while an affected worker runs, at the start's traffic. */
  readonly bytesPerDay: number;
  /** The mean; between 4 kB and what two sockets' buffers hold. */
  readonly bytesPerStream: number;
  /** Share of the stuck streams whose two sockets are dead; the peers of the others were not reset. */
  readonly deadShare: number;
  /** Releases that leak. */
  readonly affectedVersions: readonly string[];
}

/** What a worker takes and gives back only at its end. */
export interface ResourceLeak {
  readonly kind: LeakKind;
  readonly pattern: Leak['pattern'];
  /** The mean while an affected worker runs, at the start's traffic; 0 for old workers. */
  readonly unitsPerDay: number;
  readonly unit: PartialHoldings;
  /** Of old workers: the share of reloads that leaves one for ever; it holds one to `oldWorkerUnits` units. */
  readonly reloadShare?: number;
  readonly oldWorkerUnits?: number;
  /** After so long at maxconn or without descriptors somebody restarts it; nobody where it isn't said. */
  readonly operatorHours?: number;
  readonly affectedVersions: readonly string[];
}

export type HostEvent = { readonly atDay: number } & (
  | { readonly type: 'restart' | 'reload' | 'reboot' }
  | { readonly type: 'upgrade'; readonly version: string; readonly by: 'restart' | 'reload' }
  | { readonly type: 'config-change'; readonly by: 'restart' | 'reload' }
  | { readonly type: 'limits-change'; readonly factor: number }
  | { readonly type: 'clock-step'; readonly seconds: number }
);
