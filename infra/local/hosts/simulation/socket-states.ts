import type { Process } from '../../../../lambdas/domain/records/sample.ts';
import type { HostScenario } from './host-scenario.ts';
import { hashUniform } from './random.ts';
import type { WorkerFigures } from './worker-figures.ts';

/** Sockets that a running worker listens on; an old one has handed them over. */
const LISTENERS = 4;
/** Of the sockets of ordinary connections, how many at most are on their way in or out. */
const PASSING_SHARES = { connecting: 0.004, closing: 0.002, closeWait: 0.004, finWait: 0.02 };

export type SocketStates = { readonly [state in keyof Process['sockets']]: number };

/**
 * A worker's sockets by state: all of them but the dead.
 *
 * @param loadSockets of the connections that its load explains
 */
export function socketStates(
  { connections, leak }: HostScenario,
  { running, untimed, leakedStreams, leakedDeadSockets, held }: WorkerFigures,
  loadSockets: number,
  chance: { readonly seed: number; readonly seconds: number; readonly pid: number },
): SocketStates {
  const passing = (share: number, salt: number) =>
    Math.floor(loadSockets * share * hashUniform(chance.seed ^ salt, chance.seconds, chance.pid));
  const halfClosed = Math.min(Math.round(connections.untimed.halfClosedShare * untimed), loadSockets);
  // The founding leak's sockets whose peer was not reset: the server has closed, the client waits.
  const live = 2 * leakedStreams - leakedDeadSockets;
  const leakedCloseWait = leak?.mechanism === 'stuck-streams' ? live >> 1 : 0;
  const connecting = passing(PASSING_SHARES.connecting, 71);
  const closing = passing(PASSING_SHARES.closing, 72);
  const closeWait = Math.min(
    halfClosed + passing(PASSING_SHARES.closeWait, 73),
    Math.max(0, loadSockets - connecting - closing),
  );
  const others = loadSockets - connecting - closing - closeWait;
  const finWait = Math.min(passing(PASSING_SHARES.finWait, 74), others);
  return {
    established: others - finWait + live - leakedCloseWait + held.established,
    connecting,
    closing,
    closeWait: closeWait + leakedCloseWait + held.closeWait,
    finWait,
    listening: running ? LISTENERS : 0,
  };
}
