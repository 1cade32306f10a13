import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneValueALine } from '../../../cli/archive/json-lines.ts';

async function linesOf(text: string, partLength = text.length): Promise<string> {
  async function* parts() {
    for (let from = 0; from < text.length; from += partLength) yield text.slice(from, from + partLength);
  }
  let joined = '';
  for await (const part of oneValueALine(parts())) joined += part;
  return joined;
}

const SAMPLES = [
  { runAt: '2026-11-22T16:05:00Z', hostId: 'a', note: 'a "quoted\\" brace } and [' },
  { runAt: '2026-11-22T16:05:00Z', hostId: 'b', processes: [{ pid: 1 }, { pid: 2 }] },
];
const valuesOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));

describe('texts of several values', () => {
  it.each([
    {
      of: 'values that people read, one after the other',
      text: SAMPLES.map((sample) => JSON.stringify(sample, null, 2)).join('\n'),
    },
    { of: 'an array that people read', text: JSON.stringify(SAMPLES, null, 2) },
    { of: 'an array in one line, without a line feed', text: JSON.stringify(SAMPLES) },
    {
      of: 'lines that end in CR LF',
      text: SAMPLES.map((sample) => JSON.stringify(sample, null, 2))
        .join('\n')
        .replaceAll('\n', '\r\n'),
    },
    { of: 'empty lines before them', text: `\n\n${JSON.stringify(SAMPLES, null, 2)}\n\n` },
    {
      of: 'values without anything between them',
      text: SAMPLES.map((sample) => JSON.stringify(sample, null, 2)).join(''),
    },
    { of: 'one value a line', text: SAMPLES.map((sample) => `${JSON.stringify(sample)}\n`).join('') },
  ])('are read from $of', async ({ text }) => {
    expect(valuesOf(await linesOf(text))).toEqual(SAMPLES);
  });

  it('pass as they are where each has a line', async () => {
    const text = `${JSON.stringify(SAMPLES[0])}\n{"cut\n\n${JSON.stringify(SAMPLES[1])}`;
    expect(await linesOf(text, 7)).toBe(text);
  });

  it('keep the line that each begins on', async () => {
    const text = `[\n  {\n    "hostId": "a"\n  },\n  {\n    "hostId": "b"\n  }\n]\n`;
    expect((await linesOf(text)).split('\n')).toEqual([
      '',
      '{     "hostId": "a"   }',
      '',
      '',
      '{     "hostId": "b"   }',
      '',
    ]);
  });

  it.each([
    {
      of: 'is cut off',
      text: '{\n  "hostId": "a"\n}\n{\n  "hostId": "b",\n  "x": "',
      good: [{ hostId: 'a' }],
      bad: 4,
    },
    {
      of: 'is no object',
      text: '{\n  "hostId": "a"\n}\nnonsense\n{\n  "hostId": "b"\n}\n',
      good: [{ hostId: 'a' }, { hostId: 'b' }],
      bad: 4,
    },
  ])('lose no other value to one that $of, which stays on its line', async ({ text, good, bad }) => {
    const lines = (await linesOf(text)).split('\n');
    const parsed = lines.map((line) => {
      try {
        return JSON.parse(line);
      } catch {
        return null;
      }
    });
    expect(parsed.filter((value) => value !== null)).toEqual(good);
    expect(parsed[bad - 1]).toBeNull();
    expect(lines[bad - 1]).not.toBe('');
  });

  it('are the same however the text is cut into parts, and whatever the values are', async () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(
        fc.array(object, { minLength: 1 }),
        fc.integer({ min: 1, max: 50 }),
        async (values, length) => {
          const text = JSON.stringify(values, null, 2);
          const lines = await linesOf(text, length);
          expect(lines).toBe(await linesOf(text));
          expect(valuesOf(lines)).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });
});
