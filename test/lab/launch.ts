import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { programPath } from './needs.ts';

const CAP_SYS_RESOURCE = 24n;

export interface LaunchOptions {
  /** A process whose network namespace the program shall run in. */
  readonly networkOf?: { readonly pid: number } | undefined;
  /** Limit of open files, hard and soft; as {@link openFilesLimit} allows. */
  readonly openFiles?: number | undefined;
  readonly userId?: number | undefined;
  readonly spawn?: SpawnOptions | undefined;
}

/**
 * Starts a program that cannot outlive the test: the kernel kills it when the thread that started it ends.
 * Each wrapper replaces itself by the next, so the child's pid is the program's own.
 */
export function launch(command: readonly string[], options: LaunchOptions = {}): ChildProcess {
  const { networkOf, openFiles, userId } = options;
  const user =
    userId === undefined
      ? []
      : [`--reuid=${userId}`, `--regid=${userId}`, '--clear-groups', '--no-new-privs'];
  const [program = '', ...argv] = [
    ...(networkOf ? [programPath('nsenter'), '-t', `${networkOf.pid}`, '-n', '--'] : []),
    ...(openFiles ? [programPath('prlimit'), `--nofile=${openFilesLimit(openFiles)}`] : []),
    ...[programPath('setpriv'), '--pdeathsig', 'KILL', ...user, '--'],
    ...command,
  ];
  return spawn(program, argv, options.spawn ?? {});
}

/** Asks a child to end and kills it when it has not within the time; a child that has ended is left alone. */
export async function stopChild(child: ChildProcess, graceMilliseconds = 3_000): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  await Promise.race([ended, pause(graceMilliseconds, undefined, { ref: false })]);
  if (hasEnded(child)) return;
  child.kill('SIGKILL');
  await ended;
}

/** Whether a child has ended (and been reaped). */
export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

/**
 * Polls until the question has an answer that is neither undefined nor false.
 *
 * @throws when there was none within the time; the last refusal is the cause.
 */
export async function until<Answer>(
  what: string,
  question: () => Promise<Answer | undefined | false> | Answer | undefined | false,
  timeoutMilliseconds = 60_000,
): Promise<Answer> {
  const deadline = performance.now() + timeoutMilliseconds;
  for (let refusal: unknown; ; await pause(20)) {
    try {
      const answer = await question();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      refusal = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`${what}: not within ${timeoutMilliseconds} ms`, { cause: refusal });
    }
  }
}

/**
 * The limit of open files a child can be given, at most the one wanted: raising the hard limit takes a right
 * (CAP_SYS_RESOURCE) that even root may lack.
 */
export function openFilesLimit(wanted: number): number {
  const own = readFileSync('/proc/self/limits', 'latin1');
  const hard = /^Max open files\s+\S+\s+(\d+)/m.exec(own)?.[1];
  const rights = /^CapEff:\s+(\w+)/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '0';
  const mayRaise = ((BigInt(`0x${rights}`) >> CAP_SYS_RESOURCE) & 1n) === 1n;
  return mayRaise || hard === undefined ? wanted : Math.min(wanted, Number(hard));
}
