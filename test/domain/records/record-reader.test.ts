import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseBins, parseSamples, printBins, printSamples } from '../../../lambdas/domain/records/archive.ts';
import { Bin } from '../../../lambdas/domain/records/bin.ts';
import { recordReader } from '../../../lambdas/domain/records/record-reader.ts';
import { Sample, type SampledHost } from '../../../lambdas/domain/records/sample.ts';
import { REFUSED } from '../../../lambdas/domain/records/value-readers.ts';
import { FLEET } from '../../cli/archives.ts';
import { deriveBins } from '../all-bins.ts';

const RUN = { schema: 1, runAt: '2026-11-22T16:05:00Z', hostId: 'lb-7' };
const SAMPLES: unknown[] = [
  ...FLEET.filter((_, index) => index % 97 === 0),
  { ...RUN, outcome: 'sampled' },
  { ...RUN, outcome: 'unreachable', reason: 'Timeout' },
  { ...RUN, outcome: 'sampled', processes: [{}, { streams: null, config: {} }], tcp: null },
];
const BINS: unknown[] = deriveBins(FLEET.slice(0, 40));

/** What may stand in a place of a record: what belongs there, nearly, and what does not. */
const anything = fc.oneof(
  fc.constantFrom(
    null,
    undefined,
    true,
    '',
    'running',
    'sampled',
    'unreachable',
    1,
    0,
    -0,
    -1,
    1.5,
    2 ** 53,
    1e300,
  ),
  fc.constantFrom(
    '2026-11-22T16:05:00Z',
    '2026-11-22T16:05:00.5Z',
    '2026-11-22T16:05:00',
    '2026-02-30T00:00:00Z',
  ),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY),
  fc.string(),
  fc.double(),
  fc.constantFrom({}, [], [null], [{}], { count: 0 }, { '1h': 1 }, [1, 'a']),
);

/** A change at a place that is found by walking down at random: another value, one key less, or one more. */
interface Change {
  readonly path: readonly number[];
  readonly value: unknown;
  readonly kind: 'set' | 'delete' | 'add';
}

function changed(record: unknown, { path, value, kind }: Change): unknown {
  const copy = structuredClone(record);
  let place = copy as Record<string, unknown>;
  for (const [depth, step] of path.entries()) {
    const keys = Object.keys(place);
    const key = keys[step % Math.max(1, keys.length)] ?? '0';
    const next = place[key];
    if (depth < path.length - 1 && typeof next === 'object' && next !== null) {
      place = next as Record<string, unknown>;
      continue;
    }
    if (kind === 'add' && !Array.isArray(place)) place.unknownKey = value;
    else if (kind === 'delete' && !Array.isArray(place)) delete place[key];
    else place[key] = value;
    break;
  }
  return copy;
}

const changes = fc.array(
  fc.record({
    path: fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 4 }),
    value: anything,
    kind: fc.constantFrom('set', 'set', 'delete', 'add'),
  }) as fc.Arbitrary<Change>,
  { maxLength: 3 },
);

describe('a record reader', () => {
  it.each([
    { what: 'samples', schema: Sample as z.ZodType, records: SAMPLES },
    { what: 'bins', schema: Bin as z.ZodType, records: BINS },
  ])('accepts the $what that their schema accepts, and reads the same of them', ({ schema, records }) => {
    const read = recordReader(schema);
    let accepted = 0;
    let runs = 0;
    fc.assert(
      fc.property(fc.constantFrom(...records), changes, (record, made) => {
        const value = made.reduce(changed, record);
        const before = structuredClone(value);
        const parsed = schema.safeParse(value);
        const result = read(value);
        expect(value).toEqual(before);
        runs += 1;
        if (parsed.success) accepted += 1;
        expect(result === REFUSED).toBe(!parsed.success);
        // The same keys in the same order too: texts of equal records are equal.
        if (parsed.success) expect(JSON.stringify(result)).toBe(JSON.stringify(parsed.data));
        if (parsed.success) expect(result).toEqual(parsed.data);
      }),
      { numRuns: 3000 },
    );
    expect(accepted / runs).toBeGreaterThan(0.2);
    expect(accepted / runs).toBeLessThan(0.9);
  });

  it.each([null, undefined, 1, 'x', [], [{}], {}])('refuses %j as the schema does', (value) => {
    expect(recordReader(Sample)(value)).toBe(REFUSED);
  });

  it('asks the schema itself for what it does not know', () => {
    const schema = z.object({ mail: z.email(), even: z.number().multipleOf(2), odd: z.coerce.string() });
    const read = recordReader(schema);
    expect(read({ mail: 'a@b.example', even: 4, odd: 3 })).toEqual({
      mail: 'a@b.example',
      even: 4,
      odd: '3',
    });
    expect(read({ mail: 'a', even: 4, odd: 3 })).toBe(REFUSED);
    expect(read({ mail: 'a@b.example', even: 5, odd: 3 })).toBe(REFUSED);
  });

  it('copies nothing of what the archive has, nor of what a simulated host reports', () => {
    const samples = parseSamples(printSamples(FLEET.slice(0, 9)), 'samples').records;
    for (const sample of [...samples, FLEET[0]]) expect(recordReader(Sample)(sample)).toBe(sample);
    const [bin] = parseBins(printBins(deriveBins(FLEET.slice(0, 40))), 'bins').records;
    expect(recordReader(Bin)(bin)).toBe(bin);
  });

  it('leaves out unknown keys and puts those of the schema into its order, at any depth', () => {
    const { tcp, ...sample } = structuredClone(FLEET[0]) as SampledHost;
    const { memoryPages, ...others } = tcp;
    const value = { ...sample, tcp: { ...others, unknownKey: 1, memoryPages } };
    expect(JSON.stringify(recordReader(Sample)(value))).toBe(JSON.stringify(FLEET[0]));
  });
});
