import { execFileSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { kill } from 'node:process';
import { hasEnded, type LaunchOptions, launch, stopChild, until } from './launch.ts';
import { programPath } from './needs.ts';
import { childrenOf } from './processes.ts';
import { askInfo } from './runtime-api.ts';

export type Layout = 'debian' | 'alpine' | 'rhel';

/** A small root file system as a container would have it, in a temporary folder. */
export interface ContainerRoot {
  /** Where it stands on the host; a path `p` of the container is `join(folder, p)`. */
  readonly folder: string;
  /** The package its database names; null where that can't be imitated in a text file (rpm). */
  readonly packageVersion: string | null;
  /** As the container sees them. */
  readonly configPath: string;
  readonly socketPath: string;
  /** What HAProxy is started with there. */
  readonly commandLine: readonly string[];
  remove(): void;
}

/** Longest timeouts that the configuration of every layout states, in seconds. */
export const ROOT_TIMEOUTS = { client: 60, server: 120, tunnel: 3_600, hardStopAfter: 1_800 } as const;

const CONFIG = '/etc/haproxy/haproxy.cfg';

const LAYOUTS = {
  debian: {
    socketPath: '/run/haproxy/admin.sock',
    packageVersion: '2.6.12-1+deb12u4',
    arguments: ['-Ws', '-f', CONFIG, '-p', '/run/haproxy.pid'],
    files: {
      '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n',
      '/var/lib/dpkg/info/haproxy.list': '/.\n/etc/haproxy\n/usr/sbin\n/usr/sbin/haproxy\n',
      '/var/lib/dpkg/status': `${dpkg('bash', '5.2.15-2+b7')}${dpkg('haproxy', '2.6.12-1+deb12u4')}${dpkg('vim', '2:9.0')}`,
    },
  },
  alpine: {
    socketPath: '/run/haproxy/admin.sock',
    packageVersion: '2.8.10-r0',
    arguments: ['-W', '-db', '-f', CONFIG],
    files: {
      '/etc/os-release': 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\n',
      '/lib/apk/db/installed': `${apk('busybox', '1.36.1-r29')}${apk('haproxy', '2.8.10-r0')}${apk('zlib', '1.3.1-r1')}`,
    },
  },
  rhel: {
    socketPath: '/var/lib/haproxy/stats',
    packageVersion: null,
    arguments: ['-Ws', '-f', CONFIG, '-f', '/etc/haproxy/conf.d', '-p', '/run/haproxy.pid'],
    files: {
      '/etc/os-release': 'NAME="Red Hat Enterprise Linux"\nID="rhel"\nVERSION_ID="9.4"\n',
      '/etc/haproxy/conf.d/10-more.cfg':
        'frontend more\n    bind unix@/run/more.sock\n    timeout client 30s\n',
    },
  },
} as const;

/** Lays out a root with HAProxy's configuration and package database; its program is the host's. */
export function makeContainerRoot(layout: Layout): ContainerRoot {
  const { socketPath, packageVersion, arguments: words, files } = LAYOUTS[layout];
  const folder = mkdtempSync(join(tmpdir(), `${layout}-root-`));
  for (const path of ['/proc', '/dev', '/tmp', '/run', '/bin', '/var/lib', dirname(socketPath)]) {
    mkdirSync(join(folder, path), { recursive: true });
  }
  symlinkSync('../run', join(folder, '/var/run'));
  for (const [path, text] of Object.entries({ ...files, [CONFIG]: configuration(socketPath) })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const commandLine = ['/usr/sbin/haproxy', ...words];
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { folder, packageVersion, configPath: CONFIG, socketPath, commandLine, remove };
}

export interface Contained {
  /** As the host sees it. */
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * Starts a real HAProxy, in the foreground (and alone, unless `more` arguments say otherwise), with the root as its root
 * and with mounts and pids of its own, as a container runtime does. It calls itself another release where one is given. Needs root, busybox (static) and haproxy.
 */
export async function startContained(
  root: ContainerRoot,
  networkOf?: LaunchOptions['networkOf'],
  more: readonly string[] = [],
  release?: string,
): Promise<Contained> {
  const [haproxy = '', busybox = ''] = [programPath('haproxy'), programPath('busybox')];
  installProgram(root, haproxy);
  if (release !== undefined) renameRelease(join(root.folder, haproxy), release);
  installProgram(root, busybox);
  const files = root.commandLine.flatMap((word, index, words) =>
    words[index - 1] === '-f' ? ['-f', word] : [],
  );
  const script = [
    `mount --make-rprivate /`,
    `mount --bind ${root.folder} ${root.folder}`,
    `cd ${root.folder}`,
    `${busybox} mount -t proc proc proc`,
    `${busybox} mknod dev/null c 1 3`,
    `${busybox} pivot_root . .`,
    `${busybox} umount -l .`,
    `exec ${haproxy} -db ${[...more, ...files].join(' ')}`,
  ].join(' && ');
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child'];
  const logPath = join(root.folder, '/tmp/stderr.log');
  const log = openSync(logPath, 'w');
  const runtime = launch([programPath('unshare'), ...namespaces, '/bin/sh', '-c', script], {
    networkOf,
    spawn: { stdio: ['ignore', 'ignore', log] },
  });
  closeSync(log);
  const containedPid = () => childrenOf(runtime.pid ?? 0)[0];
  // The runtime ends after its child and reaps it; killed first, it would leave that to whoever is pid 1.
  const stop = async () => {
    const pid = containedPid();
    if (pid !== undefined) kill(pid, 'SIGKILL');
    if (pid !== undefined) await until('the end of the container', () => hasEnded(runtime));
    await stopChild(runtime);
  };
  try {
    const socket = join(root.folder, root.socketPath);
    await until(
      'HAProxy in its container',
      async () => hasEnded(runtime) || Boolean((await askInfo(socket)).Pid),
    );
    if (hasEnded(runtime)) throw new Error(`the container has ended: ${readFileSync(logPath, 'latin1')}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid: containedPid() ?? 0, stop };
}

/** Lets a copy of HAProxy call itself another release: its version stands in it as a text, which keeps its length. */
function renameRelease(program: string, release: string): void {
  const version = /version (\S+)/.exec(execFileSync(program, ['-v'], { encoding: 'utf8' }))?.[1] ?? '';
  const [from, to] = [version, `${release}${version.replace(/^[\d.]+/, '')}`];
  if (from.length !== to.length) throw new Error(`${to} is no text of the length of ${from}`);
  writeFileSync(program, readFileSync(program, 'latin1').replaceAll(from, to), 'latin1');
}

/** Copies a program of the host, and the libraries it is linked with, to where they are there. */
export function installProgram(root: ContainerRoot, program: string, as = program): void {
  for (const [from, to] of [[program, as], ...librariesOf(program).map((path) => [path, path])]) {
    mkdirSync(dirname(join(root.folder, to ?? '')), { recursive: true });
    copyFileSync(from ?? '', join(root.folder, to ?? ''));
  }
}

function librariesOf(program: string): string[] {
  try {
    const lines = execFileSync('ldd', [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return [...lines.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path = '']) => path);
  } catch {
    return []; // a static program
  }
}

function configuration(socketPath: string): string {
  const { client, server, tunnel, hardStopAfter } = ROOT_TIMEOUTS;
  return `global
    stats socket ${socketPath} mode 600 level operator
    hard-stop-after ${hardStopAfter / 60}m

defaults
    mode http
    timeout connect 5s
    timeout client ${client}s
    timeout server ${server}000ms
    timeout tunnel ${tunnel / 3_600}h

frontend web
    bind unix@/run/web.sock
    default_backend app

backend app
    server app1 127.0.0.1:9
`;
}

function dpkg(name: string, version: string): string {
  return `Package: ${name}\nStatus: install ok installed\nPriority: optional\nVersion: ${version}\nDescription: ${name}\n\n`;
}

function apk(name: string, version: string): string {
  return `C:Q1x\nP:${name}\nV:${version}\nA:x86_64\nF:usr/sbin\nR:${name}\n\n`;
}
