import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Answers, type CaptureName, readCapture, readCaptureFile } from './capture.ts';

export interface CaptureHost {
  /** A tree like /proc, for the probe's --procfs. */
  readonly procfs: string;
  /** The commands that came so far. */
  readonly commands: readonly string[];
  stop(): void;
}

export interface CaptureHostOptions {
  /** The capture's own, or those of the same process started earlier. */
  readonly answers: Answers;
  readonly deadSockets: number;
  /** Of the process. */
  readonly uptimeSeconds: number;
}

const UPTIME_SECONDS = 8_640_000;
const BOOT_AT = 1_786_728_000;

/**
 * A host as it was when a capture was taken: its /proc as a tree of files, its runtime API on a real socket. Of the
 * socket tables the captures keep only the sums, so inodes are made up to have those: `deadSockets` of them in no table.
 */
export async function startCaptureHost(
  name: CaptureName,
  { answers, deadSockets, uptimeSeconds }: CaptureHostOptions,
): Promise<CaptureHost> {
  const procfs = mkdtempSync(join(tmpdir(), 'capture-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(procfs, path)), { recursive: true });
    writeFileSync(join(procfs, path), text);
  };
  const read = (file: string) => readCaptureFile(name, file);
  const status = read('proc-pid-status.txt');
  const pid = /^Pid:\s+(\d+)/m.exec(status)?.[1] ?? '';
  const socketPath = join(procfs, 'runtime-api.sock');
  const configPath = join(procfs, 'haproxy.cfg');

  write('haproxy.cfg', readCapture(name).configuration.replace('/run/haproxy/s.sock', socketPath));
  utimesSync(configPath, BOOT_AT, BOOT_AT);
  write('sys/kernel/osrelease', '6.18.0\n');
  write('sys/kernel/random/boot_id', '00000000-0000-4000-8000-000000000000\n');
  write('sys/net/ipv4/tcp_mem', '287901\t383868\t575802\n');
  write('uptime', `${UPTIME_SECONDS}.00 0.00\n`);
  write('stat', `cpu  0 0\ncpu0 0 0\ncpu1 0 0\nbtime ${BOOT_AT}\n`);
  write('meminfo', 'MemTotal: 24684100 kB\nMemAvailable: 20000000 kB\n');
  for (const file of ['sockstat', 'sockstat6', 'netstat']) write(`net/${file}`, read(`proc-net-${file}.txt`));

  write(`${pid}/comm`, 'haproxy\n');
  write(`${pid}/cmdline`, ['haproxy', '-f', configPath, ''].join('\0'));
  write(`${pid}/environ`, '');
  write(`${pid}/status`, status);
  write(`${pid}/limits`, read('proc-pid-limits.txt'));
  const startTicks = (UPTIME_SECONDS - uptimeSeconds) * 100;
  write(`${pid}/stat`, `${pid} (haproxy) S 1 ${'0 '.repeat(17)}${startTicks} 0\n`);
  symlinkSync('/opt/haproxy/sbin/haproxy', join(procfs, pid, 'exe'));

  const descriptors = descriptorsOf(read('proc-pid-fd-count.txt'));
  mkdirSync(join(procfs, pid, 'fd'));
  for (const [fd, target] of descriptors.entries()) symlinkSync(target, join(procfs, pid, 'fd', `${fd}`));
  const inodes = descriptors.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
  const [api = '', ...others] = inodes;
  const tabled = others.slice(0, others.length - deadSockets);
  write(`${pid}/net/tcp`, `  sl  local_address\n${tabled.map(tableLine).join('')}`);
  const listening = `0000: 00000002 00000000 00010000 0001 01 ${api} ${socketPath}.${pid}.tmp\n`;
  write(`${pid}/net/unix`, `Num RefCount Protocol Flags Type St Inode Path\n${listening}`);

  const commands: string[] = [];
  const runtimeApi = createServer({ allowHalfOpen: true }, (connection) => {
    connection.once('data', (data) => {
      const command = data.toString().trimEnd();
      commands.push(command);
      connection.end(Buffer.from(answers[command] ?? 'Unknown command\n', 'latin1'));
    });
  });
  await new Promise<void>((resolve) => runtimeApi.listen(socketPath, resolve));
  const stop = () => {
    runtimeApi.close();
    rmSync(procfs, { recursive: true });
  };
  return { procfs, commands, stop };
}

/** What each descriptor points to: `socket 658` and the like, one link each. */
function descriptorsOf(counts: string): string[] {
  return counts
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('total '))
    .flatMap((line) => {
      const number = Number(/ (\d+)$/.exec(line)?.[1] ?? 0);
      const kind = line.replace(/ \d+$/, '');
      return Array.from({ length: number }, (_, index) =>
        kind === 'socket' ? `socket:[${9_000 + index}]` : kind,
      );
    });
}

/** A line of /proc/net/tcp; the first socket listens, the others are established. */
const tableLine = (inode: string, index: number) =>
  ` ${index}: 0100007F:1B59 0100007F:0001 ${index === 0 ? '0A' : '01'} 00000000:00000000 00:00000000 00000000 0 0 ${inode} 1\n`;
