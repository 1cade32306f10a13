import { createServer } from 'node:net';
import { launch, stopChild, until } from './launch.ts';
import { programPath } from './needs.ts';

/** A network namespace of its own, with nothing in it but the loopback interface. */
export interface Network {
  /** A process that lives in it; `/proc/<pid>/net` is its view. */
  readonly pid: number;
  close(): Promise<void>;
}

/** Makes a network namespace; it is gone once closed and once its last process has ended. Needs root. */
export async function openNetwork(): Promise<Network> {
  const script = `${programPath('ip')} link set lo up && echo up && exec cat >/dev/null`;
  // `cat` keeps the namespace open and ends with the pipe, so also when the test dies.
  const holder = launch([programPath('unshare'), '-n', '/bin/sh', '-c', script], {
    spawn: { stdio: ['pipe', 'pipe', 'inherit'] },
  });
  let said = '';
  holder.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await until('a network namespace', () => said.includes('up'));
  return { pid: holder.pid ?? 0, close: () => stopChild(holder) };
}

/** TCP ports of 127.0.0.1 that nobody listens on, below the range the kernel takes for outgoing connections. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  for (let tries = 0; ports.size < count && tries < 1_000; tries++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) ports.add(port);
  }
  if (ports.size < count) throw new Error('no free ports');
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const listener = createServer();
    listener.once('error', () => resolve(false));
    listener.listen(port, '127.0.0.1', () => listener.close(() => resolve(true)));
  });
}
