import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** For the probe's --procfs. */
export interface ProcView {
  readonly path: string;
  /** A file of its own. */
  readonly tcpMemPath: string;
  close(): void;
}

/**
 * This machine's /proc as links, in which only the given processes are: what other tests run at the same time is not
 * seen. `self` and `net` are those of who looks; `tcp_mem` is the host's, which a network namespace lacks.
 */
export function openProcView(pids: readonly number[]): ProcView {
  const path = mkdtempSync(join(tmpdir(), 'proc-view-'));
  const names = readdirSync('/proc').filter((name) => !/^\d/.test(name) && name !== 'sys');
  const tcpMem = 'sys/net/ipv4/tcp_mem';
  const tcpMemPath = join(path, tcpMem);
  mkdirSync(dirname(tcpMemPath), { recursive: true });
  for (const name of [...names, 'sys/kernel', ...pids.map(String)]) {
    symlinkSync(join('/proc', name), join(path, name));
  }
  const made = '287901\t383868\t575802\n'; // where even the tests run in a namespace
  writeFileSync(tcpMemPath, existsSync(`/proc/${tcpMem}`) ? readFileSync(`/proc/${tcpMem}`) : made);
  return { path, tcpMemPath, close: () => rmSync(path, { recursive: true }) };
}
