import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectedFile, keepSample } from '../../../cli/collect/keep-sample.ts';
import { parseSamples } from '../../../lambdas/domain/records/archive.ts';
import { sampled, unreachable } from '../../domain/samples.ts';
import { writeArchive } from '../archives.ts';

let folder = '';
beforeEach(() => {
  folder = writeArchive({});
});
afterEach(() => rmSync(folder, { recursive: true }));

const clock = { now: Date.now, sleep: async () => {} };
const at = (time: string, hostId = 'lb-1') => sampled(hostId, { runAt: `2026-11-22T${time}:00Z` });
const keep = (sample: Parameters<typeof keepSample>[1]) => keepSample(folder, sample, clock);
const runs = (file: string) =>
  parseSamples(readFileSync(file, 'utf8'), file).records.map(({ runAt }) => runAt.slice(11, 16));

describe('a kept sample', () => {
  it('lies where the archive has it, in a file of its host and day', async () => {
    expect(await keep(at('16:00'))).toBe(
      join(folder, 'samples/account=111122223333/region=eu-west-1/date=2026-11-22/lb-1.ndjson'),
    );
  });

  it('is added to those of the day, of its host alone', async () => {
    const file = await keep(at('16:00'));
    await keep(at('16:15', 'lb-2'));
    await keep(at('16:15'));
    expect(runs(file)).toEqual(['16:00', '16:15']);
  });

  it('replaces one of the same run, so that a run may run twice', async () => {
    const file = await keep(unreachable('lb-1', 'ExecutionTimedOut', '2026-11-22T16:00:00Z'));
    await keep(at('16:15'));
    await keep(at('16:00'));
    const { records } = parseSamples(readFileSync(file, 'utf8'), file);
    expect(records.map(({ runAt, outcome }) => [runAt.slice(11, 16), outcome])).toEqual([
      ['16:15', 'sampled'],
      ['16:00', 'sampled'],
    ]);
  });

  it('comes after whole lines alone, whatever another writer left', async () => {
    const file = await keep(at('16:00'));
    appendFileSync(file, '{"schema":1,"runAt":"2026-11-22T16:1');
    await keep(at('16:30'));
    const { records, issues } = parseSamples(readFileSync(file, 'utf8'), file);
    expect({ runs: records.map(({ runAt }) => runAt.slice(11, 16)), issues }).toEqual({
      runs: ['16:00', '16:30'],
      issues: [],
    });
  });

  it('leaves no lock and no half file behind, nor is stopped by one that a killed run left', async () => {
    const file = collectedFile(folder, at('16:00'));
    await keep(at('16:00'));
    writeFileSync(`${file}.new`, '{"schema":1,');
    await keep(at('16:15'));
    expect(readdirSync(dirname(file))).toEqual(['lb-1.ndjson']);
    expect(runs(file)).toEqual(['16:00', '16:15']);
  });

  it('is written through no symbolic link that somebody put there', async () => {
    const file = await keep(at('16:00'));
    const target = join(folder, 'target');
    symlinkSync(target, `${file}.new`);
    await keep(at('16:15'));
    expect(existsSync(target)).toBe(false);
    expect(runs(file)).toEqual(['16:00', '16:15']);
  });

  it('is not lost where several processes keep theirs at once', async () => {
    const hours = ['13', '14', '15'];
    const ended = hours.map((hour) => {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'keep-many.ts'), folder, hour]);
      return once(child, 'close');
    });
    expect((await Promise.all(ended)).map(([status]) => status)).toEqual([0, 0, 0]);
    const file = collectedFile(folder, at('13:00'));
    const perHour = Map.groupBy(runs(file), (time) => time.slice(0, 2));
    expect(hours.map((hour) => perHour.get(hour)?.length)).toEqual([20, 20, 20]);
  });
});
