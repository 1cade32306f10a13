import { expect, it } from 'vitest';
import { simulateHost } from '../../../infra/local/hosts/simulated-host.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { hostOfKind } from '../../corpora/corpus.ts';

const DAY_MINUTES = 24 * 60;

const judged = (kind: 'linear' | 'steady', minutes: number) =>
  Array.from({ length: 6 }, (_, place) => {
    const { scenario, seed } = hostOfKind(kind, 91_000 + place, { days: 28 });
    return scoreHost(simulateHost(scenario, seed).bins(minutes));
  });

it.each([6 * 60, 12 * 60, DAY_MINUTES])('tells leaks by a sample every %i minutes', (minutes) => {
  const of = (kind: 'linear' | 'steady') => judged(kind, minutes).map(({ verdict }) => verdict);
  expect(of('linear').filter((verdict) => verdict === 'leaking').length).toBeGreaterThanOrEqual(4);
  expect(of('steady')).toEqual(Array.from({ length: 6 }, () => 'healthy'));
});

it('takes the newest of daily samples for the present level', () => {
  const { scenario, seed } = hostOfKind('linear', 91_000, { days: 28 });
  const bins = simulateHost(scenario, seed).bins(DAY_MINUTES);
  expect(scoreHost(bins).levels?.memoryBytes).toBe(bins.at(-1)?.memoryBytes);
});
