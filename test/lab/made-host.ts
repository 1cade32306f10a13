import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Answers } from './capture.ts';

/** A worker as /proc shows it. */
export interface MadeWorker {
  readonly pid: number;
  readonly startedSecondsAgo: number;
  /** Descriptors that are sockets in the table of TCP, the first of them listening where the worker runs. */
  readonly sockets: number;
  readonly deadSockets: number;
  readonly running: boolean;
  /** Number of its configuration; workers may share one. Null: none can be read. */
  readonly config: number | null;
  /** Path of its program. */
  readonly program: string;
  /** What it answers to commands; absent: it listens on no socket. */
  readonly answers?: Answers;
}

export interface MadeHost {
  /** For the probe's --procfs. */
  readonly procfs: string;
  stop(): void;
}

const UPTIME_SECONDS = 8_640_000;
const BOOT_AT = 1_786_728_000;

/**
 * A host of any number of workers, as a tree of files like /proc; those with answers have a real socket.
 * @param texts of configurations, by their numbers, made of the lines of the stats sockets; one of a front end by default
 */
export async function makeHost(
  workers: readonly MadeWorker[],
  release = '6.1.0',
  texts: Readonly<Record<number, (sockets: string) => string>> = {},
): Promise<MadeHost> {
  const procfs = mkdtempSync(join(tmpdir(), 'host-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(procfs, path)), { recursive: true });
    writeFileSync(join(procfs, path), text);
  };
  write('sys/kernel/osrelease', `${release}\n`);
  write('sys/kernel/random/boot_id', '00000000-0000-4000-8000-000000000000\n');
  write('sys/net/ipv4/tcp_mem', '287901\t383868\t575802\n');
  write('uptime', `${UPTIME_SECONDS}.00 0.00\n`);
  write('stat', `cpu0 0 0\nbtime ${BOOT_AT}\n`);
  write('meminfo', 'MemTotal: 24684100 kB\nMemAvailable: 20000000 kB\n');
  write('net/sockstat', 'sockets: used 9\nTCP: inuse 9 orphan 0 tw 0 alloc 9 mem 9\n');

  const tcp: string[] = [];
  const unix: string[] = [];
  const listeners: Server[] = [];
  const configs = new Map<number, string>();
  for (const worker of workers) {
    const { pid, config } = worker;
    const socket = join(procfs, `${pid}.sock`);
    // Workers of one configuration have one file, which names the sockets of them all.
    if (config !== null)
      configs.set(config, `${configs.get(config) ?? 'global\n'}  stats socket ${socket}\n`);
    write(`${pid}/comm`, 'haproxy\n');
    write(`${pid}/environ`, '');
    write(`${pid}/cmdline`, `haproxy\0-f\0${config === null ? '/nowhere' : join(procfs, `${config}.cfg`)}\0`);
    const slots = 2 ** Math.ceil(Math.log2(64 + worker.sockets + worker.deadSockets));
    write(`${pid}/status`, `Pid:\t${pid}\nNSpid:\t${pid}\nFDSize:\t${slots}\nVmRSS:\t 47720 kB\n`);
    write(`${pid}/limits`, 'Max open files            20000                20000                files\n');
    const ticks = (UPTIME_SECONDS - worker.startedSecondsAgo) * 100;
    write(`${pid}/stat`, `${pid} (haproxy) S 1 ${'0 '.repeat(17)}${ticks} 0\n`);
    symlinkSync(worker.program, join(procfs, `${pid}/exe`));
    mkdirSync(join(procfs, `${pid}/fd`));
    const hold = (fd: number, inode: number) =>
      symlinkSync(`socket:[${inode}]`, join(procfs, `${pid}/fd/${fd}`));
    for (let fd = 3; fd < 3 + worker.sockets + worker.deadSockets; fd++) {
      const inode = pid * 10_000 + fd;
      hold(fd, inode);
      const state = worker.running && fd === 3 ? '0A' : '01';
      const alive = fd < 3 + worker.sockets;
      if (alive) tcp.push(` 0: 0100007F:1B59 0100007F:0001 ${state} 0:0 0:0 0 0 0 ${inode} 1\n`);
    }
    if (worker.answers) {
      hold(2, pid * 10_000 + 2);
      unix.push(`0000: 00000002 00000000 00010000 0001 01 ${pid * 10_000 + 2} ${socket}.1.tmp\n`);
      listeners.push(await answering(socket, worker.answers));
    }
  }
  for (const [config, text] of configs) {
    const own = texts[config] ?? ((sockets) => `${sockets}frontend f\n  timeout client ${config + 1}s\n`);
    write(`${config}.cfg`, own(text));
    utimesSync(join(procfs, `${config}.cfg`), BOOT_AT, BOOT_AT);
  }
  write('shared/tcp', `  sl  local_address\n${tcp.join('')}`);
  write('shared/unix', `Num RefCount Protocol Flags Type St Inode Path\n${unix.join('')}`);
  for (const { pid } of workers) symlinkSync('../shared', join(procfs, `${pid}/net`));
  const stop = () => {
    for (const listener of listeners) listener.close();
    rmSync(procfs, { recursive: true });
  };
  return { procfs, stop };
}

/** A socket that answers each command by the table, or never to one that the table has not. */
async function answering(path: string, answers: Answers): Promise<Server> {
  const listener = createServer({ allowHalfOpen: true }, (connection) => {
    connection.on('error', () => {});
    connection.once('data', (data) => {
      const answer = answers[data.toString().trimEnd()];
      if (answer !== undefined) connection.end(Buffer.from(answer, 'latin1'));
    });
  });
  await new Promise<void>((resolve) => listener.listen(path, resolve));
  return listener;
}
