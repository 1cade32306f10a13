import type { HostScenario } from './host-scenario.ts';
import type { WorkerFigures } from './worker-figures.ts';

const BUFFERS_OF_STUCK_BYTES = 3 * 16_384;
const CONNECTION_BYTES = 35e3;
/** A worker without connections. */
export const BASE_BYTES = 30e6;
/** A stream of the founding leak with its connection. */
export const LEAKED_STREAM_BYTES = 1e5 + CONNECTION_BYTES;

/** Bytes that a worker's pools have in use. */
export const poolUsedBytes = (current: number, { leakedStreams, held }: WorkerFigures): number =>
  1_000_000 + 3500 * (current - held.connections) + BUFFERS_OF_STUCK_BYTES * leakedStreams + held.poolBytes;

/** What pools have taken from the allocator, as a multiple of what is in use. */
export const poolOverhead = ({ haproxy }: Pick<HostScenario, 'haproxy'>): number =>
  haproxy.packaged ? 1.15 : 1.3;

/**
 * Kilobytes of a worker's memory, resident or swapped out.
 *
 * @param current its connections
 */
export function memoryKilobytes(
  scenario: Pick<HostScenario, 'haproxy'>,
  current: number,
  { leakedStreams, held }: WorkerFigures,
): number {
  const load = current - held.connections - leakedStreams;
  const base = BASE_BYTES + CONNECTION_BYTES * load + LEAKED_STREAM_BYTES * leakedStreams;
  return Math.round((base + held.poolBytes * poolOverhead(scenario) + held.heapBytes) / 1024);
}
