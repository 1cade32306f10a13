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
  close(): void;
}

/**
 * This machine's /proc as links, in which only the given processes are: what other tests run at the same time is not
 * seen. `self` and `net` are those of who looks.
 *
 * @param hostLimits with the host's `tcp_mem`, which a network namespace lacks
 */
export function openProcView(pids: readonly number[], { hostLimits = true } = {}): ProcView {
  const path = mkdtempSync(join(tmpdir(), 'proc-view-'));
  const names = readdirSync('/proc').filter((name) => !/^\d/.test(name) && name !== 'sys');
  const link = (names: readonly string[]) => {
    for (const name of names) symlinkSync(join('/proc', name), join(path, name));
  };
  const close = () => rmSync(path, { recursive: true, force: true });
  link([...names, ...pids.map(String)]);
  if (!hostLimits) {
    link(['sys']);
    return { path, close };
  }
  const tcpMem = 'sys/net/ipv4/tcp_mem';
  const tcpMemPath = join(path, tcpMem);
  mkdirSync(dirname(tcpMemPath), { recursive: true });
  link(['sys/kernel']);
  const made = '287901\t383868\t575802\n'; // where even the tests run in a namespace
  writeFileSync(tcpMemPath, existsSync(`/proc/${tcpMem}`) ? readFileSync(`/proc/${tcpMem}`) : made);
  return { path, close };
}
