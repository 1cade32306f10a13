import type { Configuration, Process } from '../../../../lambdas/domain/records/sample.ts';
import { printInstant } from '../../../../lambdas/domain/records/time.ts';
import type { HostScenario } from './host-scenario.ts';
import { hash } from './random.ts';
import type { WorkerState } from './worker-state.ts';

/** A worker as a sample has it. */
export function processOf(scenario: HostScenario, seed: number, worker: WorkerState): Process {
  const { runtime, streams } = worker;
  return {
    pid: worker.pid,
    state: worker.running ? 'running' : 'stopping',
    version: worker.version,
    package: worker.packaged,
    startedAt: printInstant(worker.startedAtSeconds * 1000),
    uptimeSeconds: worker.uptimeSeconds,
    openFiles: worker.openFiles,
    maxOpenFiles: worker.maxOpenFiles,
    residentBytes: worker.residentKilobytes * 1024,
    deadSockets: worker.deadSockets,
    ...(scenario.probe === 'older' ? UNKNOWN : newerReadings(worker)),
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
      scan: worker.scan,
    },
    pools: {
      allocatedBytes: runtime?.poolAllocatedBytes ?? null,
      usedBytes: runtime?.poolUsedBytes ?? null,
    },
    config: worker.configuration < 0 ? null : configurationOf(scenario, seed, worker.configuration),
    count: worker.count,
  };
}

type NewerReadings = Pick<
  Process,
  'swapBytes' | 'memoryLimitBytes' | 'cpuSecondsCumulative' | 'stoppingSeconds' | 'sockets' | 'udpSockets'
>;

const newerReadings = (worker: WorkerState): NewerReadings => ({
  swapBytes: worker.swapKilobytes * 1024,
  memoryLimitBytes: worker.memoryLimitKilobytes === null ? null : worker.memoryLimitKilobytes * 1024,
  cpuSecondsCumulative: worker.cpuSeconds,
  stoppingSeconds: worker.stoppingSeconds,
  sockets: worker.socketStates,
  udpSockets: worker.udpSockets,
});

/** An older probe doesn't read them. */
const UNKNOWN: NewerReadings = {
  swapBytes: null,
  memoryLimitBytes: null,
  cpuSecondsCumulative: null,
  stoppingSeconds: null,
  sockets: {
    established: null,
    connecting: null,
    closing: null,
    closeWait: null,
    finWait: null,
    listening: null,
  },
  udpSockets: null,
};

/** The directives of the configuration that has changed so often. */
export function configurationOf({ haproxy }: HostScenario, seed: number, generation: number): Configuration {
  return {
    hash: `sha256:${configurationHash(seed, generation)}`,
    clientTimeoutSeconds: haproxy.timeoutSeconds,
    serverTimeoutSeconds: haproxy.timeoutSeconds,
    tunnelTimeoutSeconds: haproxy.tunnelTimeoutSeconds,
    untimedProxies: haproxy.untimedProxies,
    clientTcpUserTimeoutSeconds: null,
    serverTcpUserTimeoutSeconds: null,
    hardStopAfterSeconds: haproxy.hardStopAfterSeconds,
  };
}

/** As many hex digits as the probe's line has. */
export const configurationHash = (seed: number, generation: number): string =>
  [21, 22]
    .map((salt) => hash(seed, salt, generation).toString(16).padStart(8, '0'))
    .join('')
    .slice(0, 12);
