import type { HostScenario } from './host-scenario.ts';
import { leaks } from './leaks.ts';
import { hash, hashUniform } from './random.ts';

/** One HAProxy worker. Hours count from the scenario's start; infinite where it doesn't come to it. */
export interface Worker {
  readonly pid: number;
  readonly version: string;
  /** How often the configuration had changed when it started. */
  readonly configuration: number;
  readonly startedHours: number;
  /** A reload took its listeners: it only drains from then on. */
  readonly stoppingHours: number;
  readonly endedHours: number;
  /** A reload left it for ever: neither draining nor hard-stop-after ends it. */
  readonly stays: boolean;
}

export interface Boot {
  readonly bootId: string;
  readonly bootedHours: number;
}

/**
 * Workers and boots of a host, oldest first, as its events order them. A restart or reboot ends every worker; a reload
 * leaves the old one until hard-stop-after. That it may drain before is not known here.
 */
export function lifecycle(scenario: HostScenario, seed: number): { workers: Worker[]; boots: Boot[] } {
  const { launchedDay, haproxy, events } = scenario;
  const launched = launchedDay > 0;
  const firstStart = launched ? launchedDay * 24 + 0.02 : -haproxy.ageDays * 24;
  const boots = [
    bootAt(seed, 0, launched ? launchedDay * 24 : firstStart - 0.05 - 1500 * hashUniform(seed, 1)),
  ];
  const workers: Worker[] = [];
  let alive: Worker[] = [];
  let pid = 800 + (hash(seed, 2) % 30_000);
  let { version } = haproxy;
  let configuration = 0;
  const start = (startedHours: number) => {
    pid += 7 + (hash(seed, pid) % 900);
    alive.push({ pid, version, configuration, startedHours, ...RUNNING });
  };
  const endAll = (endedHours: number) => {
    workers.push(
      ...alive.map((worker) => ({ ...worker, endedHours: Math.min(worker.endedHours, endedHours) })),
    );
    alive = [];
  };
  const stopMain = (stoppingHours: number) => {
    const main = alive.pop();
    const hardStop = haproxy.hardStopAfterSeconds;
    if (main === undefined) return;
    const stays = staysForEver(scenario, main, seed);
    const endedHours = hardStop === null || stays ? Infinity : stoppingHours + hardStop / 3600;
    alive.push({ ...main, stoppingHours, endedHours, stays });
  };
  start(firstStart);
  for (const event of events) {
    if (event.type === 'limits-change' || event.type === 'clock-step') continue;
    const hours = event.atDay * 24;
    if (event.type === 'upgrade') version = event.version;
    if (event.type === 'config-change') configuration++;
    const way = event.type === 'upgrade' || event.type === 'config-change' ? event.by : event.type;
    if (way === 'reload') stopMain(hours);
    else endAll(hours);
    if (way === 'reboot') boots.push(bootAt(seed, boots.length, hours));
    start(way === 'reboot' ? hours + 0.01 : hours);
  }
  endAll(Infinity);
  return { workers: workers.sort((a, b) => a.startedHours - b.startedHours), boots };
}

const RUNNING = { stoppingHours: Infinity, endedHours: Infinity, stays: false } as const;

function staysForEver({ resourceLeak: leak }: HostScenario, worker: Worker, seed: number): boolean {
  if (leak?.kind !== 'old-workers' || !leaks(leak, worker)) return false;
  return hashUniform(seed, worker.pid, 62) < (leak.reloadShare ?? 1);
}

function bootAt(seed: number, place: number, bootedHours: number): Boot {
  const hex = (salt: number) => hash(seed, place, salt).toString(16).padStart(8, '0');
  const [first, second, third, fourth] = [hex(11), hex(12), hex(13), hex(14)];
  const bootId = `${first}-${second.slice(0, 4)}-4${second.slice(5)}-a${third.slice(1, 4)}-${third.slice(4)}${fourth}`;
  return { bootId, bootedHours };
}
