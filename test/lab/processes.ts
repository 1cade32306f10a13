import { readdirSync, readFileSync } from 'node:fs';

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

function stateOf(pid: number): string {
  try {
    return /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1] ?? '';
  } catch {
    return '';
  }
}
