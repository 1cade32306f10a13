import * as z from 'zod';
import { Kernel, LocalPorts, Tcp, Udp } from '../domain/records/kernel-figures.ts';
import { Configuration, Process } from '../domain/records/sample.ts';
import {
  count,
  digest,
  instant,
  kilobytes,
  scan,
  seconds,
  sharedConfiguration,
  sharedText,
  state,
  summedWorkers,
  text,
} from './field-codecs.ts';
import { type Field, fieldTable } from './field-table.ts';

/**
 * The line that `probe.sh` prints: positional, since SSM keeps only 2,500 bytes of a host's output. A row of the tables
 * below is a figure of the sample and how the line has it; the order of the rows is the order of the places. Schema,
 * reader and writer are derived from them, so that a new figure is one row here, besides its key in the sample's schema
 * and its place in the script.
 */

/** What the array `s` has of a host. */
const HostSockets = z.object({
  tcp: Tcp.prefault({}),
  udp: Udp.prefault({}),
  localPorts: LocalPorts.prefault({}),
});
type HostSockets = z.infer<typeof HostSockets>;

export const KERNEL = fieldTable(Kernel.parse({}), [
  ['release', text(64)],
  ['bootId', text(36)],
  ['uptimeSeconds', seconds],
  ['pageBytes', count],
  ['cpuCount', count],
  ['memoryTotalBytes', kilobytes],
  ['memoryAvailableBytes', kilobytes],
]);

const HOST_1 = [
  ['tcp.inUse', count],
  ['tcp.orphan', count],
  ['tcp.timeWait', count],
  ['tcp.allocated', count],
  ['tcp.inUse6', count],
  ['tcp.memoryPages', count],
  ['tcp.memoryLowPages', count],
  ['tcp.memoryPressurePages', count],
  ['tcp.memoryHighPages', count],
  ['tcp.pressureEvents', count],
  ['tcp.abortsOnMemory', count],
] as const satisfies readonly Field<HostSockets>[];

const HOST_2 = [
  ...HOST_1,
  ['tcp.orphansMaximum', count],
  ['udp.inUse', count],
  ['udp.memoryPages', count],
  ['localPorts.first', count],
  ['localPorts.last', count],
] as const satisfies readonly Field<HostSockets>[];

export const CONFIGURATION = fieldTable(Configuration.parse({}), [
  ['hash', digest],
  ['clientTimeoutSeconds', seconds],
  ['serverTimeoutSeconds', seconds],
  ['tunnelTimeoutSeconds', seconds],
  ['untimedProxies', count],
  ['clientTcpUserTimeoutSeconds', seconds],
  ['serverTcpUserTimeoutSeconds', seconds],
  ['hardStopAfterSeconds', seconds],
]);

const WORKER_1 = [
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
] as const satisfies readonly Field<Process>[];

const WORKER_2 = [
  ...WORKER_1,
  ['swapBytes', kilobytes],
  ['memoryLimitBytes', kilobytes],
  ['cpuSecondsCumulative', seconds],
  ['sockets.established', count],
  ['sockets.connecting', count],
  ['sockets.closing', count],
  ['sockets.closeWait', count],
  ['sockets.finWait', count],
  ['sockets.listening', count],
  ['udpSockets', count],
  ['stoppingSeconds', seconds],
] as const satisfies readonly Field<Process>[];

/** A last place of each version: entries of one worker lack it. */
const SUMMED = ['count', summedWorkers] as const;

const hostTable = (rows: readonly Field<HostSockets>[]) => fieldTable(HostSockets.parse({}), rows);
const workerTable = (rows: readonly Field<Process>[]) => fieldTable(Process.parse({}), [...rows, SUMMED]);

/**
 * The versions of the line. A new one adds rows at the end; older ones are read for as long as hosts may answer with an
 * older probe, so while a deployment is rolled out or back.
 */
export const VERSIONS = {
  1: { host: hostTable(HOST_1), worker: workerTable(WORKER_1) },
  2: { host: hostTable(HOST_2), worker: workerTable(WORKER_2) },
} as const;
export type Version = keyof typeof VERSIONS;
export const NEWEST = 2 satisfies Version;
