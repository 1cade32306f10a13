import { closeSync, openSync, statSync, unlinkSync } from 'node:fs';

/** Time, so that a test need not wait. */
export interface LockClock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** Nobody holds a lock for as long: it was left behind by a process that was killed or a host that lost its power. */
const STALE_MILLISECONDS = 60_000;
const PAUSE_MILLISECONDS = 100;
/** Longer than it takes a lock to become stale, so that one that was left behind costs no run. */
const PATIENCE_MILLISECONDS = 90_000;

/**
 * Runs something while a file of this name is there, made by us: whoever else asks for it waits.
 * @throws Error where others hold it for a minute and a half
 */
export async function withLock<T>(path: string, work: () => T, clock: LockClock): Promise<T> {
  const since = clock.now();
  while (!take(path)) {
    if (isStale(path, clock.now())) remove(path);
    else if (clock.now() - since > PATIENCE_MILLISECONDS)
      throw new Error(`${path}: others hold this lock all the time; if no other collects, remove it`);
    else await clock.sleep(PAUSE_MILLISECONDS);
  }
  try {
    return work();
  } finally {
    remove(path);
  }
}

function take(path: string): boolean {
  try {
    // Fails if it is there, a symbolic link included.
    closeSync(openSync(path, 'wx'));
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function isStale(path: string, now: number): boolean {
  try {
    return now - statSync(path).mtimeMs > STALE_MILLISECONDS;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
