import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { printSamples, samplesFolder } from '../../lambdas/domain/records/archive.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { type LockClock, withLock } from './file-lock.ts';

/** `samples/account=…/region=…/date=2026-11-22/lb-7.ndjson`: a host's samples of a day, in a folder laid out as the archive is. */
export const collectedFile = (folder: string, sample: Sample): string =>
  join(folder, samplesFolder(sample), `${sample.hostId}.ndjson`);

/**
 * Adds a sample to its host's file of the day; one of the same instant is replaced. The file is written anew beside itself
 * and put in its place at once, so that whoever reads or copies it never sees half a line, whatever happens meanwhile.
 * @returns the file's path
 */
export async function keepSample(folder: string, sample: Sample, clock: LockClock): Promise<string> {
  const file = collectedFile(folder, sample);
  mkdirSync(dirname(file), { recursive: true });
  await withLock(
    `${file}.lock`,
    () => replace(file, `${others(file, sample)}${printSamples([sample])}`),
    clock,
  );
  return file;
}

/** The whole lines that the file has of other instants: what was cut off by another writer is none. */
function others(file: string, { runAt }: Sample): string {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .filter((line) => !line.includes(`"runAt":"${runAt}"`))
    .map((line) => `${line}\n`)
    .join('');
}

function replace(file: string, text: string): void {
  const next = `${file}.new`;
  // Left behind by a run that was killed; the lock says that nobody writes it now.
  rmSync(next, { force: true });
  const descriptor = openSync(next, 'wx');
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  renameSync(next, file);
}
