import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Answers } from './capture.ts';
import type { Level } from './haproxy-config.ts';
import { hasEnded, type LaunchOptions, launch, stopChild, until } from './launch.ts';
import { findProgram, programPath } from './needs.ts';

/**
 * How a socket fails: `hangs` reads and never answers, `slow` sends a byte a second, `endless` repeats its answer for
 * ever, `cut` closes after half of it, `mute` closes before it.
 */
export interface Fault {
  readonly how: 'hangs' | 'slow' | 'endless' | 'cut' | 'mute';
  /** Commands that begin so; all by default. */
  readonly on?: string;
}

export interface StandInSocket {
  /** A file name (in the stand-in's folder) or an absolute path (below its root). */
  readonly path: string;
  /** `admin` by default. */
  readonly level?: Level;
  /** Instead of the stand-in's own. */
  readonly answers?: Answers;
  readonly faults?: readonly Fault[];
}

export interface StandInOptions {
  readonly answers: Answers;
  /** One `admin.sock` by default. */
  readonly sockets?: readonly StandInSocket[];
  /** Text of the configuration; the stats sockets' lines are added below its `global`. */
  readonly configuration?: string;
  /** What /proc/PID/cmdline shows; `haproxy -Ws -f <configuration>` by default. */
  readonly commandLine?: readonly string[];
  /** Sockets reset by their peer with unread data and never closed: in no table of the kernel's. */
  readonly deadSockets?: number;
  /** Established sockets, both ends being the stand-in's. */
  readonly liveSockets?: number;
  /** A folder to chroot into before the sockets are made. Needs root. */
  readonly root?: string;
  /** Its program lies inside `root`, as that of a process put there before it started; beside it by default. */
  readonly insideRoot?: boolean;
  readonly networkOf?: LaunchOptions['networkOf'];
  readonly userId?: number;
}

export interface StandIn {
  readonly pid: number;
  readonly folder: string;
  readonly configPath: string;
  /** Paths of the sockets, in their order, as the test reaches them. */
  readonly sockets: readonly string[];
  /** Every line of commands that came so far. */
  commands(): { readonly socket: number; readonly command: string }[];
  stop(): Promise<void>;
}

const LONGEST_OWN_COMMAND_LINE = ['-IS', '-', ''].join('\0').length + 1;

/** Starts a process named `haproxy` (comm and executable) that answers what it is told to. Needs Python 3. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const { root, deadSockets = 0, liveSockets = 0, userId } = options;
  const folder = mkdtempSync(join(tmpdir(), 'stand-in-'));
  chmodSync(folder, userId === undefined ? 0o700 : 0o777);
  const sockets = (options.sockets ?? [{ path: 'admin.sock' }]).map(
    ({ path, level, answers, faults = [] }) => ({
      path: path.startsWith('/') ? path : join(folder, path),
      level: level ?? 'admin',
      answers: answers ?? options.answers,
      faults: faults.map(({ how, on = '' }) => ({ how, on })),
    }),
  );
  const configPath = join(folder, 'haproxy.cfg');
  writeFileSync(configPath, configurationWith(sockets, options.configuration));
  const program = options.insideRoot ? join(root ?? '', '/usr/sbin/haproxy') : join(folder, 'haproxy');
  mkdirSync(dirname(program), { recursive: true });
  copyFileSync(interpreter(), program);
  const commandLine = options.commandLine ?? [program, '-Ws', '-f', configPath];
  const logPath = join(folder, 'log.ndjson');
  writeFileSync(
    join(folder, 'orders.json'),
    JSON.stringify({ commandLine, deadSockets, liveSockets, root: root ?? '', sockets, logPath }),
  );

  const child = startNamed(program, folder, commandLine, options);
  const stop = async () => {
    await stopChild(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const log = () => readFileSync(logPath, 'utf8').split('\n').filter(Boolean);
  try {
    await until('the stand-in', () => hasEnded(child) || log().length > 0);
    if (hasEnded(child)) throw new Error(readFileSync(join(folder, 'stderr.log'), 'utf8'));
  } catch (cause) {
    await stop();
    throw new Error('the stand-in does not start', { cause });
  }
  return {
    pid: child.pid ?? 0,
    folder,
    configPath,
    sockets: sockets.map(({ path }) => (root ? join(root, path) : path)),
    commands: () =>
      log()
        .slice(1)
        .map((line) => JSON.parse(line)),
    stop,
  };
}

/** The program text is its standard input, so that the command line has room for another. */
function startNamed(
  program: string,
  folder: string,
  commandLine: readonly string[],
  options: StandInOptions,
) {
  const padding = commandLine.join('\0').length - program.length - 1 - LONGEST_OWN_COMMAND_LINE + 1;
  if (padding < 0) throw new Error(`a command line this short can't be shown: ${commandLine.join(' ')}`);
  const text = openSync(join(import.meta.dirname, 'programs/stand-in.py'), 'r');
  const errors = openSync(join(folder, 'stderr.log'), 'w');
  const child = launch([program, '-IS', '-', 'x'.repeat(padding)], {
    networkOf: options.networkOf,
    userId: options.userId,
    openFiles: 65_536,
    spawn: { stdio: [text, 'ignore', errors], env: { STAND_IN: join(folder, 'orders.json') } },
  });
  closeSync(text);
  closeSync(errors);
  return child;
}

function configurationWith(sockets: readonly { path: string; level: Level }[], text = 'global\n'): string {
  const lines = sockets
    .map(({ path, level }) => `    stats socket ${path} mode 600 level ${level}\n`)
    .join('');
  return text.replace(/^ *stats socket .*\n/gm, '').replace(/^global\n/m, (global) => global + lines);
}

/** The system's own Python before one of a version switcher, whose `python3` is a shell script. */
function interpreter(): string {
  const python = findProgram('python3', ['/usr/bin', '/usr/local/bin']) ?? programPath('python3');
  return spawnSync(python, ['-c', 'import os, sys; print(os.path.realpath(sys.executable), end="")'], {
    encoding: 'utf8',
  }).stdout;
}
