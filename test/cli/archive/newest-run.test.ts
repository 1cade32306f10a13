import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { newestRun } from '../../../cli/archive/newest-run.ts';
import { printSamples, samplesKey } from '../../../lambdas/domain/records/archive.ts';
import { sampled } from '../../domain/samples.ts';

const HOME = { accountId: '111122223333', region: 'eu-west-1' };
const LATE = { accountId: '444455556666', region: 'us-east-1' };
const SILENT = { accountId: '777788889999', region: 'us-east-1' };

const folder = mkdtempSync(join(tmpdir(), 'newest-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('reads the newest run of each place of an archive, of none that has been silent for hours', async () => {
  const runs = [
    [HOME, '2026-11-22T18:00:00Z', 'i-1'],
    [HOME, '2026-11-22T18:15:00Z', 'i-2'],
    [LATE, '2026-11-22T18:00:00Z', 'i-3'],
    [SILENT, '2026-11-22T12:00:00Z', 'i-4'],
  ] as const;
  for (const [place, runAt, hostId] of runs) {
    const file = join(folder, samplesKey({ ...place, runAt }).replace(/\.gz$/, ''));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, printSamples([{ ...sampled(hostId), ...place, runAt }]));
  }
  const newest = await newestRun([folder], new Date('2026-11-22T19:00:00Z'));
  expect(newest.map(({ hostId }) => hostId)).toEqual(['i-2', 'i-3']);
});
