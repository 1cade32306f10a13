import { existsSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '../../../cli/collect/file-lock.ts';
import { writeArchive } from '../archives.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = writeArchive({});
  path = join(folder, 'lb-1.ndjson.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A clock that stands still but for what is slept; `onSleep` is what others do meanwhile. */
function clockAt(start: number, onSleep: () => void = () => {}) {
  let now = start;
  return {
    now: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
      onSleep();
    },
  };
}

/** A lock of another process, taken so long ago. */
function otherHolds(now: number, seconds: number) {
  writeFileSync(path, '');
  utimesSync(path, new Date(now - seconds * 1000), new Date(now - seconds * 1000));
}

const NOW = Date.parse('2026-11-22T16:05:00Z');

describe('a lock', () => {
  it('is there while the work is done, and gone after it', async () => {
    const wasThere = await withLock(path, () => existsSync(path), clockAt(NOW));
    expect([wasThere, existsSync(path)]).toEqual([true, false]);
  });

  it('is gone after work that fails', async () => {
    const failing = () => {
      throw new Error('no space left on device');
    };
    await expect(withLock(path, failing, clockAt(NOW))).rejects.toThrow('no space left');
    expect(existsSync(path)).toBe(false);
  });

  it('waits for whoever holds it', async () => {
    otherHolds(NOW, 1);
    let sleeps = 0;
    const clock = clockAt(NOW, () => {
      sleeps += 1;
      if (sleeps === 3) rmSync(path);
    });
    expect(await withLock(path, () => 'done', clock)).toBe('done');
    expect(sleeps).toBe(3);
  });

  it('is taken from a process that was killed a minute ago', async () => {
    otherHolds(NOW, 61);
    expect(await withLock(path, () => 'done', clockAt(NOW))).toBe('done');
  });

  it('is taken in the same run from one that was killed just now', async () => {
    otherHolds(NOW, 0);
    expect(await withLock(path, () => 'done', clockAt(NOW))).toBe('done');
  });

  it('gives up, and says so, where others take it again and again', async () => {
    otherHolds(NOW, 0);
    const clock = clockAt(NOW, () => utimesSync(path, clock.now() / 1000, clock.now() / 1000));
    await expect(withLock(path, () => 'done', clock)).rejects.toThrow(`${path}: others hold this lock`);
  });

  it('follows no symbolic link', async () => {
    const target = join(folder, 'target');
    symlinkSync(target, path);
    const clock = clockAt(NOW, () => rmSync(path, { force: true }));
    await withLock(path, () => 'done', clock);
    expect(existsSync(target)).toBe(false);
  });
});
