import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';

/** Whether a process is there and has not ended (a zombie waiting to be reaped has). */
export function isAlive(pid: number): boolean {
  return !/^(Z|X|)$/.test(stateOf(pid));
}

/** Pids of a process's children, in the pid namespace of the caller. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}

/** Whether a process has a handler of its own for a signal, and does not hold it back. */
export function catchesSignal(pid: number, signal: NodeJS.Signals): boolean {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const bit = 1n << BigInt(constants.signals[signal] - 1);
  const has = (mask: string) =>
    (BigInt(`0x${new RegExp(`^${mask}:\\s+(\\w+)`, 'm').exec(status)?.[1] ?? '0'}`) & bit) !== 0n;
  return has('SigCgt') && !has('SigBlk');
}

function stateOf(pid: number): string {
  try {
    return /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1] ?? '';
  } catch {
    return '';
  }
}
