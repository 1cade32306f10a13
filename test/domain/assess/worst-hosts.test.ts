import { expect, it } from 'vitest';
import { worstHosts } from '../../../lambdas/domain/assess/worst-hosts.ts';
import { assessedHost } from '../a-leaking-host.ts';

it('lists the ten highest scores, and no host without one', () => {
  const hosts = Array.from({ length: 14 }, (_, index) =>
    assessedHost({ hostId: `i-${index}`, name: null, score: index }),
  );
  expect(worstHosts(hosts).map(({ host, score }) => [host, score])).toEqual(
    [13, 12, 11, 10, 9, 8, 7, 6, 5, 4].map((score) => [`i-${score}`, score]),
  );
  expect(worstHosts([assessedHost({ score: 0 })])).toEqual([]);
});

it('says what a reader of the dashboard needs, rounded', () => {
  expect(worstHosts([assessedHost()])).toEqual([
    {
      host: 'edge-3',
      hostId: 'i-0abc',
      place: null,
      cohort: 'edge/2.8.11',
      verdict: 'leaking',
      score: 81.4,
      leakProbability: 0.974,
      limit: 'tcp-memory',
      daysToLimit: 9.2,
      action: 'upgrade',
      to: '2.8.16',
    },
  ]);
  expect(worstHosts([assessedHost({ secondsToPressure: null })])[0]?.daysToLimit).toBeNull();
  const nearestLimit = {
    resource: 'connections',
    secondsToLimit: { estimate: 3 * 86_400, low: 2 * 86_400, high: null },
  } as const;
  expect(worstHosts([assessedHost({ nearestLimit })])).toMatchObject([
    { limit: 'connections', daysToLimit: 3 },
  ]);
});
