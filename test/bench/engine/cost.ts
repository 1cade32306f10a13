import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simulateHost } from '../../../infra/local/hosts/simulated-host.ts';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { fourPercent } from '../../corpora/corpus.ts';
import { fixed, table } from '../markdown.ts';
import { PEERS } from '../peers.ts';
import { median } from '../series.ts';
import { type FleetRun, YOUNG_MEGABYTES } from './fleet-run.ts';
import type { Part } from './part.ts';
import { SEEDS } from './seeds.ts';

const DAYS = 28;
const HOSTS = 200;
const FLEET_HOSTS = 50_000;
const THREADS = 2;
const MADE_A_THREAD = 250;
const GOAL = { milliseconds: 2, wallSeconds: 75, peakBytes: 700e6 };

export interface Cost {
  hosts: number;
  /** CPU a host of scoring it. */
  medianMilliseconds: number;
  p95Milliseconds: number;
  /** Mean CPU a host of each other detector on the same hosts, and of this one in the same way. */
  peers: { name: string; milliseconds: number }[];
  meanMilliseconds: number;
  fleet: FleetRun;
  /** Processes that ran or waited in the minute before, the bench's own among them. */
  loadAverage: number;
}

export const COST: Part<null, Cost> = {
  name: 'cost',
  tasks: () => [null],
  measure: () => {
    const loadAverage = loadavg()[0] ?? 0;
    const hosts = hostsWithAllSignals(SEEDS.cost, HOSTS);
    for (const bins of hosts) scoreHost(bins);
    const each = hosts.map((bins) => cpuMilliseconds(() => scoreHost(bins), 100));
    const judged = hosts.map((bins) => ({ hostId: bins[0]?.hostId ?? '', cohort: 'edge/2.8.11', bins }));
    const peers = PEERS.map(({ name, judge }) => {
      judge(judged.slice(0, HOSTS / 10));
      return { name, milliseconds: cpuMilliseconds(() => judge(judged), 400) / HOSTS };
    });
    const sorted = each.toSorted((a, b) => a - b);
    return {
      hosts: HOSTS,
      medianMilliseconds: median(each),
      p95Milliseconds: sorted[Math.floor(0.95 * sorted.length)] ?? Number.NaN,
      meanMilliseconds: each.reduce((sum, milliseconds) => sum + milliseconds, 0) / HOSTS,
      peers,
      fleet: fleetRun(FLEET_HOSTS),
      loadAverage,
    };
  },
  report: (results) =>
    results.flatMap((cost) => ['### Cost', conditions(cost), costTable(cost)]).join('\n\n'),
};

/** Hosts of a fleet of which 4% leak, all signals read. */
function hostsWithAllSignals(fleetSeed: number, hosts: number): Bin[][] {
  return fourPercent(fleetSeed, { hosts, days: DAYS })
    .map(({ scenario, seed }) => {
      const haproxy = { ...scenario.haproxy, answers: 'all' as const };
      return simulateHost({ ...scenario, haproxy }, seed).bins(60);
    })
    .filter((bins) => bins.length > 0);
}

/**
 * CPU of one run of some work: of this thread, so that what the collector of garbage does beside it isn't in it. Kernels
 * may count by ticks of up to 10 ms, so it is run for many of them.
 */
function cpuMilliseconds(work: () => unknown, leastMilliseconds: number): number {
  const before = process.threadCpuUsage();
  for (let runs = 1; ; runs += 1) {
    work();
    const { user, system } = process.threadCpuUsage(before);
    const spent = (user + system) / 1000;
    if (spent >= leastMilliseconds) return spent / runs;
  }
}

/** A process of its own that reads its hosts, so that its peak memory is neither the simulation's nor anyone else's. */
function fleetRun(hosts: number): FleetRun {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-run-'));
  try {
    const files = Array.from({ length: THREADS }, (_, thread) => {
      const file = join(folder, `${thread}.ndjson`);
      const made = hostsWithAllSignals(SEEDS.cost + 1 + thread, MADE_A_THREAD);
      writeFileSync(file, made.map((bins) => JSON.stringify(bins)).join('\n'));
      return file;
    });
    const program = fileURLToPath(new URL('./fleet-run.ts', import.meta.url));
    return JSON.parse(
      execFileSync(process.execPath, [program, String(hosts), ...files], { encoding: 'utf8' }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function conditions({ hosts, fleet, loadAverage }: Cost): string {
  return `Scoring hosts by ${DAYS} days of bins with all signals: CPU of the thread for each of ${hosts} hosts, the mean over 100 ms of scoring it again and again; then ${fleet.hosts.toLocaleString('en-US')} hosts on ${fleet.threads} threads of a process with a young generation of ${YOUNG_MEGABYTES} MB each, which score the bins of ${THREADS * MADE_A_THREAD} hosts again and again (theirs, read from files, not those of the whole fleet are in its memory). The load average was ${fixed(loadAverage, 1)} when it began; CPU is less touched by other work than wall time is.`;
}

export function costTable({
  medianMilliseconds,
  p95Milliseconds,
  meanMilliseconds,
  peers,
  fleet,
}: Cost): string {
  const maximum = (title: string, value: number, limit: number, unit: string, digits = 0): string[] => [
    title,
    `${value.toFixed(digits)} ${unit}`,
    `<= ${limit} ${unit}`,
    value <= limit ? 'met' : 'missed',
  ];
  const ranked = peers.toSorted((a, b) => a.milliseconds - b.milliseconds);
  const beside = (place: string, peer: (typeof peers)[number] | undefined): string[][] =>
    peer === undefined
      ? []
      : [
          [
            `CPU a host (mean) over that of the ${place} peer, ${peer.name}`,
            `${fixed(meanMilliseconds, 2)} / ${fixed(peer.milliseconds, 3)} ms = ${Number((meanMilliseconds / peer.milliseconds).toPrecision(2))}`,
            '-',
            '-',
          ],
        ];
  const scale = `${fleet.hosts.toLocaleString('en-US')} hosts, ${fleet.threads} threads`;
  return table(
    ['', 'value', 'goal', ''],
    [
      maximum('CPU a host: median', medianMilliseconds, GOAL.milliseconds, 'ms', 2),
      maximum('CPU a host: 95% of hosts below', p95Milliseconds, GOAL.milliseconds, 'ms', 2),
      maximum(`${scale}: wall time`, fleet.wallSeconds, GOAL.wallSeconds, 's'),
      [`${scale}: CPU`, `${fixed(fleet.cpuSeconds, 0)} s`, '-', '-'],
      maximum(`${scale}: peak resident memory`, fleet.peakBytes / 1e6, GOAL.peakBytes / 1e6, 'MB'),
      ['the same before the first was scored', `${fixed(fleet.readyBytes / 1e6, 0)} MB`, '-', '-'],
      ...beside('cheapest', ranked[0]),
      ...beside('dearest', ranked.at(-1)),
    ],
  );
}
