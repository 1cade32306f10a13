import { describe, expect, it } from 'vitest';
import { foldBins } from '../../../cli/archive/fold-bins.ts';
import { printSamples, samplesKey } from '../../../lambdas/domain/records/archive.ts';
import { compare, type ParseIssue } from '../../../lambdas/domain/records/ndjson.ts';
import type { Sample } from '../../../lambdas/domain/records/sample.ts';
import { deriveBins } from '../../domain/all-bins.ts';
import { FLEET, LEAKING, removedArchives } from '../archives.ts';

const archive = removedArchives();
const SAMPLES = FLEET.filter(({ runAt }) => runAt < '2026-10-06T10:00');

async function fold(texts: readonly string[]) {
  const files = texts.map((text, index) => [`${index}.ndjson`, text] as const);
  const folder = archive(Object.fromEntries(files));
  const issues: ParseIssue[] = [];
  const spans = files.map(([name]) => ({ file: `${folder}/${name}`, first: -Infinity, last: Infinity }));
  const { bins, samples } = await foldBins(spans, null, (issue) => issues.push(issue));
  const flat = [...bins.values()]
    .flat()
    .sort((a, b) => compare(a.hostId, b.hostId) || compare(a.binAt, b.binAt));
  return {
    bins: flat,
    issues: issues.map(({ line, path }) => ({ line, path })),
    counts: [...samples.values()],
  };
}

const line = (sample: Sample): string => printSamples([sample]);
const EXPECTED = deriveBins(SAMPLES);

describe('bins of files', () => {
  it('are those of all samples, whatever the order of lines, of keys and of files', async () => {
    const lines = SAMPLES.map((sample, index) =>
      index % 3 === 0
        ? `${JSON.stringify(Object.fromEntries(Object.entries(sample).reverse()))}\n`
        : line(sample),
    );
    const { bins, issues, counts } = await fold([
      lines
        .filter((_, index) => index % 2 === 0)
        .reverse()
        .join(''),
      lines.filter((_, index) => index % 2 === 1).join('\n'),
      lines.slice(5, 50).join(''),
    ]);
    expect(bins).toEqual(EXPECTED);
    expect(issues).toEqual([]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(SAMPLES.length + 45);
  });

  it.each([
    { what: 'another host', behind: `"hostId":"i-hidden"`, hidden: { hostId: 'i-hidden' } },
    {
      what: 'another run',
      behind: `"runAt":"2026-10-05T20:30:00Z"`,
      hidden: { runAt: '2026-10-05T20:30:00Z' },
    },
    { what: 'a host with an escape', behind: `"hostId":"i-\\u0068idden"`, hidden: { hostId: 'i-hidden' } },
  ])('go by what a line says last, such as $what, as any reader of JSON does', async ({ behind, hidden }) => {
    const [first, ...others] = SAMPLES.filter(({ hostId }) => hostId === LEAKING);
    if (first === undefined) throw new Error('no sample');
    const lying = line(first).replace(/\}\n$/, `,${behind}}\n`);
    const { bins, issues } = await fold([`nonsense\n${lying}`, others.map(line).join('')]);
    expect(bins).toEqual(deriveBins([{ ...first, ...hidden }, ...others]));
    expect(issues).toEqual([{ line: 1, path: '' }]);
  });

  it('name what is refused in the order of files and lines, though hosts are read one after the other', async () => {
    const spoilt = SAMPLES.slice(0, 4).map((sample, index) =>
      line(sample).replace(
        '"outcome":"sampled"',
        index % 2 === 0 ? '"outcome":"sampled"' : '"outcome":"lost"',
      ),
    );
    const others = FLEET.filter(({ hostId }) => hostId !== LEAKING)
      .slice(0, 2)
      .map(line)
      .map((text) => text.replace('"tcp":{', '"tcp":{"memoryPages":-1,'));
    const { issues, counts } = await fold([others.join('') + spoilt.join('x\n'), spoilt.join('')]);
    expect(issues).toEqual([
      { line: 4, path: '' },
      { line: 5, path: 'outcome' },
      { line: 6, path: '' },
      { line: 8, path: '' },
      { line: 9, path: 'outcome' },
      { line: 2, path: 'outcome' },
      { line: 4, path: 'outcome' },
    ]);
    expect(counts).toEqual([4, 2]);
  });

  it('keep each run in its own three hours where files are those of runs', async () => {
    const run = (runAt: string) => SAMPLES.filter((sample) => sample.runAt === runAt);
    const folder = archive({ a: printSamples(run('2026-10-05T20:00:00Z')) });
    const span = (runAt: string) => ({
      file: `${folder}/a`,
      first: Date.parse(runAt),
      last: Date.parse(runAt),
    });
    const isMixed = async (runAt: string) => (await foldBins([span(runAt)], null, () => {})).isMixed;
    expect(samplesKey(run('2026-10-05T20:00:00Z')[0] as Sample)).toContain('/2000.');
    expect(await isMixed('2026-10-05T18:00:00Z')).toBe(false);
    expect(await isMixed('2026-10-05T17:00:00Z')).toBe(true);
    expect(await isMixed('2026-10-05T21:00:00Z')).toBe(true);
  });
});
