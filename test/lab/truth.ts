import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { programPath } from './needs.ts';
import { askInfo, askSocket } from './runtime-api.ts';

/**
 * What a probe should find, read another way: the same facts, from the same kernel and proxy, as plain numbers.
 */

/** `show info`, the numeric fields alone. */
export async function proxyFigures(socketPath: string): Promise<Record<string, number>> {
  const entries = Object.entries(await askInfo(socketPath)).filter(([, value]) => /^-?\d+$/.test(value));
  return Object.fromEntries(entries.map(([name, value]) => [name, Number(value)]));
}

export interface StreamCounts {
  readonly total: number;
  readonly untimed: number;
  /** Untimed with one side gone, or (2.8+) with a shutdown wanted that was never done; of whatever age. */
  readonly stuck: number;
}

/** `show sess` without the runtime API's own streams. Needs level operator. */
export async function streamCounts(socketPath: string): Promise<StreamCounts> {
  return countStreams(await askSocket(socketPath, 'show sess'));
}

/** The same of an answer already taken. */
export function countStreams(showSess: string): StreamCounts {
  const traffic = showSess
    .split('\n')
    .filter((line) => /^0x[0-9a-f]+: /.test(line))
    .filter((line) => !/ fe=(GLOBAL|MASTER|<\w[\w-]*>) /.test(line));
  const untimed = traffic.filter((line) => !/[ ,[](exp|c_exp|ex|rx|wx|ax|rex|wex)=[^\s,\]?]/.test(line));
  return { total: traffic.length, untimed: untimed.length, stuck: untimed.filter(isStuck).length };
}

/** `show pools`: the sums its last line states. */
export async function poolBytes(
  socketPath: string,
): Promise<{ readonly allocated: number; readonly used: number }> {
  const total = /^Total: .*? (\d+) bytes allocated, (\d+) used/m.exec(
    await askSocket(socketPath, 'show pools'),
  );
  return { allocated: Number(total?.[1]), used: Number(total?.[2]) };
}

export interface ProcessFigures {
  readonly residentBytes: number;
  readonly openFiles: number;
  readonly openSockets: number;
  readonly maxOpenFiles: number;
  /** Clock ticks since boot. */
  readonly startTicks: number;
  /** Socket descriptors whose socket is in no table of the kernel's, at this instant. */
  readonly deadSockets: number;
}

/** /proc/PID of one process. */
export function processFigures(pid: number): ProcessFigures {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const limits = readFileSync(`/proc/${pid}/limits`, 'latin1');
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const targets = openFilesOf(pid);
  const inodes = targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
  const known = socketInodes(pid);
  return {
    residentBytes: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1_024,
    openFiles: targets.length,
    openSockets: inodes.length,
    maxOpenFiles: Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]),
    startTicks: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]),
    deadSockets: inodes.filter((inode) => !known.has(inode)).length,
  };
}

export interface TcpFigures {
  readonly socketsUsed: number;
  readonly inUse: number;
  readonly inUse6: number;
  readonly orphan: number;
  readonly timeWait: number;
  readonly allocated: number;
  readonly memoryPages: number;
}

/** /proc/PID/net/sockstat{,6}: the first four of the process's network namespace, the others of the whole host. */
export function tcpFigures(pid: number | 'self' = 'self'): TcpFigures {
  const v4 = readFileSync(`/proc/${pid}/net/sockstat`, 'latin1');
  const v6 = readFileSync(`/proc/${pid}/net/sockstat6`, 'latin1');
  const tcp = /^TCP: inuse (\d+) orphan (\d+) tw (\d+) alloc (\d+) mem (\d+)/m.exec(v4)?.slice(1).map(Number);
  const [inUse = Number.NaN, orphan = Number.NaN, timeWait = Number.NaN, allocated = Number.NaN] = tcp ?? [];
  return {
    socketsUsed: Number(/^sockets: used (\d+)/m.exec(v4)?.[1]),
    inUse,
    inUse6: Number(/^TCP6: inuse (\d+)/m.exec(v6)?.[1]),
    orphan,
    timeWait,
    allocated,
    memoryPages: tcp?.[4] ?? Number.NaN,
  };
}

/** TCP sockets by state as `ss -tan` lists them in the network namespace of a process; root for another's. */
export function tcpStates(pid: number): Record<string, number> {
  const own = readlinkSync(`/proc/${pid}/ns/net`) === readlinkSync('/proc/self/ns/net');
  const ss = [programPath('ss'), '-H', '-tan'] as const;
  const [program, ...argv] = own
    ? ss
    : ([programPath('nsenter'), '-t', `${pid}`, '-n', '--', ...ss] as const);
  const lines = execFileSync(program, argv, { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n');
  const states: Record<string, number> = {};
  for (const state of lines.map((line) => line.split(/\s/, 1)[0]).filter(Boolean) as string[]) {
    states[state] = (states[state] ?? 0) + 1;
  }
  return states;
}

function isStuck(line: string): boolean {
  const sides = [...line.matchAll(/ (?:s0|s1|scf|scb)=\[(\d+),([0-9a-f]+)h/g)];
  const gone = sides.filter(([, state]) => Number(state) >= 9).length;
  // The flags of 2.8 and later, told by the timers that moved to the sides; older ones have other meanings.
  const halfShut = (flags = '') => (Number.parseInt(flags, 16) & 0x28000) === 0x8000;
  return (
    gone === 1 || (/rex=/.test(line) && sides.some(([, state, flags]) => state === '8' && halfShut(flags)))
  );
}

function openFilesOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return []; // closed in between
    }
  });
}

/** Inodes of all the socket tables of a namespace. */
function socketInodes(pid: number): Set<string> {
  const tables = ['tcp', 'tcp6', 'udp', 'udp6', 'udplite', 'udplite6', 'raw', 'raw6', 'icmp', 'icmp6'];
  const columns = { ...Object.fromEntries(tables.map((name) => [name, 9])), unix: 6, packet: 8, netlink: 9 };
  return new Set(
    Object.entries(columns).flatMap(([table, column]) => {
      try {
        const rows = readFileSync(`/proc/${pid}/net/${table}`, 'latin1').split('\n').slice(1);
        return rows.map((row) => row.trim().split(/\s+/)[column] ?? '');
      } catch {
        return []; // a kernel without that protocol
      }
    }),
  );
}
