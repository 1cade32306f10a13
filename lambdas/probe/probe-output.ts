import { parseJson } from '../domain/records/ndjson.ts';
import type { Process, Reading } from '../domain/records/sample.ts';
import { printInstant } from '../domain/records/time.ts';
import { ProbeLine, type ProbeWorker } from './probe-line.ts';

/** Most bytes of a probe's line: SSM keeps 2,499 of a host's output. */
export const MOST_LINE_BYTES = 2_400;

/** A probe that answers more than this much away from the time at which it was asked has a wrong clock. */
const MOST_SKEW_SECONDS = 60;

export type ProbeOutput = { reading: Reading } | { malformed: string };

/**
 * Reads what a host printed. Nothing in it is believed but its figures: who the host is comes from EC2 and SSM.
 *
 * @param stdout all that the host printed, as SSM gives it
 * @param asked the instants between which the host was asked and had answered
 * @returns the reading, or a short code that says what is wrong: `NoOutput`, `NoJsonLine`, `CutLine`, `SeveralLines`,
 *   `LongLine`, `NotJson`, or `WrongShape` with the path of the first wrong value
 */
export function readProbeOutput(stdout: string, asked: { from: Date; to: Date }): ProbeOutput {
  if (stdout.trim() === '') return { malformed: 'NoOutput' };
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"v":'));
  const [line] = lines;
  if (line === undefined) return { malformed: 'NoJsonLine' };
  if (lines.length > 1) return { malformed: 'SeveralLines' };
  if (!line.endsWith('"end":1}')) return { malformed: 'CutLine' };
  if (line.length > MOST_LINE_BYTES) return { malformed: 'LongLine' };
  const parsed = ProbeLine.safeParse(parseJson(line));
  if (!parsed.success) return { malformed: wrongShape(parsed.error.issues[0]?.path ?? []) };
  return { reading: toReading(parsed.data, asked) };
}

/** The path is made of the schema's own keys and of positions, so it holds nothing of the host's text. */
function wrongShape(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'NotJson' : `WrongShape ${path.join('.')}`;
}

function toReading(line: ProbeLine, asked: { from: Date; to: Date }): Reading {
  const [release, bootId, uptimeSeconds, pageBytes, cpuCount, totalKilobytes, availableKilobytes] = line.k;
  const [inUse, orphan, timeWait, allocated, inUse6, memoryPages, low, pressure, high, events, aborts] =
    line.s;
  const skewed =
    line.t < asked.from.getTime() / 1000 - MOST_SKEW_SECONDS ||
    line.t > asked.to.getTime() / 1000 + MOST_SKEW_SECONDS;
  return {
    probe: line.p,
    takenAt: instant(line.t),
    kernel: {
      release,
      bootId,
      uptimeSeconds,
      pageBytes,
      cpuCount,
      memoryTotalBytes: kilobytes(totalKilobytes),
      memoryAvailableBytes: kilobytes(availableKilobytes),
    },
    tcp: {
      inUse,
      orphan,
      timeWait,
      allocated,
      inUse6,
      memoryPages,
      memoryLowPages: low,
      memoryPressurePages: pressure,
      memoryHighPages: high,
      pressureEvents: events,
      abortsOnMemory: aborts,
    },
    processes: line.w.map((worker) => toProcess(worker, line)),
    notes: skewed ? [...line.n, 'clock-skew'] : line.n,
  };
}

function toProcess(worker: ProbeWorker, line: ProbeLine): Process {
  const [pid, version, packaged, scan, state, config, startedAt, uptimeSeconds, ...figures] = worker;
  const [openFiles, maxOpenFiles, residentKilobytes, deadSockets, ...runtime] = figures;
  const [current, max, currentTls, cumulative, requestsCumulative, bytesOutCumulative, ...rest] = runtime;
  const [
    total,
    untimed,
    stuck,
    hour,
    sixHours,
    day,
    week,
    oldestStuckSeconds,
    allocatedBytes,
    usedBytes,
    count,
  ] = rest;
  return {
    pid,
    state: state === null ? null : state === 1 ? 'running' : 'stopping',
    version: at(line.x, version),
    package: at(line.x, packaged),
    startedAt: startedAt === null ? null : instant(startedAt),
    uptimeSeconds,
    openFiles,
    maxOpenFiles,
    residentBytes: kilobytes(residentKilobytes),
    deadSockets,
    connections: { current, max, currentTls, cumulative },
    requestsCumulative,
    bytesOutCumulative,
    streams: {
      total,
      untimed,
      stuck,
      stuckOlderThan: { '1h': hour, '6h': sixHours, '24h': day, '7d': week },
      oldestStuckSeconds,
      scan: scan === 'all' ? 'all' : `skipped: ${(scan ?? 'unknown').replaceAll('-', ' ')}`,
    },
    pools: { allocatedBytes, usedBytes },
    config: toConfiguration(at(line.c, config)),
    count: count ?? 1,
  };
}

function toConfiguration(configuration: ProbeLine['c'][number] | null): Process['config'] {
  if (configuration === null) return null;
  const [hash, client, server, tunnel, untimedProxies, bindTcpUt, serverTcpUt, hardStop] = configuration;
  return {
    hash: hash === null ? null : `sha256:${hash}`,
    clientTimeoutSeconds: client,
    serverTimeoutSeconds: server,
    tunnelTimeoutSeconds: tunnel,
    untimedProxies,
    clientTcpUserTimeoutSeconds: bindTcpUt,
    serverTcpUserTimeoutSeconds: serverTcpUt,
    hardStopAfterSeconds: hardStop,
  };
}

const at = <T>(table: readonly T[], place: number | null): T | null =>
  place === null ? null : (table[place] ?? null);
const kilobytes = (value: number | null): number | null => (value === null ? null : value * 1024);
const instant = (epochSeconds: number): string => printInstant(epochSeconds * 1000);
