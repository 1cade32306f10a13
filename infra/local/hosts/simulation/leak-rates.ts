import type { LeakKind } from '../../../../lambdas/domain/records/leak-kind.ts';
import { descriptorsOf, type PartialHoldings } from './holdings.ts';
import type { HostScenario, Leak } from './host-scenario.ts';
import { leaks } from './leaks.ts';
import { BASE_BYTES, LEAKED_STREAM_BYTES, poolOverhead } from './worker-memory.ts';

/** What of each limited resource a leak takes in a day, in the mean. */
export interface LeakRates {
  readonly tcpBytes: number;
  readonly memoryBytes: number;
  /** Of the running worker; old ones have limits of their own. */
  readonly connections: number;
  readonly descriptors: number;
}

const NOTHING: LeakRates = { tcpBytes: 0, memoryBytes: 0, connections: 0, descriptors: 0 };

const KIND_OF_MECHANISM = {
  'stuck-streams': 'stuck-streams',
  'held-connections': 'live-sockets',
  buffers: 'tcp-memory',
} as const satisfies Record<Leak['mechanism'], LeakKind>;

export const leakKindOf = ({ leak, resourceLeak }: HostScenario): LeakKind | null =>
  resourceLeak?.kind ?? (leak === null ? null : KIND_OF_MECHANISM[leak.mechanism]);

/** Under a release; all 0 where it doesn't leak. */
export function leakRates(scenario: HostScenario, version: string): LeakRates {
  const { leak, resourceLeak } = scenario;
  const rates = [
    leak !== null && leaks(leak, { version }) ? foundingRates(leak) : NOTHING,
    resourceLeak !== undefined && leaks(resourceLeak, { version }) ? resourceRates(scenario) : NOTHING,
  ];
  const sum = (read: (rate: LeakRates) => number) => rates.reduce((total, rate) => total + read(rate), 0);
  return {
    tcpBytes: sum(({ tcpBytes }) => tcpBytes),
    memoryBytes: sum(({ memoryBytes }) => memoryBytes),
    connections: sum(({ connections }) => connections),
    descriptors: sum(({ descriptors }) => descriptors),
  };
}

function foundingRates({ mechanism, bytesPerDay, bytesPerStream }: Leak): LeakRates {
  if (mechanism === 'buffers') return { ...NOTHING, tcpBytes: bytesPerDay };
  const streams = bytesPerDay / bytesPerStream;
  return {
    tcpBytes: bytesPerDay,
    memoryBytes: LEAKED_STREAM_BYTES * streams,
    connections: streams,
    descriptors: 2 * streams,
  };
}

function resourceRates(scenario: HostScenario): LeakRates {
  const { resourceLeak: leak, days, events } = scenario;
  if (leak === undefined) return NOTHING;
  const bytesOf = ({ poolBytes = 0, heapBytes = 0 }: PartialHoldings) =>
    poolBytes * poolOverhead(scenario) + heapBytes;
  if (leak.kind === 'old-workers') {
    const reloads = events.filter(
      (event) => event.type === 'reload' || ('by' in event && event.by === 'reload'),
    );
    const workers = ((leak.reloadShare ?? 1) * reloads.length) / days;
    const units = (1 + (leak.oldWorkerUnits ?? 1)) / 2;
    return {
      ...NOTHING,
      tcpBytes: workers * units * (leak.unit.tcpBytes ?? 0),
      memoryBytes: workers * (BASE_BYTES + units * bytesOf(leak.unit)),
    };
  }
  return {
    tcpBytes: leak.unitsPerDay * (leak.unit.tcpBytes ?? 0),
    memoryBytes: leak.unitsPerDay * bytesOf(leak.unit),
    connections: leak.unitsPerDay * (leak.unit.connections ?? 0),
    descriptors: leak.unitsPerDay * descriptorsOf(leak.unit),
  };
}
