import * as z from 'zod';
import type { ProbeReport } from '../domain/records/sample.ts';
import { epochSeconds, fromEpochSeconds, toEpochSeconds, words } from './field-codecs.ts';
import type { Tables } from './field-table.ts';
import { CONFIGURATION, KERNEL, NEWEST, VERSIONS, type Version } from './line-fields.ts';

const lineOf = <V extends Version>(version: V) =>
  z.object({
    v: z.literal(version),
    p: words(16),
    t: epochSeconds,
    k: KERNEL.schema,
    s: VERSIONS[version].host.schema,
    x: z.array(words(64)).max(32),
    c: z.array(CONFIGURATION.schema).max(32),
    w: z.array(VERSIONS[version].worker.schema).max(9),
    n: z.array(words(32)).max(16),
    end: z.literal(1),
  });

export const ProbeLine = z.discriminatedUnion('v', [lineOf(1), lineOf(2)]);
export type ProbeLine = z.infer<typeof ProbeLine>;

/** What a host says of itself in a line. */
export function readProbeLine(line: ProbeLine): ProbeReport {
  const { host, worker } = VERSIONS[line.v];
  return {
    source: 'probe',
    probe: line.p,
    takenAt: fromEpochSeconds(line.t),
    kernel: KERNEL.read(line.k, line),
    ...host.read(line.s, line),
    processes: line.w.map((written) => worker.read(written, line)),
    notes: line.n,
  };
}

/** The line that {@link readProbeLine} reads as this, without its line feed: what simulated and replayed hosts print. */
export function printProbeLine(reading: ProbeReport): string {
  const tables: Tables = { x: [], c: [] };
  const { host, worker } = VERSIONS[NEWEST];
  const w = reading.processes.map((process) => {
    const written = worker.write(process, tables);
    // An entry without a pid is a sum of workers; it alone ends in how many they are.
    return process.pid === null ? written : written.slice(0, -1);
  });
  return JSON.stringify({
    v: NEWEST,
    p: reading.probe,
    t: toEpochSeconds(reading.takenAt),
    k: KERNEL.write(reading.kernel, tables),
    s: host.write(reading, tables),
    ...tables,
    w,
    n: reading.notes,
    end: 1,
  } satisfies ProbeLine);
}
