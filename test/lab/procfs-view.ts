import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ProcfsView {
  /** For the probe's --procfs. */
  readonly procfs: string;
  remove(): void;
}

/** This machine's /proc with no other processes than these: a test sees no HAProxy of another test. */
export function procfsView(pids: readonly number[]): ProcfsView {
  const procfs = mkdtempSync(join(tmpdir(), 'procfs-'));
  for (const name of ['uptime', 'stat', 'meminfo', 'net', 'sys', 'self', ...pids.map(String)]) {
    symlinkSync(join('/proc', name), join(procfs, name));
  }
  return { procfs, remove: () => rmSync(procfs, { recursive: true, force: true }) };
}
