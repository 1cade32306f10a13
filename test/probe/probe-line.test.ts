import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RECORDINGS } from '../../infra/local/hosts/replayed-hosts.ts';
import { type Configuration, type ProbeReport, Process } from '../../lambdas/domain/records/sample.ts';
import { printInstant } from '../../lambdas/domain/records/time.ts';
import { ProbeLine, printProbeLine, readProbeLine } from '../../lambdas/probe/probe-line.ts';
import { readProbeOutput } from '../../lambdas/probe/probe-output.ts';
import { EACH_PLACE, EACH_PLACE_OF_VERSION_1, OF_EACH_PLACE } from './each-place.ts';

const read = (line: string): ProbeReport => readProbeLine(ProbeLine.parse(JSON.parse(line)));

const unknown = <T>(known: fc.Arbitrary<T>) => fc.option(known, { freq: 4 });
const count = unknown(fc.maxSafeNat());
const seconds = unknown(fc.double({ min: 0, max: 1e10, noNaN: true }));
const bytes = unknown(fc.nat({ max: 2 ** 43 - 1 }).map((kilobytes) => kilobytes * 1024));
const instant = fc.nat({ max: 253_402_300_799 }).map((at) => printInstant(at * 1000));
const words = (maximum: number) => fc.stringMatching(new RegExp(`^[A-Za-z0-9._+~:@/? -]{1,${maximum}}$`));

const configuration: fc.Arbitrary<Configuration> = fc.record({
  hash: unknown(words(12).map((hex) => `sha256:${hex}`)),
  clientTimeoutSeconds: seconds,
  serverTimeoutSeconds: seconds,
  tunnelTimeoutSeconds: seconds,
  untimedProxies: count,
  clientTcpUserTimeoutSeconds: seconds,
  serverTcpUserTimeoutSeconds: seconds,
  hardStopAfterSeconds: seconds,
});

const process: fc.Arbitrary<Process> = fc
  .record({
    pid: count,
    state: fc.constantFrom('running' as const, 'stopping' as const, null),
    version: unknown(words(48)),
    package: unknown(words(64)),
    startedAt: unknown(instant),
    uptimeSeconds: seconds,
    openFiles: count,
    maxOpenFiles: count,
    residentBytes: bytes,
    swapBytes: bytes,
    memoryLimitBytes: bytes,
    cpuSecondsCumulative: seconds,
    stoppingSeconds: seconds,
    deadSockets: count,
    sockets: fc.record({
      established: count,
      connecting: count,
      closing: count,
      closeWait: count,
      finWait: count,
      listening: count,
    }),
    udpSockets: count,
    connections: fc.record({ current: count, max: count, currentTls: count, cumulative: count }),
    requestsCumulative: count,
    bytesOutCumulative: count,
    streams: fc.record({
      total: count,
      untimed: count,
      stuck: count,
      stuckOlderThan: fc.record({ '1h': count, '6h': count, '24h': count, '7d': count }),
      oldestStuckSeconds: seconds,
      scan: fc.constantFrom('all', 'skipped: no socket', 'skipped: too many streams', 'skipped: unknown'),
    }),
    pools: fc.record({ allocatedBytes: count, usedBytes: count }),
    config: unknown(configuration),
    count: fc.integer({ min: 1, max: 1e6 }),
  })
  // Only a sum of workers has no pid.
  .map((made) => (made.pid === null ? made : { ...made, count: 1 }));

const reading: fc.Arbitrary<ProbeReport> = fc.record({
  source: fc.constant('probe'),
  probe: words(16),
  takenAt: instant,
  kernel: fc.record({
    release: unknown(words(64)),
    bootId: unknown(words(36)),
    uptimeSeconds: seconds,
    pageBytes: count,
    cpuCount: count,
    memoryTotalBytes: bytes,
    memoryAvailableBytes: bytes,
  }),
  tcp: fc.record({
    inUse: count,
    orphan: count,
    timeWait: count,
    allocated: count,
    inUse6: count,
    memoryPages: count,
    memoryLowPages: count,
    memoryPressurePages: count,
    memoryHighPages: count,
    pressureEvents: count,
    abortsOnMemory: count,
    orphansMaximum: count,
  }),
  udp: fc.record({ inUse: count, memoryPages: count }),
  localPorts: fc.record({ first: count, last: count }),
  processes: fc.array(process, { maxLength: 9 }),
  notes: fc.array(words(32), { maxLength: 16 }),
});

describe('the line of the probe', () => {
  it('has every figure at its place', () => {
    // As text: the archive has the keys in this order, too.
    expect(JSON.stringify(read(JSON.stringify(EACH_PLACE)))).toBe(JSON.stringify(OF_EACH_PLACE));
  });

  it('of version 1 has the figures of that version, and knows no others', () => {
    const { udp, localPorts, tcp, processes, ...same } = read(JSON.stringify(EACH_PLACE_OF_VERSION_1));
    expect(same).toEqual({
      ...OF_EACH_PLACE,
      udp: undefined,
      localPorts: undefined,
      tcp: undefined,
      processes: undefined,
    });
    expect({ udp, localPorts }).toEqual({
      udp: { inUse: null, memoryPages: null },
      localPorts: { first: null, last: null },
    });
    expect(tcp).toEqual({ ...OF_EACH_PLACE.tcp, orphansMaximum: null });
    expect(processes).toEqual(
      OF_EACH_PLACE.processes.map((process) => ({
        ...process,
        ...Process.parse({}),
        ...firstFigures(process),
      })),
    );
  });

  it('reads as the reading of which it was printed, whatever its figures', () =>
    fc.assert(
      fc.property(reading, (made) => {
        expect(read(printProbeLine(made))).toEqual(made);
      }),
    ));

  it.each(RECORDINGS)('of $name is printed again as the probe has printed it', ({ line }) => {
    expect(printProbeLine(read(line))).toBe(line);
  });

  const asked = { from: new Date(OF_EACH_PLACE.takenAt), to: new Date(OF_EACH_PLACE.takenAt) };
  const places = (['k', 's', 'c', 'w'] as const).flatMap((key) => placesOf(EACH_PLACE[key], [key]));

  it.each(places)('is refused with the path %s where that place has no figure', (path) => {
    const text = JSON.stringify(withAt(EACH_PLACE, path.split('.'), {}));
    expect(readProbeOutput(text, asked)).toEqual({ malformed: `WrongShape ${path}` });
  });

  it.each([
    { what: 'the kernel', path: 'k', line: { ...EACH_PLACE, k: EACH_PLACE.k.slice(1) } },
    { what: 'the sockets', path: 's', line: { ...EACH_PLACE, s: [...EACH_PLACE.s, 0] } },
    { what: 'a configuration', path: 'c.0', line: { ...EACH_PLACE, c: [EACH_PLACE.c[0]?.slice(1)] } },
    { what: 'a worker', path: 'w.0', line: { ...EACH_PLACE, w: [EACH_PLACE.w[0]?.slice(0, 38)] } },
    { what: 'a sum of workers', path: 'w.0', line: { ...EACH_PLACE, w: [[...(EACH_PLACE.w[1] ?? []), 0]] } },
  ])('is refused where $what has a place too many or too few', ({ path, line }) => {
    expect(readProbeOutput(JSON.stringify(line), asked)).toEqual({ malformed: `WrongShape ${path}` });
  });
});

/** Paths of all that is in an array and in those inside of it. */
function placesOf(array: readonly unknown[], path: readonly (string | number)[]): string[] {
  return array.flatMap((inner, place) =>
    Array.isArray(inner) ? placesOf(inner, [...path, place]) : [[...path, place].join('.')],
  );
}

/** A copy of a value with another one at a path. */
function withAt(value: unknown, [key, ...rest]: readonly string[], other: unknown): unknown {
  if (key === undefined) return other;
  if (Array.isArray(value)) return value.with(Number(key), withAt(value[Number(key)], rest, other));
  return { ...(value as object), [key]: withAt((value as Record<string, unknown>)[key], rest, other) };
}

/** The figures of a worker that version 1 of the line has. */
function firstFigures(process: Process): Partial<Process> {
  const {
    swapBytes,
    memoryLimitBytes,
    cpuSecondsCumulative,
    stoppingSeconds,
    sockets,
    udpSockets,
    ...first
  } = process;
  return first;
}
