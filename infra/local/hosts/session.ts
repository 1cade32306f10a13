import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/**
 * Starts a program `detached`, in a session of its own, that ends with this process at the latest: at its exit, and at the
 * signals that a person or a supervisor sends. Only while it runs are these caught, and then take their usual course;
 * they are caught before it starts, so that none comes in between.
 *
 * @returns it, and what ends the session now
 */
export function endsWithUs<Child extends ChildProcess>(
  start: () => Child,
): { child: Child; end: () => void } {
  let child: Child | undefined;
  const end = () => endSession(child?.pid);
  const endAtSignal = (signal: NodeJS.Signals) => {
    end();
    forget();
    process.kill(process.pid, signal);
  };
  const forget = () => {
    process.off('exit', end);
    for (const signal of SIGNALS) process.off(signal, endAtSignal);
  };
  process.on('exit', end);
  for (const signal of SIGNALS) process.on(signal, endAtSignal);
  child = start();
  child.once('error', forget).once('close', forget);
  return { child, end };
}

function endSession(leader: number | undefined): void {
  if (leader === undefined) return;
  // Its own group first, which starts the others: `timeout` puts what it runs into a group of its own.
  kill(-leader);
  for (const pid of membersOf(leader)) kill(pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Has ended by itself.
  }
}

/** Linux's own list of processes: elsewhere the probe doesn't run. */
function membersOf(session: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && sessionOf(name) === session)
    .map(Number);
}

function sessionOf(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc(5): after the name, which may hold anything, come state, parent, group and session.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
  } catch {
    return null;
  }
}
