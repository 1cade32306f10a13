import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stderr } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { type BusyHaproxy, startBusyHaproxy } from '../lab/busy-haproxy.ts';
import { findProgram } from '../lab/needs.ts';
import { measureProbe } from '../lab/probe-cost.ts';
import { openProcView } from '../lab/proc-view.ts';
import { PROBE_PATH, readingOf } from '../lab/run-probe.ts';

/** What the target is stated for. */
export const MANY_STREAMS = 10_000;
export const SHORT_PER_SECOND = 2_000;
/** Connections left to short requests. */
const SPARE_CONNECTIONS = 250;
const RUNS = 5;
const AWKS = ['gawk', 'mawk', 'original-awk', 'busybox'];
const PATH_LINE = /^PATH=(.*)$/m;

export interface CostByAwk {
  readonly awk: string;
  readonly workers: number;
  /** As the probe counts them, the median; NaN where it does not. */
  readonly streams: number;
  /** With short requests beside the streams the descriptors are compared twice. */
  readonly traffic: boolean;
  /** Medians of several probes. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly haproxyCpuSeconds: number;
  /** The worst of them. */
  readonly peakBytes: number;
  readonly treePeakBytes: number;
  readonly scan: string;
}

/** One probe at a time beside as many streams as this machine's limit of open files allows, up to 10,000. */
export async function costsByAwk(): Promise<CostByAwk[]> {
  const half = await startBusyHaproxy({ streams: MANY_STREAMS / 2 });
  const costs: CostByAwk[] = [];
  let other: BusyHaproxy | undefined;
  try {
    other = await startBusyHaproxy({ streams: MANY_STREAMS / 2, network: half.network });
    await pause(3_000);
    costs.push(await costOf(AWKS[0] ?? '', [half, other], false));
  } finally {
    await other?.stop();
    await half.stop();
  }
  const probing = await startBusyHaproxy({ streams: 0 });
  const streams = Math.min(MANY_STREAMS, probing.haproxy.maxConnections - SPARE_CONNECTIONS);
  await probing.stop();
  const one = await startBusyHaproxy({ streams });
  try {
    await pause(3_000);
    for (const traffic of [false, true]) {
      if (traffic)
        await one.load.open({ kind: 'short', port: one.unhurriedPort, perSecond: SHORT_PER_SECOND });
      for (const awk of AWKS.filter((name) => findProgram(name)))
        costs.push(await costOf(awk, [one], traffic));
    }
  } finally {
    await one.stop();
  }
  return costs;
}

async function costOf(awk: string, proxies: readonly BusyHaproxy[], traffic: boolean): Promise<CostByAwk> {
  stderr.write(`cost: ${awk}, ${proxies.length} HAProxy, ${traffic ? 'with' : 'without'} traffic\n`);
  const folder = mkdtempSync(join(tmpdir(), 'probe-awk-'));
  const workers = proxies.flatMap(({ haproxy }) => haproxy.workerPids());
  const view = openProcView([...workers, ...proxies.map(({ haproxy }) => haproxy.masterPid ?? 0)]);
  const haproxyCpu = () => workers.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  const options = { procfs: view.path, networkOf: proxies[0]?.network, script: withAwk(awk, folder) };
  const probe = (tree: boolean) => measureProbe({ ...options, tree });
  try {
    const runs = [];
    for (let run = 0; run < RUNS; run++) {
      const before = haproxyCpu();
      const { stdout, cost } = await probe(false);
      const streams = readingOf(stdout).processes.map((process) => process.streams);
      runs.push({ cost, haproxy: haproxyCpu() - before, streams });
    }
    const { cost: sampled } = await probe(true);
    return {
      ...{ awk, workers: proxies.length, traffic },
      streams: median(
        runs.map(({ streams }) => streams.reduce((sum, { total }) => sum + (total ?? Number.NaN), 0)),
      ),
      cpuSeconds: median(runs.map(({ cost }) => cost.cpuSeconds)),
      wallSeconds: median(runs.map(({ cost }) => cost.wallSeconds)),
      haproxyCpuSeconds: median(runs.map(({ haproxy }) => haproxy)),
      peakBytes: Math.max(...runs.map(({ cost }) => cost.peakBytes)),
      treePeakBytes: sampled.treePeakBytes ?? Number.NaN,
      scan: [...new Set(runs.flatMap(({ streams }) => streams.map(({ scan }) => scan)))].join(', '),
    };
  } finally {
    view.close();
    rmSync(folder, { recursive: true });
  }
}

/** A copy of the probe that differs in its PATH alone, so that its `awk` is that one. */
function withAwk(awk: string, folder: string): string {
  const probe = readFileSync(PROBE_PATH, 'utf8');
  if (!PATH_LINE.test(probe)) throw new Error('probe.sh sets no PATH');
  symlinkSync(findProgram(awk) ?? '', join(folder, 'awk'));
  const script = join(folder, 'probe.sh');
  writeFileSync(script, probe.replace(PATH_LINE, `PATH=${folder}:$1`));
  return script;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** CPU seconds of a process's threads since it started. */
function cpuSecondsOf(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = tasks.map((task) => readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'latin1'));
  return nanoseconds.reduce((sum, text) => sum + Number(text.split(' ')[0]), 0) / 1e9;
}
