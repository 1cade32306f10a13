import { between } from './by-hour.ts';
import type { HostScenario } from './host-scenario.ts';
import type { Neighbour } from './nuisances.ts';
import { type Random, wander } from './random.ts';

/** Another program's sockets, one value an hour. */
export interface NeighbourTrajectory {
  readonly neighbour: Neighbour;
  readonly sockets: Float64Array;
}

export const neighbourTrajectories = (
  { nuisances }: HostScenario,
  count: number,
  random: Random,
): NeighbourTrajectory[] =>
  (nuisances?.neighbours ?? []).map((neighbour) => {
    const { sockets, dayAmplitude, growthPerDay, restartDays, step, wanderSd, wanderTauHours } = neighbour;
    const levels = wander(random, count, wanderSd, wanderTauHours);
    return {
      neighbour,
      sockets: levels.map((level, hour) => {
        const day = hour / 24;
        const grown = growthPerDay * (restartDays === Infinity ? day : day % restartDays);
        const swing = 1 + dayAmplitude * Math.sin(2 * Math.PI * day);
        const factor = step !== null && step.atDay <= day ? step.factor : 1;
        return Math.max(0, (sockets * swing * Math.exp(level) + grown) * factor);
      }),
    };
  });

/** What other programs hold: sockets of HAProxy's namespace and of others, whole numbers, and bytes of TCP memory. */
export function heldByNeighbours(neighbours: readonly NeighbourTrajectory[], hours: number) {
  const held = { listed: 0, elsewhere: 0, tcpBytes: 0 };
  for (const { neighbour, sockets } of neighbours) {
    const count = Math.round(between(sockets, hours));
    held.tcpBytes += count * neighbour.bytesPerSocket;
    if (neighbour.place === 'namespace') held.listed += count;
    if (neighbour.place === 'container') held.elsewhere += count;
  }
  return held;
}
