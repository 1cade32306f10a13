import type { WorkerState } from './worker-state.ts';

/** The workers that did not fit the probe's line, as its one last entry: counts summed, ages the greatest. */
export function summedWorkers(workers: readonly WorkerState[]): WorkerState[] {
  const [first] = workers;
  if (first === undefined) return [];
  const shared = <K extends keyof WorkerState, E>(key: K, otherwise: E) =>
    workers.every((worker) => worker[key] === first[key]) ? first[key] : otherwise;
  const sum = (figureOf: (worker: WorkerState) => number) =>
    workers.reduce((total, worker) => total + figureOf(worker), 0);
  const streams = sumOfFields(workers.map((worker) => worker.streams));
  return [
    {
      ...first,
      pid: null,
      version: shared('version', null),
      packaged: shared('packaged', null),
      configuration: shared('configuration', -1),
      startedAtSeconds: Math.min(...workers.map(({ startedAtSeconds }) => startedAtSeconds)),
      uptimeSeconds: Math.max(...workers.map(({ uptimeSeconds }) => uptimeSeconds)),
      openFiles: sum(({ openFiles }) => openFiles),
      maxOpenFiles: sum(({ maxOpenFiles }) => maxOpenFiles),
      residentKilobytes: sum(({ residentKilobytes }) => residentKilobytes),
      swapKilobytes: sum(({ swapKilobytes }) => swapKilobytes),
      cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
      stoppingSeconds: workers.reduce<number | null>(
        (longest, { stoppingSeconds }) =>
          stoppingSeconds === null ? longest : Math.max(longest ?? 0, stoppingSeconds),
        null,
      ),
      deadSockets: sum(({ deadSockets }) => deadSockets),
      socketStates: sumOfFields(workers.map(({ socketStates }) => socketStates)) ?? first.socketStates,
      udpSockets: sum(({ udpSockets }) => udpSockets),
      sockets: sum(({ sockets }) => sockets),
      runtime: sumOfFields(workers.map(({ runtime }) => runtime)),
      scan: 'skipped: summed',
      streams: streams && {
        ...streams,
        oldestSeconds: Math.max(...workers.map((worker) => worker.streams?.oldestSeconds ?? 0)),
      },
      count: workers.length,
    },
  ];
}

/** Field by field over those that are known; `null` where none is. */
function sumOfFields<T extends { readonly [key in keyof T]: number | null }>(
  entries: readonly (T | null)[],
): T | null {
  const records = entries.filter((record) => record !== null);
  const [first] = records;
  if (first === undefined) return null;
  const sumOf = (key: keyof T) => {
    const values = records.map((record): number | null => record[key]).filter((value) => value !== null);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
  };
  return Object.fromEntries((Object.keys(first) as (keyof T)[]).map((key) => [key, sumOf(key)])) as T;
}
