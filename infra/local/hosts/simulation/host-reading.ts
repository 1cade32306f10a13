import type { Process, Reading } from '../../../../lambdas/domain/records/sample.ts';
import { printInstant } from '../../../../lambdas/domain/records/time.ts';
import type { HostScenario } from './host-scenario.ts';
import type { HostState } from './host-state.ts';
import { configurationEntry, fittingWorkers, PROBE_VERSION, probeNotes } from './probe-text.ts';
import type { WorkerState } from './worker-state.ts';

/** Beyond it the reader of the probe's line calls a host's clock wrong. */
const MOST_SKEW_SECONDS = 60;

/** What the reader of the probe's line makes of it, without the line. */
export function hostReading(scenario: HostScenario, seed: number, state: HostState): Reading {
  const { machine } = scenario;
  const { tcp, limits } = state;
  return {
    probe: PROBE_VERSION,
    takenAt: instant(state.takenAtSeconds),
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
    },
    processes: fittingWorkers(scenario, seed, state).map((worker) => processOf(scenario, seed, worker)),
    notes: notesOf(scenario, state),
  };
}

/** What the probe notes, and what its reader notes of the clock. */
export function notesOf(scenario: HostScenario, { clockOffsetSeconds }: HostState): string[] {
  const notes = probeNotes(scenario);
  return Math.abs(clockOffsetSeconds) > MOST_SKEW_SECONDS ? [...notes, 'clock-skew'] : notes;
}

function processOf(scenario: HostScenario, seed: number, worker: WorkerState): Process {
  const { runtime, streams } = worker;
  return {
    pid: worker.pid,
    state: worker.running ? 'running' : 'stopping',
    version: worker.version,
    package: worker.packaged,
    startedAt: instant(worker.startedAtSeconds),
    uptimeSeconds: worker.uptimeSeconds,
    openFiles: worker.openFiles,
    maxOpenFiles: worker.maxOpenFiles,
    residentBytes: worker.residentKilobytes * 1024,
    deadSockets: worker.deadSockets,
    connections: {
      current: runtime?.current ?? null,
      max: runtime?.max ?? null,
      currentTls: runtime?.currentTls ?? null,
      cumulative: runtime?.cumulative ?? null,
    },
    requestsCumulative: runtime?.requestsCumulative ?? null,
    bytesOutCumulative: runtime?.bytesOutCumulative ?? null,
    streams: {
      total: streams?.total ?? null,
      untimed: streams?.untimed ?? null,
      stuck: streams?.stuck ?? null,
      stuckOlderThan: {
        '1h': streams?.hour ?? null,
        '6h': streams?.sixHours ?? null,
        '24h': streams?.day ?? null,
        '7d': streams?.week ?? null,
      },
      oldestStuckSeconds: streams?.oldestSeconds ?? null,
      scan: worker.scan === 'all' ? 'all' : `skipped: ${worker.scan.replaceAll('-', ' ')}`,
    },
    pools: {
      allocatedBytes: runtime?.poolAllocatedBytes ?? null,
      usedBytes: runtime?.poolUsedBytes ?? null,
    },
    config: worker.configuration < 0 ? null : configurationOf(scenario, seed, worker.configuration),
    count: worker.count,
  };
}

/** The directives of the configuration that has changed so often. */
export function configurationOf(
  scenario: HostScenario,
  seed: number,
  generation: number,
): NonNullable<Process['config']> {
  const [hash, client, server, tunnel, untimed, bindTcpUt, serverTcpUt, hardStop] = configurationEntry(
    scenario,
    seed,
    generation,
  );
  return {
    hash: `sha256:${hash}`,
    clientTimeoutSeconds: client,
    serverTimeoutSeconds: server,
    tunnelTimeoutSeconds: tunnel,
    untimedProxies: untimed,
    clientTcpUserTimeoutSeconds: bindTcpUt,
    serverTcpUserTimeoutSeconds: serverTcpUt,
    hardStopAfterSeconds: hardStop,
  };
}

const instant = (epochSeconds: number): string => printInstant(epochSeconds * 1000);
