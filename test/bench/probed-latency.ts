import { stderr } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { type BusyHaproxy, startBusyHaproxy } from '../lab/busy-haproxy.ts';
import { startLatencyClient } from '../lab/latency.ts';
import { until } from '../lab/launch.ts';
import { type Cost, measureProbe } from '../lab/probe-cost.ts';
import { readingOf } from '../lab/run-probe.ts';
import { processFigures } from '../lab/truth.ts';

export const LATENCY_LOAD = { streams: 4_000, shortPerSecond: 2_000, timedPerSecond: 250 };
const BLOCK_SECONDS = 10;

export interface ProbedLatency {
  /** Of each block its requests' times. */
  readonly unprobedMilliseconds: readonly (readonly number[])[];
  readonly probedMilliseconds: readonly (readonly number[])[];
  readonly failed: number;
  readonly costs: readonly Cost[];
  /** Of all the probes, each word once. */
  readonly scans: readonly string[];
  readonly deadSockets: readonly (number | null)[];
  /** Of HAProxy at rest, before the first probe and after the last. */
  readonly openFiles: { readonly before: number; readonly after: number };
}

/** Requests beside a probe a second and beside none, in turns, so that both meet the same machine. */
export async function probedLatency(seconds: number): Promise<ProbedLatency> {
  const busy = await startBusyHaproxy({ streams: LATENCY_LOAD.streams });
  const { network, haproxy, load, unhurriedPort } = busy;
  const client = startLatencyClient(network);
  const pairs = Math.max(1, Math.round(seconds / BLOCK_SECONDS));
  const blockSeconds = seconds / pairs;
  const measure = () =>
    client.measure({
      port: haproxy.ports.http,
      perSecond: LATENCY_LOAD.timedPerSecond,
      seconds: blockSeconds,
    });
  const measured = { unprobed: [] as (readonly number[])[], probed: [] as (readonly number[])[], failed: 0 };
  const runs: Awaited<ReturnType<typeof measureProbe>>[] = [];
  const openFiles = () => processFigures(haproxy.workerPids()[0] ?? 0).openFiles;
  try {
    await pause(1_000);
    const before = openFiles();
    await load.open({ kind: 'short', port: unhurriedPort, perSecond: LATENCY_LOAD.shortPerSecond });
    await pause(3_000);
    for (let pair = 1; pair <= pairs; pair++) {
      const blocks = pair % 2 === 1 ? (['unprobed', 'probed'] as const) : (['probed', 'unprobed'] as const);
      for (const block of blocks) {
        stderr.write(`latency: block ${pair} of ${pairs}, ${block}\n`);
        const probes = block === 'probed' ? probeEverySecond(busy, blockSeconds) : [];
        const { milliseconds, failed } = await measure();
        measured[block].push(milliseconds);
        measured.failed += failed;
        runs.push(...(await probes));
      }
    }
    await load.freeze();
    await until('HAProxy at rest', () => openFiles() <= before, 5_000).catch(() => undefined);
    const processes = runs.flatMap(({ stdout }) => readingOf(stdout).processes);
    return {
      unprobedMilliseconds: measured.unprobed,
      probedMilliseconds: measured.probed,
      failed: measured.failed,
      costs: runs.map(({ cost }) => cost),
      scans: [...new Set(processes.map(({ streams }) => streams.scan))],
      deadSockets: processes.map(({ deadSockets }) => deadSockets),
      openFiles: { before, after: openFiles() },
    };
  } finally {
    await client.stop();
    await busy.stop();
  }
}

/** A probe that takes longer than a second is no reason to start the next one later. */
async function probeEverySecond({ view, network }: BusyHaproxy, seconds: number) {
  const runs: ReturnType<typeof measureProbe>[] = [];
  for (let second = 0; second < Math.floor(seconds); second++) {
    runs.push(measureProbe({ procfs: view.path, networkOf: network }));
    await pause(1_000);
  }
  return Promise.all(runs);
}
