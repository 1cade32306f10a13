/** What a worker holds of one sort of thing; of sockets each stands in one place. */
export interface Holdings {
  /** Of clients. */
  connections: number;
  streams: number;
  /** Of the streams, without a timer; of these, half closed, so that they look stuck from an hour's age on. */
  untimedStreams: number;
  halfClosedStreams: number;
  /** Sockets by state, those of clients and of servers alike. */
  established: number;
  closeWait: number;
  deadSockets: number;
  udpSockets: number;
  /** Descriptors that are no sockets. */
  files: number;
  tcpBytes: number;
  udpBytes: number;
  poolBytes: number;
  /** Resident beyond the pools. */
  heapBytes: number;
}

export type PartialHoldings = Readonly<Partial<Holdings>>;

export const emptyHoldings = (): Holdings => ({
  connections: 0,
  streams: 0,
  untimedStreams: 0,
  halfClosedStreams: 0,
  established: 0,
  closeWait: 0,
  deadSockets: 0,
  udpSockets: 0,
  files: 0,
  tcpBytes: 0,
  udpBytes: 0,
  poolBytes: 0,
  heapBytes: 0,
});

/** Adds so many units to what is held. */
export function addUnits(held: Holdings, unit: PartialHoldings, count: number): void {
  for (const key in unit) held[key as keyof Holdings] += count * (unit[key as keyof Holdings] ?? 0);
}

/** TCP sockets, dead ones included. */
export const socketsOf = ({ established, closeWait, deadSockets }: PartialHoldings): number =>
  (established ?? 0) + (closeWait ?? 0) + (deadSockets ?? 0);

/** Descriptors: of sockets and others. */
export const descriptorsOf = (held: PartialHoldings): number =>
  socketsOf(held) + (held.udpSockets ?? 0) + (held.files ?? 0);
