import type { PartialHoldings } from './holdings.ts';

/** What healthy hosts have that looks like a leak, and leaky ones too. */
export interface Nuisances {
  readonly stocks: readonly Stock[];
  readonly neighbours: readonly Neighbour[];
  /** Share of the workers' memory that is swapped out: the mean, and how it wanders. */
  readonly swap?: { readonly share: number; readonly wanderSd: number; readonly wanderTauHours: number };
}

/** Things that stand in a worker in a number that load, time and age decide. */
export interface Stock {
  readonly unit: PartialHoldings;
  /** So many stand at the start's traffic, once filled. */
  readonly level: number;
  /** Part that goes with the traffic; the rest is always as many. */
  readonly loadShare: number;
  /** Time constant with which it fills after a worker's start and what stands goes; 0: at once. */
  readonly hours: number;
  /** Of memory: the share that an old worker keeps until it ends. Without it what stands goes as it came: connections. */
  readonly oldWorkerShare?: number;
  readonly wanderSd: number;
  readonly wanderTauHours: number;
  /** Stands at the most that its worker had, going back with this time constant (infinite: never). */
  readonly peakHours?: number;
  /** Incidents: beside the level so many more, rising, standing and falling. */
  readonly pulses?: readonly Pulse[];
}

export interface Pulse {
  readonly atDay: number;
  readonly riseHours: number;
  readonly standHours: number;
  readonly fallHours: number;
  readonly count: number;
}

/** Another program with TCP connections. */
export interface Neighbour {
  /** Where its sockets are counted: with HAProxy's, in the host's sum alone (a container), or nowhere. */
  readonly place: 'namespace' | 'container' | 'memory-alone';
  readonly sockets: number;
  readonly bytesPerSocket: number;
  /** Share by which its day swings. */
  readonly dayAmplitude: number;
  /** By how many sockets it grows in a day. */
  readonly growthPerDay: number;
  /** Days after which it starts anew; infinite: never. */
  readonly restartDays: number;
  readonly step: { readonly atDay: number; readonly factor: number } | null;
  readonly wanderSd: number;
  readonly wanderTauHours: number;
}
