import * as z from 'zod';
import { Configuration, Kernel, Process, type Reading, Tcp } from '../domain/records/sample.ts';
import {
  count,
  digest,
  epochSeconds,
  fromEpochSeconds,
  instant,
  kilobytes,
  scan,
  seconds,
  sharedConfiguration,
  sharedText,
  state,
  summedWorkers,
  text,
  toEpochSeconds,
  words,
} from './field-codecs.ts';
import { fieldTable, type Tables } from './field-table.ts';

/**
 * The line that `probe.sh` prints: positional, since SSM keeps only 2,500 bytes of a host's output. A row of the tables
 * below is a figure of the sample and how the line has it; the order of the rows is the order of the places. Schema,
 * reader and writer are derived from them, so that a new figure is one row here, besides its key in the sample's schema
 * and its place in the script.
 */

const KERNEL = fieldTable(Kernel.parse({}), [
  ['release', text(64)],
  ['bootId', text(36)],
  ['uptimeSeconds', seconds],
  ['pageBytes', count],
  ['cpuCount', count],
  ['memoryTotalBytes', kilobytes],
  ['memoryAvailableBytes', kilobytes],
]);

const TCP = fieldTable(Tcp.parse({}), [
  ['inUse', count],
  ['orphan', count],
  ['timeWait', count],
  ['allocated', count],
  ['inUse6', count],
  ['memoryPages', count],
  ['memoryLowPages', count],
  ['memoryPressurePages', count],
  ['memoryHighPages', count],
  ['pressureEvents', count],
  ['abortsOnMemory', count],
]);

const CONFIGURATION = fieldTable(Configuration.parse({}), [
  ['hash', digest],
  ['clientTimeoutSeconds', seconds],
  ['serverTimeoutSeconds', seconds],
  ['tunnelTimeoutSeconds', seconds],
  ['untimedProxies', count],
  ['clientTcpUserTimeoutSeconds', seconds],
  ['serverTcpUserTimeoutSeconds', seconds],
  ['hardStopAfterSeconds', seconds],
]);

const WORKER = fieldTable(Process.parse({ connections: {}, streams: { scan: '' }, pools: {} }), [
  ['pid', count],
  ['version', sharedText],
  ['package', sharedText],
  ['streams.scan', scan],
  ['state', state],
  ['config', sharedConfiguration(CONFIGURATION)],
  ['startedAt', instant],
  ['uptimeSeconds', seconds],
  ['openFiles', count],
  ['maxOpenFiles', count],
  ['residentBytes', kilobytes],
  ['deadSockets', count],
  ['connections.current', count],
  ['connections.max', count],
  ['connections.currentTls', count],
  ['connections.cumulative', count],
  ['requestsCumulative', count],
  ['bytesOutCumulative', count],
  ['streams.total', count],
  ['streams.untimed', count],
  ['streams.stuck', count],
  ['streams.stuckOlderThan.1h', count],
  ['streams.stuckOlderThan.6h', count],
  ['streams.stuckOlderThan.24h', count],
  ['streams.stuckOlderThan.7d', count],
  ['streams.oldestStuckSeconds', seconds],
  ['pools.allocatedBytes', count],
  ['pools.usedBytes', count],
  ['count', summedWorkers],
]);

export const ProbeLine = z.object({
  v: z.literal(1),
  p: words(16),
  t: epochSeconds,
  k: KERNEL.schema,
  s: TCP.schema,
  x: z.array(words(64)).max(32),
  c: z.array(CONFIGURATION.schema).max(32),
  w: z.array(WORKER.schema).max(9),
  n: z.array(words(32)).max(16),
  end: z.literal(1),
});
export type ProbeLine = z.infer<typeof ProbeLine>;

/** What a host says of itself in a line. */
export const readProbeLine = (line: ProbeLine): Reading => ({
  probe: line.p,
  takenAt: fromEpochSeconds(line.t),
  kernel: KERNEL.read(line.k, line),
  tcp: TCP.read(line.s, line),
  processes: line.w.map((worker) => WORKER.read(worker, line)),
  notes: line.n,
});

/** The line that {@link readProbeLine} reads as this, without its line feed: what simulated and replayed hosts print. */
export function printProbeLine(reading: Reading): string {
  const tables: Tables = { x: [], c: [] };
  const w = reading.processes.map((process) => {
    const worker = WORKER.write(process, tables);
    // An entry without a pid is a sum of workers; it alone ends in how many they are.
    return process.pid === null ? worker : worker.slice(0, -1);
  });
  return JSON.stringify({
    v: 1,
    p: reading.probe,
    t: toEpochSeconds(reading.takenAt),
    k: KERNEL.write(reading.kernel, tables),
    s: TCP.write(reading.tcp, tables),
    ...tables,
    w,
    n: reading.notes,
    end: 1,
  } satisfies ProbeLine);
}
