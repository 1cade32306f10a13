import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readBins } from '../../../cli/archive/archive-bins.ts';
import { filesOf } from '../../../cli/archive/archive-files.ts';
import { foldBins } from '../../../cli/archive/fold-bins.ts';
import { foldInThreads } from '../../../cli/archive/fold-in-threads.ts';
import type { FileSpan } from '../../../cli/archive/held-lines.ts';
import { printSamples, sampledRunAt, samplesKey } from '../../../lambdas/domain/records/archive.ts';
import type { ParseIssue } from '../../../lambdas/domain/records/ndjson.ts';
import { DAY } from '../../../lambdas/domain/records/time.ts';
import { FLEET, removedArchives, textOf } from '../archives.ts';

const archive = removedArchives();

const FEW_DAYS = FLEET.filter(({ runAt }) => runAt < '2026-10-08T10:00');
const objects = Object.fromEntries(
  [...Map.groupBy(FEW_DAYS, samplesKey)].map(([key, samples]) => [key, printSamples(samples)]),
);
const KEYS = Object.keys(objects).sort();
const zipped = (texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, gzipSync(text)]));

const spansOf = (folder: string): FileSpan[] =>
  (filesOf(folder) ?? [])
    .map((file) => {
      const first = Date.parse(sampledRunAt(file) ?? '');
      return { file, first, last: first };
    })
    .sort((a, b) => a.first - b.first || (a.file < b.file ? -1 : 1));

describe('bins that threads fold', () => {
  it.each([2, 3, 5])(
    'are those of one pass, with what is refused once and in its order: %i threads',
    async (threads) => {
      const spoilt = { ...objects };
      for (const key of [KEYS[3], KEYS[40], KEYS[41], KEYS.at(-1)]) spoilt[key ?? ''] += 'nonsense\n';
      const spans = spansOf(archive(zipped(spoilt)));
      const [issues, expectedIssues]: [ParseIssue[], ParseIssue[]] = [[], []];
      const folded = await foldInThreads(spans, null, { threads, minimumBytes: 0 }, (issue) =>
        issues.push(issue),
      );
      const expected = await foldBins(spans, null, (issue) => expectedIssues.push(issue));
      expect(folded).toEqual(expected);
      expect(issues).toEqual(expectedIssues);
      expect(issues).toHaveLength(4);
    },
  );

  it('are shared out by days where files are those of days, as a collected folder has them', async () => {
    const days = Map.groupBy(FEW_DAYS, ({ hostId, runAt }) => `date=${runAt.slice(0, 10)}/${hostId}.ndjson`);
    const folder = archive(
      Object.fromEntries([...days].map(([key, samples]) => [key, printSamples(samples)])),
    );
    const spans = [...days.keys()].sort().map((key) => {
      const first = Date.parse(key.slice(5, 15));
      return { file: `${folder}/${key}`, first, last: first + DAY - 1 };
    });
    const folded = await foldInThreads(spans, null, { threads: 3, minimumBytes: 0 }, () => {});
    expect(folded).toEqual(await foldBins(spans, null, () => {}));
    const plain = archive({ 'all.ndjson': textOf(FEW_DAYS) });
    expect(await readBins([folder], null, () => {})).toEqual(await readBins([plain], null, () => {}));
  });

  it('are left to one pass where a file has samples of another time than its name says', async () => {
    const [first = '', second = ''] = [KEYS[10], KEYS[30]];
    const mixed = { ...objects, [first]: objects[second] ?? '', [second]: objects[first] ?? '' };
    const folder = archive(zipped(mixed));
    expect(await foldInThreads(spansOf(folder), null, { threads: 2, minimumBytes: 0 }, () => {})).toBeNull();
    const plain = archive({ 'all.ndjson': textOf(FEW_DAYS) });
    const refuse = () => {
      throw new Error('nothing is refused');
    };
    expect(await readBins([folder], null, refuse)).toEqual(await readBins([plain], null, refuse));
  });

  it('are left to one pass where there is little to read', async () => {
    expect(await foldInThreads(spansOf(archive(zipped(objects))), null, { threads: 2 }, () => {})).toBeNull();
  });
});
