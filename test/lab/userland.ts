import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeScript } from '../../lambdas/probe/probe-document.ts';
import { findProgram, programPath } from './needs.ts';
import { unhurried } from './run-probe.ts';

export const SHELLS = ['dash', 'bash', 'busybox ash'] as const;
export const AWKS = ['mawk', 'gawk', 'busybox awk', 'original-awk'] as const;
export const CLIENTS = ['socat', 'nc', 'ncat', 'python3', 'perl', 'curl'] as const;
export type Shell = (typeof SHELLS)[number];
export type Awk = (typeof AWKS)[number];
export type Client = (typeof CLIENTS)[number];

/** What the probe runs beside shell, awk and client; all of them are in busybox too, but for rpm and getconf. */
export const TOOLS: readonly string[] =
  'cat cut date find getconf grep head id ionice ls readlink renice rpm sed sha256sum sleep sort stat tail timeout tr wc'.split(
    ' ',
  );
const NOT_IN_BUSYBOX = ['getconf', 'rpm'];

export interface UserlandOptions {
  readonly shell?: Shell;
  readonly awk?: Awk;
  /** None by default: then the probe finds no program that can talk to a socket. */
  readonly client?: Client | undefined;
  readonly tools?: 'coreutils' | 'busybox';
  /** With ten times as long to answer as hosts give. */
  readonly isUnhurried?: boolean;
  /** Programs of the test's own, by name: the text of a shell script, or null for none. */
  readonly programs?: Readonly<Record<string, string | null>>;
}

export interface Userland {
  /** What hosts run, but for the line that sets PATH, and for the time it has where that was asked for. */
  readonly script: string;
  /** What to run it with. */
  readonly shell: readonly string[];
  remove(): void;
}

/** A folder with nothing but the programs of one kind of host, and what hosts run of the probe, its PATH set to that folder alone. */
export function makeUserland(options: UserlandOptions = {}): Userland {
  const {
    shell = 'dash',
    awk = 'mawk',
    client,
    tools = 'coreutils',
    programs = {},
    isUnhurried = false,
  } = options;
  const folder = mkdtempSync(join(tmpdir(), 'userland-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const link = (name: string, program: string) => {
    // busybox runs the applet that its own name says.
    const [path = ''] = program.split(' ');
    symlinkSync(path.startsWith('/') ? path : programPath(path), join(bin, name));
  };
  for (const name of TOOLS) {
    if (name in programs) continue;
    if (tools === 'busybox' && !NOT_IN_BUSYBOX.includes(name)) link(name, 'busybox');
    else if (tools === 'coreutils' && findProgram(name)) link(name, systemProgram(name));
  }
  link('awk', awk);
  if (client) link(client, systemProgram(client));
  for (const [name, text] of Object.entries(programs)) {
    if (text === null) continue;
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const script = join(folder, 'probe.sh');
  const delivered = isUnhurried ? unhurried(probeScript()) : probeScript();
  writeFileSync(script, delivered.replace(/^PATH=.*$/m, `PATH=${bin}`));
  return {
    script,
    shell: shell === 'busybox ash' ? [programPath('busybox'), 'ash'] : [programPath(shell)],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The system's own before that of a version switcher, which needs more programs than are there. */
function systemProgram(name: string): string {
  const path = findProgram(name, ['/usr/sbin', '/usr/bin', '/sbin', '/bin']) ?? programPath(name);
  if (name !== 'python3') return path;
  return (
    spawnSync(path, ['-c', 'import sys; print(sys.executable, end="")'], { encoding: 'utf8' }).stdout || path
  );
}
