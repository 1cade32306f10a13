import type { ProbeReport } from '../../../../lambdas/domain/records/sample.ts';
import { printInstant } from '../../../../lambdas/domain/records/time.ts';
import { printProbeLine } from '../../../../lambdas/probe/probe-line.ts';
import { MAXIMUM_LINE_BYTES, MAXIMUM_SKEW_SECONDS } from '../../../../lambdas/probe/probe-output.ts';
import type { HostScenario } from './host-scenario.ts';
import { type HostState, LOCAL_PORTS } from './host-state.ts';
import { processOf } from './process-record.ts';
import { summedWorkers } from './summed-workers.ts';
import type { WorkerState } from './worker-state.ts';

/** Version of probe.sh that such hosts run. */
const PROBE_VERSION = '2.0.0';
const OLDER_PROBE_VERSION = '1.0.0';
const MAXIMUM_WORKERS = 8;
/** So many fit whatever their figures. */
const ALWAYS_FIT = 4;

/** What the reader of the probe's line makes of it, without the line. */
export const hostReading = (scenario: HostScenario, seed: number, state: HostState): ProbeReport => ({
  ...printedReading(scenario, seed, state),
  notes: notesOf(scenario, state),
});

/**
 * What the probe prints: running workers first, then those with most connections; as many as fit its line, the others
 * summed up in a last one.
 */
export function printedReading(scenario: HostScenario, seed: number, state: HostState): ProbeReport {
  const ordered = state.workers.toSorted(
    (a, b) =>
      Number(b.running) - Number(a.running) ||
      (b.runtime?.current ?? 0) - (a.runtime?.current ?? 0) ||
      b.openFiles - a.openFiles ||
      a.uptimeSeconds - b.uptimeSeconds,
  );
  const readingOf = (listedCount: number) =>
    readingWith(scenario, seed, state, [
      ...ordered.slice(0, listedCount),
      ...summedWorkers(ordered.slice(listedCount)),
    ]);
  for (let listedCount = Math.min(MAXIMUM_WORKERS, ordered.length); listedCount > ALWAYS_FIT; listedCount--) {
    const reading = readingOf(listedCount);
    if (printProbeLine(reading).length < MAXIMUM_LINE_BYTES - 1) return reading;
  }
  return readingOf(ALWAYS_FIT);
}

function readingWith(
  scenario: HostScenario,
  seed: number,
  state: HostState,
  workers: readonly WorkerState[],
): ProbeReport {
  const { machine } = scenario;
  const { tcp, limits } = state;
  const newerReadings = scenario.probe !== 'older';
  return {
    source: 'probe',
    probe: newerReadings ? PROBE_VERSION : OLDER_PROBE_VERSION,
    takenAt: printInstant(state.takenAtSeconds * 1000),
    kernel: {
      release: machine.kernelRelease,
      bootId: state.boot.bootId,
      uptimeSeconds: state.uptimeSeconds,
      pageBytes: machine.pageBytes,
      cpuCount: machine.cpuCount,
      memoryTotalBytes: machine.memoryTotalBytes,
      memoryAvailableBytes: state.memoryAvailableKilobytes * 1024,
    },
    tcp: {
      inUse: tcp.inUse,
      orphan: tcp.orphan,
      timeWait: tcp.timeWait,
      allocated: tcp.allocated,
      inUse6: tcp.inUse6,
      memoryPages: tcp.memoryPages,
      memoryLowPages: limits.lowPages,
      memoryPressurePages: limits.pressurePages,
      memoryHighPages: limits.highPages,
      pressureEvents: tcp.pressureEvents,
      abortsOnMemory: tcp.abortsOnMemory,
      orphansMaximum: newerReadings ? state.orphansMaximum : null,
    },
    udp: newerReadings ? state.udp : { inUse: null, memoryPages: null },
    localPorts: newerReadings ? LOCAL_PORTS : { first: null, last: null },
    processes: workers.map((worker) => processOf(scenario, seed, worker)),
    notes: probeNotes(scenario),
  };
}

/** What the probe notes, and what its reader notes of the clock. */
export function notesOf(scenario: HostScenario, { clockOffsetSeconds }: HostState): string[] {
  const notes = probeNotes(scenario);
  return Math.abs(clockOffsetSeconds) > MAXIMUM_SKEW_SECONDS ? [...notes, 'clock-skew'] : notes;
}

/** What probe.sh notes on such a host. */
const probeNotes = ({ haproxy }: HostScenario): string[] =>
  haproxy.answers === 'no-streams' ? ['socket-level-user'] : [];
