import type { HostScenario } from './host-scenario.ts';
import type { LeakTrajectory } from './leak-trajectory.ts';
import type { Boot, Worker } from './lifecycle.ts';
import type { NeighbourTrajectory } from './neighbours.ts';
import type { Pile } from './pile.ts';

/**
 * All that chance decides about a host, one value an hour from the scenario's start; what stands at an instant is a
 * function of it, so that any instant can be asked and any period gives the same figures.
 */
export interface Trajectory {
  readonly scenario: HostScenario;
  readonly seed: number;
  readonly workers: readonly Worker[];
  readonly boots: readonly Boot[];
  /** New connections a second. */
  readonly rates: Float64Array;
  /** How many times as long connections last as at the start. */
  readonly lifetimes: Float64Array;
  /** New connections, and bytes out, since the start of the scenario. */
  readonly arrivals: Float64Array;
  readonly bytesOut: Float64Array;
  /** Long connections that would stand if no worker had ever ended. */
  readonly longConnections: Float64Array;
  /** Logarithm of the factor by which memory is off from what load explains. */
  readonly noise: Float64Array;
  /** Factor by which streams without a timer are more or fewer than their mean number. */
  readonly untimedFactor: Float64Array;
  readonly leak: LeakTrajectory | null;
  /** What workers hold beside: leaks of other kinds than the founding one, and nuisances. */
  readonly piles: readonly Pile[];
  /** Other programs on the host. */
  readonly neighbours: readonly NeighbourTrajectory[];
  /** Share of the workers' resident memory that the host has swapped out. */
  readonly swappedShare: Float64Array | null;
}
