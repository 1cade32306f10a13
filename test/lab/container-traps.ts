import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ContainerRoot } from './container-root.ts';
import { programPath } from './needs.ts';

/** What a hostile container may hold against a probe that looks into it from the host. */
export type Trap =
  /** The configuration is a link, or in a linked folder, to a file of the host (see {@link CANARY_SECONDS}). */
  | 'config-links-out'
  | 'config-folder-links-out'
  /** Opening it waits for ever. */
  | 'config-is-a-fifo'
  | 'config-is-a-folder'
  | 'config-is-a-device'
  /** 100 MB of comments. */
  | 'config-is-huge'
  /** Programs that a probe might run (haproxy, dpkg-query, rpm, apk…), set-user-ID; they leave a mark. */
  | 'programs-leave-a-mark'
  /** The stats socket belongs to a process that is no HAProxy. */
  | 'socket-of-another';

export interface PlantedTrap {
  /** Whether a trapped program ran or the foreign socket was connected to; other traps can't tell. */
  sprung(): boolean;
  remove(): Promise<void>;
}

/** Client timeout that the host's file states: a probe that reports it followed the link. */
export const CANARY_SECONDS = 31_337;

const PROGRAMS = [
  '/usr/sbin/haproxy',
  '/usr/local/sbin/haproxy',
  '/usr/bin/dpkg-query',
  '/usr/bin/rpm',
  '/sbin/apk',
];
const HUGE_BYTES = 100_000_000;

/** Plants one trap in a root whose HAProxy is a stand-in (programs are overwritten). */
export async function plantTrap(root: ContainerRoot, trap: Trap): Promise<PlantedTrap> {
  const host = mkdtempSync(join(tmpdir(), 'trap-'));
  const mark = join(host, 'mark');
  const config = join(root.folder, root.configPath);
  let contacts = 0;
  let disarm = async () => {};
  switch (trap) {
    case 'config-links-out':
      rmSync(config);
      symlinkSync(canary(host), config);
      break;
    case 'config-folder-links-out':
      renameSync(dirname(config), `${dirname(config)}.real`);
      canary(host);
      symlinkSync(host, dirname(config));
      break;
    case 'config-is-a-fifo':
      rmSync(config);
      execFileSync(programPath('mkfifo'), [config]);
      break;
    case 'config-is-a-folder':
      rmSync(config);
      mkdirSync(config);
      break;
    case 'config-is-a-device':
      rmSync(config);
      execFileSync(programPath('mknod'), [config, 'c', '1', '5']); // /dev/zero
      break;
    case 'config-is-huge':
      writeFileSync(config, '# nothing to see here, but a lot of it\n'.repeat(HUGE_BYTES / 39));
      break;
    case 'programs-leave-a-mark':
      for (const path of PROGRAMS) plantProgram(join(root.folder, path), mark);
      break;
    case 'socket-of-another': {
      const listener = createServer((client) => {
        contacts++;
        client
          .on('error', () => {})
          .resume()
          .end('Name: HAProxy\nVersion: 6.6.6\n\n');
      });
      const path = join(root.folder, root.socketPath);
      await new Promise<void>((resolve) => listener.listen(path, resolve));
      disarm = () => new Promise((resolve) => listener.close(() => resolve()));
      break;
    }
  }
  return {
    sprung: () => contacts > 0 || existsSync(mark) || existsSync(join(root.folder, 'mark')),
    remove: async () => {
      await disarm();
      rmSync(host, { recursive: true, force: true });
    },
  };
}

function canary(folder: string): string {
  const path = join(folder, 'haproxy.cfg');
  writeFileSync(path, `global\ndefaults\n    timeout client ${CANARY_SECONDS}s\n`, { mode: 0o600 });
  return path;
}

function plantProgram(path: string, mark: string): void {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true }); // one that runs can't be written
  // The mark of the host's path is for one that runs it on the host, the other for one that enters the container.
  writeFileSync(path, `#!/bin/sh\n: > ${mark}\n: > /mark\necho 'HAProxy version 6.6.6'\n`);
  chmodSync(path, 0o4755);
}
