import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LabPorts, type Level, labConfiguration } from './haproxy-config.ts';
import { hasEnded, type LaunchOptions, launch, openFilesLimit, stopChild, until } from './launch.ts';
import { programPath } from './needs.ts';
import { freePorts } from './network.ts';
import type { Origin } from './origin.ts';
import { catchesSignal, childrenOf, isAlive } from './processes.ts';
import { askInfo } from './runtime-api.ts';

/** Descriptors beside the two of each connection: listeners, pipes, the runtime API. */
const SPARE_FILES = 1_000;

export interface HaproxyOptions {
  readonly origin: Pick<Origin, 'ports'>;
  readonly networkOf?: LaunchOptions['networkOf'];
  /** With a master process (`-W`); false by default. */
  readonly masterWorker?: boolean;
  /** Stats sockets by file name; one `admin.sock` of level admin by default. The first is the one the lab uses. */
  readonly sockets?: Readonly<Record<string, Level>>;
  /** 20,000 by default; less where the limit of open files can't be raised to what that takes. */
  readonly maxConnections?: number;
  readonly hardStopAfterSeconds?: number;
  /** Sections after those of the lab. */
  readonly more?: string;
}

export interface Haproxy {
  /** Its own temporary folder, gone once stopped. */
  readonly folder: string;
  readonly configPath: string;
  /** Paths by the names given. */
  readonly sockets: Readonly<Record<string, string>>;
  readonly ports: LabPorts;
  readonly maxConnections: number;
  /** Undefined without a master. */
  readonly masterPid: number | undefined;
  /** The worker that takes new connections. */
  workerPid(): Promise<number>;
  /** Every worker alive, the old ones of a reload included. */
  workerPids(): number[];
  /** Reloads as an operator would (SIGUSR2, or a new process with `-sf`) and waits for the new worker. */
  reload(): Promise<void>;
  /** Ends every process of this instance and removes its folder. */
  stop(): Promise<void>;
}

/** Starts a real HAProxy and waits until its runtime API answers. */
export async function startHaproxy(options: HaproxyOptions): Promise<Haproxy> {
  const { masterWorker = false } = options;
  const openFiles = openFilesLimit(2 * (options.maxConnections ?? 20_000) + SPARE_FILES);
  const maxConnections = Math.floor((openFiles - SPARE_FILES) / 2);
  const folder = mkdtempSync(join(tmpdir(), 'haproxy-lab-'));
  const configPath = join(folder, 'haproxy.cfg');
  const levels = options.sockets ?? { 'admin.sock': 'admin' };
  const sockets = Object.fromEntries(Object.keys(levels).map((name) => [name, join(folder, name)]));
  const [tcp = 0, http = 0, tunnel = 0, untimed = 0] = await freePorts(4);
  const ports = { tcp, http, tunnel, untimed };
  const configuration = labConfiguration({
    maxConnections,
    hardStopAfterSeconds: options.hardStopAfterSeconds,
    sockets: Object.entries(levels).map(([name, level]) => ({ path: join(folder, name), level })),
    ports,
    origin: options.origin.ports,
    more: options.more,
  });
  writeFileSync(configPath, configuration);

  const logPath = join(folder, 'stderr.log');
  const started: ChildProcess[] = [];
  const ownSocket = join(folder, Object.keys(levels)[0] ?? '');
  const start = (...more: string[]) => {
    const log = openSync(logPath, 'a');
    const mode = masterWorker ? ['-W', '-db'] : ['-db'];
    const child = launch([programPath('haproxy'), ...mode, '-f', configPath, ...more], {
      networkOf: options.networkOf,
      openFiles,
      // A pipe of Node's is a socket, which the network namespace of HAProxy would not know.
      spawn: { stdio: ['ignore', 'ignore', log] },
    });
    closeSync(log);
    started.push(child);
    return child;
  };
  const workerPids = () =>
    started.flatMap(({ pid = 0 }) => (masterWorker ? childrenOf(pid) : [pid])).filter(isAlive);
  const workerPid = async (timeoutMilliseconds?: number) =>
    Number((await askInfo(ownSocket, timeoutMilliseconds)).Pid);
  // Who connects just when a worker hands over is queued by the old one, which never answers: asked again soon.
  const workerPidNow = () => workerPid(2_000);
  const stop = async () => {
    const workers = workerPids();
    await Promise.all(started.map((child) => stopChild(child)));
    await until('the end of all workers', () => !workers.some(isAlive));
    rmSync(folder, { recursive: true, force: true });
  };
  const first = start();
  try {
    await untilReady(first, async () => (await workerPidNow()) > 0);
  } catch (cause) {
    const said = readFileSync(logPath, 'latin1');
    await stop();
    throw new Error(`HAProxy does not start: ${said}`, { cause });
  }
  return {
    folder,
    configPath,
    sockets,
    ports,
    maxConnections,
    masterPid: masterWorker ? first.pid : undefined,
    workerPid,
    workerPids,
    reload: async () => {
      const before = await workerPid();
      const reloading = masterWorker ? first : start('-sf', `${before}`);
      if (masterWorker) {
        // A master that is still starting again ignores SIGUSR2: the worker of the last reload answers before it is done.
        await until('a master that hears', () => catchesSignal(first.pid ?? 0, 'SIGUSR2'));
        first.kill('SIGUSR2');
      }
      await untilReady(reloading, async () => (await workerPidNow()) !== before);
    },
    stop,
  };
}

/** @throws when the process ends instead. */
async function untilReady(child: ChildProcess, isReady: () => Promise<boolean>): Promise<void> {
  await until('HAProxy', async () => hasEnded(child) || (await isReady()));
  if (hasEnded(child)) throw new Error('HAProxy has ended');
}
