import type { Process } from '../records/sample.ts';

// What a worker holds beyond all that a sound HAProxy can, by its own figures of one run. Where one of them was not read,
// nothing is known: `null`.

/** The figures of a run are read some seconds apart: each connection and each stream stands for two. */
const APART = 2;
/** HAProxy's default of `tune.pool-high-fd-ratio`: idle connections to servers take so much of all descriptors. */
const IDLE_SHARE = 1 / 4;
/** And of `maxpipes`, a quarter of `maxconn`: pipes that splicing has used are kept, each of two descriptors. */
const PIPES_SHARE = 2 / 4;

type Counts<Group extends keyof Process, Name extends keyof Process[Group]> = Readonly<
  Record<Group, Pick<Process[Group], Name>>
>;
type Used = Counts<'connections', 'current'> & Counts<'streams', 'total'>;

/**
 * Sockets in CLOSE_WAIT. A client that has closed is a connection for as long as HAProxy answers it; a server that has
 * closed belongs to a stream, or its connection is idle, and then HAProxy closes it at once.
 */
export function excessCloseWait(worker: Used & Counts<'sockets', 'closeWait'>): number | null {
  const [used, { closeWait }] = [usedBy(worker), worker.sockets];
  return used === null || closeWait === null ? null : Math.max(0, closeWait - used);
}

/**
 * Descriptors: one for each connection, one for the server of each stream, those that listen, those of UDP (a connection of
 * QUIC may have its own), idle connections and pipes.
 */
export function excessFiles(
  worker: Used &
    Counts<'connections', 'max'> &
    Counts<'sockets', 'listening'> &
    Pick<Process, 'openFiles' | 'maxOpenFiles' | 'udpSockets'>,
): number | null {
  const { openFiles, maxOpenFiles, udpSockets, sockets, connections } = worker;
  const used = usedBy(worker);
  if (used === null || openFiles === null || maxOpenFiles === null || udpSockets === null) return null;
  if (sockets.listening === null || connections.max === null) return null;
  const kept = Math.ceil(IDLE_SHARE * maxOpenFiles + PIPES_SHARE * connections.max);
  return Math.max(0, openFiles - used - sockets.listening - udpSockets - kept);
}

function usedBy({ connections: { current }, streams: { total } }: Used): number | null {
  return current === null || total === null ? null : APART * (current + total);
}
