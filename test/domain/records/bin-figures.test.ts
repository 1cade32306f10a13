import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseBins, printBins } from '../../../lambdas/domain/records/archive.ts';
import { Bin } from '../../../lambdas/domain/records/bin.ts';
import { parseBinFigures } from '../../../lambdas/domain/records/bin-figures.ts';
import { linePattern } from '../../../lambdas/domain/records/line-pattern.ts';
import { FLEET } from '../../cli/archives.ts';
import { deriveBins } from '../all-bins.ts';

const BINS = deriveBins(FLEET.slice(0, 40));
const LINES = printBins(BINS).trimEnd().split('\n');
const [{ accountId, region }] = BINS as [Bin];
const FILE = `bins/account=${accountId}/region=${region}/date=2026-11-22/15.ndjson.gz`;
const FIGURES = Object.keys(parseBinFigures(LINES[0] ?? '', FILE).records[0] ?? {}) as (keyof Bin)[];

/** What reading whole bins comes to, figures alone. */
function figuresOfAll(text: string, file = FILE) {
  const { records, issues } = parseBins(text, file, 7);
  const figures = records.map((bin) => Object.fromEntries(FIGURES.map((key) => [key, bin[key]])));
  return { records: figures, issues };
}

/** Figures alone also of lines that were parsed as a whole. */
function figures(text: string, file = FILE) {
  const { records, issues } = parseBinFigures(text, file, 7);
  const picked = records.map((bin) =>
    Object.fromEntries(FIGURES.map((key) => [key, (bin as Record<string, unknown>)[key]])),
  );
  return { records: picked, issues };
}

/** A line with something at a place of it: cut out, put in, or another value of a key. */
const changedLine = fc
  .record({
    line: fc.constantFrom(...LINES.slice(0, 20)),
    at: fc.nat(),
    length: fc.constantFrom(0, 0, 1, 1, 2, 30),
    put: fc.oneof(
      fc.constantFrom(
        '',
        '',
        ' ',
        ',',
        '"',
        '\\',
        '}',
        '{',
        '[',
        ']',
        '0',
        '-',
        '.',
        'e9',
        '1e999',
        'null',
        'true',
      ),
      fc.constantFrom(
        '\\u0041',
        '\u0000',
        '\n',
        '\u2028',
        '🙂',
        '"a":1,',
        ',"hostId":"i-other"',
        ',"sampled":99',
      ),
      fc.string({ maxLength: 3 }),
    ),
  })
  .map(({ line, at, length, put }) => {
    const from = at % (line.length + 1);
    return line.slice(0, from) + put + line.slice(from + length);
  });

const changedValue = fc
  .record({
    line: fc.constantFrom(...LINES.slice(0, 20)),
    key: fc.constantFrom(...(Object.keys(Bin.shape) as (keyof Bin)[])),
    value: fc.oneof(
      fc.constantFrom(
        'null',
        '1',
        '-0',
        '0.5',
        '1e21',
        '1E5',
        '1e-7',
        '-1',
        '01',
        '1.',
        '9007199254740993',
        '1e400',
      ),
      fc.constantFrom(
        '"x"',
        '"\\n"',
        '[]',
        '["gap"]',
        '["gap","gap"]',
        '["none"]',
        '{}',
        'true',
        '"2026-02-30T00:00:00Z"',
      ),
      fc.json(),
    ),
  })
  .map(({ line, key, value }) =>
    line.replace(
      new RegExp(`("${key}":)("[^"]*"|null|true|false|-?[\\d.e+-]+|\\[[^\\]]*\\])`),
      `$1${value.replaceAll('$', '$$$$')}`,
    ),
  );

describe('figures of bins', () => {
  it('are those of the bins, and what is refused is the same, whatever lines there are', () => {
    let read = 0;
    let runs = 0;
    fc.assert(
      fc.property(fc.oneof(changedLine, changedValue), fc.constantFrom(...LINES), (line, other) => {
        const text = `${other}\n${line}\n\n`;
        expect(figures(text)).toEqual(figuresOfAll(text));
        runs += 1;
        read += parseBins(line, FILE).records.length > 0 ? 1 : 0;
      }),
      { numRuns: 3000 },
    );
    expect(read / runs).toBeGreaterThan(0.1);
    expect(read / runs).toBeLessThan(0.9);
  });

  it('are read of every line that the archive has without its JSON being parsed', () => {
    const pattern = linePattern(Bin, []);
    expect(LINES.filter((line) => !pattern.test(line))).toEqual([]);
    expect(parseBinFigures(LINES.join('\n'), FILE).records).toHaveLength(BINS.length);
  });

  it('are read so of lines of earlier versions too, which lack the keys with defaults', () => {
    const pattern = linePattern(Bin, ['hostId']);
    const early = BINS.map((bin) => {
      const kept = Object.entries(bin).filter(
        ([key]) => !(Bin.shape[key as keyof Bin] instanceof z.ZodDefault),
      );
      return JSON.stringify(Object.fromEntries(kept));
    });
    expect(early[0]?.length).toBeLessThan((LINES[0]?.length ?? 0) / 2);
    expect(early.filter((line) => !pattern.test(line))).toEqual([]);
    expect(figures(early.join('\n'))).toEqual(figuresOfAll(early.join('\n')));
  });

  it.each(['accountId', 'region'] as const)(
    'are refused where the %s is another one than the folder says',
    (key) => {
      const text = JSON.stringify({ ...BINS[0], [key]: 'eu-other-9' });
      expect(figures(text)).toEqual(figuresOfAll(text));
      expect(figures(text).issues).toMatchObject([{ path: key, line: 7 }]);
      const none = JSON.stringify({ ...BINS[0], [key]: 'none' });
      expect(figures(none).records).toMatchObject([{ accountId, region }]);
    },
  );

  it('are refused in lines of megabytes', () => {
    const notes = (text: string) => (LINES[0] ?? '').replace(/"notes":\[.*\]/, () => `"notes":${text}`);
    const many = `[${Array(1_300_000).fill('""').join()}`;
    expect(figures(notes(`${many}]`)).records).toHaveLength(1);
    expect(figures(notes(many)).issues).toMatchObject([{ message: 'not JSON' }]);
  });
});

describe('the pattern of lines', () => {
  it.each([
    z.object({ a: z.email() }),
    z.object({ a: z.string().min(1) }),
    z.object({ a: z.int().min(1) }),
    z.object({ a: z.number().max(1) }),
    z.object({ a: z.array(z.string()).max(1) }),
    z.object({ a: z.string().optional() }),
    z.object({ a: z.coerce.string() }),
    z.object({ a: z.object({}).loose() }),
  ])('is not made of what it does not know', (schema) => {
    expect(() => linePattern(schema, [])).toThrow('no pattern is known of');
  });
});
