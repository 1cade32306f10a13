import { describe, expect, it } from 'vitest';
import { simulateHost } from '../../../../../infra/local/hosts/simulated-host.ts';
import type { Bin } from '../../../../../lambdas/domain/records/bin.ts';
import { HOUR } from '../../../../../lambdas/domain/records/time.ts';
import { anyKindBalanced } from '../../../../corpora/any-kind.ts';
import { type CorpusHost, HEALTHY_KINDS, hostOfKind, LEAKY_KINDS } from '../../../../corpora/corpus.ts';
import { deriveBins } from '../../../../domain/all-bins.ts';

const FROM = new Date('2026-10-05T00:00:00Z');
const DAYS = 10;
const RATES = ['connectionsPerSecond', 'requestsPerSecond', 'bytesOutPerSecond', 'cpuPerSecond'] as const;

/** The first bins of each segment: what segments are, whatever they are called. */
const segments = (bins: readonly Bin[]): string[] => {
  const first = new Map<string, string>();
  return bins.map(({ segment, binAt }) => {
    if (segment === null) return 'none';
    if (!first.has(segment)) first.set(segment, binAt);
    return first.get(segment) ?? '';
  });
};

const withoutNames = (bins: readonly Bin[]) =>
  bins.map((bin) => ({ ...bin, segment: null, ...Object.fromEntries(RATES.map((rate) => [rate, null])) }));

function expectDerivedBins({ scenario, seed }: CorpusHost): void {
  const host = simulateHost(scenario, seed);
  const runs = Array.from({ length: DAYS * 24 }, (_, hour) => new Date(FROM.getTime() + hour * HOUR));
  const derived = deriveBins(runs.flatMap((at) => host.sample(at) ?? []));
  const folded = host.bins(60);
  expect(withoutNames(derived)).toEqual(withoutNames(folded));
  // Where not all workers fit the probe's line, samples tell starts apart by three hours alone.
  const isCut = derived.some(({ segment }) => segment?.includes('many@'));
  if (!isCut) expect(segments(derived)).toEqual(segments(folded));
  for (const [index, bin] of derived.entries()) {
    for (const rate of RATES) {
      const [one, other] = [bin[rate], folded[index]?.[rate] ?? null];
      if (one === null || other === null) expect({ rate, value: one }).toEqual({ rate, value: other });
      else expect(Math.abs(one - other)).toBeLessThanOrEqual(1e-4 * Math.max(1, other));
    }
  }
}

describe('bins of a simulated host', () => {
  it.each([...LEAKY_KINDS, ...HEALTHY_KINDS])('of kind %s are those derived from its samples', (kind) =>
    expectDerivedBins(hostOfKind(kind, 5, { from: FROM, days: DAYS })),
  );

  it.each(
    anyKindBalanced(5, { hosts: 22, from: FROM, days: DAYS }).map((host) => [host.scenario.kind, host]),
  )('with nuisances, of kind %s, are those derived from its samples', (_, host) => expectDerivedBins(host));
});
