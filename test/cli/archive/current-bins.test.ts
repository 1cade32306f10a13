import { rmSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readBins } from '../../../cli/archive/archive-bins.ts';
import { binsKey, printBins, printSamples, samplesKey } from '../../../lambdas/domain/records/archive.ts';
import { type Bin, DERIVATION } from '../../../lambdas/domain/records/bin.ts';
import { BIN, MINUTE } from '../../../lambdas/domain/records/time.ts';
import { deriveBins } from '../../domain/all-bins.ts';
import { FLEET, removedArchives } from '../archives.ts';

const archive = removedArchives();
const SAMPLES = FLEET.filter(({ runAt }) => runAt < '2026-10-07T10:00');
const BINS = deriveBins(SAMPLES);
const AT = '2026-10-06T06:00:00Z';
const MARK = 1000;

interface Copy {
  readonly folder: string;
  /** A bin file's path, and that of a sample's run. */
  readonly path: (key: string) => string;
}

/** A copy of the bucket whose bins at {@link AT} say something that no sample says: where it is told, they were used. */
function copyOf(changed: (bin: Bin) => Bin = (bin) => bin): Copy {
  const marked = (bin: Bin) => (bin.binAt === AT ? changed({ ...bin, openFiles: MARK }) : bin);
  const samples = [...Map.groupBy(SAMPLES, samplesKey)].map(([key, of]) => [key, gzipSync(printSamples(of))]);
  const bins = [...Map.groupBy(BINS, ({ binAt }) => binsKey(run(binAt)))].map(([key, of]) => [
    key,
    gzipSync(printBins(of.map(marked))),
  ]);
  const folder = archive(Object.fromEntries([...samples, ...bins]));
  const path = (key: string) => join(folder, key);
  for (const sample of SAMPLES) age(path(samplesKey(sample)), Date.parse(sample.runAt) + MINUTE);
  for (const bin of BINS)
    age(path(binsKey({ ...bin, runAt: bin.binAt })), Date.parse(bin.binAt) + BIN + 20 * MINUTE);
  return { folder, path };
}

const age = (file: string, at: number) => utimesSync(file, at / 1000, at / 1000);
const run = (runAt: string) => ({ ...(SAMPLES[0] as (typeof SAMPLES)[0]), runAt });

async function readOf(folder: string, at: string | null = null) {
  const refuse = () => {
    throw new Error('nothing is refused');
  };
  const read = await readBins([folder], at === null ? null : new Date(at), refuse);
  if ('wrong' in read) throw new Error(JSON.stringify(read));
  return read;
}
const isUsed = async ({ folder }: Copy) =>
  (await readOf(folder)).bins
    .filter(({ binAt }) => binAt === AT)
    .every(({ openFiles }) => openFiles === MARK);

describe('bins beside samples', () => {
  it('are used where they are current', async () => {
    expect(await isUsed(copyOf())).toBe(true);
  });

  it('are used, and never read as samples, however the folder is spelled', async () => {
    const copy = copyOf();
    for (const folder of [`${copy.folder}/.`, `./${relative('.', copy.folder)}`])
      expect(await isUsed({ ...copy, folder })).toBe(true);
  });

  it.each([null, '2026-10-06T15:00:00Z', '2026-10-06T09:00:00Z'])(
    'are those of the samples alone, looked back from %s',
    async (at) => {
      const { folder } = copyOf(
        (bin) => BINS.find((made) => made.hostId === bin.hostId && made.binAt === bin.binAt) ?? bin,
      );
      expect(await readOf(folder, at)).toEqual(await readOf(join(folder, 'samples'), at));
    },
  );

  it.each<{ what: string; spoil: (copy: Copy) => void }>([
    {
      what: 'a sample came later',
      spoil: ({ path }) => age(path(samplesKey(run('2026-10-06T07:00:00Z'))), Date.parse(AT) + 2 * BIN),
    },
    {
      what: 'one of the bin before did',
      spoil: ({ path }) => age(path(samplesKey(run('2026-10-06T04:00:00Z'))), Date.parse(AT) + 2 * BIN),
    },
    { what: 'a run was deleted', spoil: ({ path }) => rmSync(path(samplesKey(run('2026-10-06T08:00:00Z')))) },
    { what: 'they are gone', spoil: ({ path }) => rmSync(path(binsKey(run(AT)))) },
    {
      what: 'a copy lost the times of its files',
      spoil: ({ path }) => {
        const copied = Date.parse('2026-11-20T00:00:00Z');
        for (const sample of SAMPLES) age(path(samplesKey(sample)), copied);
        for (const { binAt } of BINS) age(path(binsKey(run(binAt))), copied + MINUTE);
      },
    },
  ])('are not used where $what', async ({ spoil }) => {
    const copy = copyOf();
    spoil(copy);
    expect(await isUsed(copy)).toBe(false);
    expect(await readOf(copy.folder)).toEqual(await readOf(join(copy.folder, 'samples')));
  });

  it.each<{ what: string; changed: (bin: Bin) => Bin }>([
    { what: 'an earlier derivation made one', changed: (bin) => ({ ...bin, derivation: DERIVATION - 1 }) },
    { what: 'one is of another time', changed: (bin) => ({ ...bin, binAt: '2026-10-06T03:00:00Z' }) },
    { what: 'one can not be read', changed: (bin) => ({ ...bin, sampled: 1.5 }) },
  ])('are not used where $what', async ({ changed }) => {
    const copy = copyOf((bin) => (bin.hostId === 'i-leaking' ? changed(bin) : bin));
    expect(await isUsed(copy)).toBe(false);
  });

  it('are not used of a folder that was not named', async () => {
    const { folder } = copyOf();
    const { bins } = await readOf(join(folder, 'samples'));
    expect(bins.some(({ openFiles }) => openFiles === MARK)).toBe(false);
  });
});
