import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { hostOfKind, type Kind } from '../corpora/corpus.ts';

const DAYS = 15;
const FROM = new Date('2026-10-05T00:00:00Z');

/** The end of the newest bin that the runs below complete. */
export const END = '2026-10-20T00:00:00Z';
export const LEAKING = 'i-leaking';

/** Hourly runs over 15 days of a host of a kind. */
export function hourly(kind: Kind, seed: number, hostId: string, name = `lb-${hostId.slice(2)}`): Sample[] {
  const host = hostOfKind(kind, seed, { from: FROM, days: DAYS });
  const identity = { ...host.scenario.identity, hostId, name };
  const { sample } = simulateHost({ ...host.scenario, identity }, host.seed);
  return Array.from(
    { length: DAYS * 24 },
    (_, hour) => sample(new Date(FROM.getTime() + hour * 3_600_000)) ?? [],
  ).flat();
}

/** One host that leaks in a straight line, and two that don't. */
export const FLEET = [
  hourly('linear', 2, LEAKING),
  hourly('steady', 3, 'i-steady-3'),
  hourly('steady', 4, 'i-steady-4'),
].flat();

/** Writes files into a new folder of this machine's and gives its path. */
export function writeArchive(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'archive-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

export const textOf = (samples: readonly Sample[]): string =>
  samples.map((sample) => `${JSON.stringify(sample)}\n`).join('');

/** As `writeArchive`, in folders that are removed when the tests of the file have ended. */
export function removedArchives(): typeof writeArchive {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });
  return (files) => {
    const folder = writeArchive(files);
    folders.push(folder);
    return folder;
  };
}
