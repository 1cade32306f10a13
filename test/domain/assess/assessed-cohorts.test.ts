import { expect, it } from 'vitest';
import { assessedCohorts, shownKindsOf } from '../../../lambdas/domain/assess/assessed-cohorts.ts';
import type { AssessedHost } from '../../../lambdas/domain/records/assessment.ts';
import type { LeakKind } from '../../../lambdas/domain/records/leak-kind.ts';
import type { LimitedResource } from '../../../lambdas/domain/records/limit.ts';

const kindsOf = (...kinds: LeakKind[]) => ({
  kinds: kinds.map((kind) => ({ kind, probability: 0.9, witness: kind })),
});

const host = (hostId: string, of: Partial<AssessedHost>) =>
  ({ hostId, cohort: 'edge/2.8.11', leakProbability: 0.99, verdict: 'leaking', ...of }) as AssessedHost;

const limit = (resource: LimitedResource, estimate: number) => ({
  resource,
  secondsToLimit: { estimate, low: estimate / 2, high: null },
});

it('counts what hosts leak first of all, most hosts first', () => {
  const hosts = [kindsOf('memory'), kindsOf('stuck-streams', 'memory'), kindsOf('memory'), kindsOf(), {}];
  expect(shownKindsOf(hosts)).toEqual([
    { kind: 'memory', hosts: 2 },
    { kind: 'stuck-streams', hosts: 1 },
  ]);
});

it('says of a release what leaks there and which limit comes first, by its leaking hosts alone', () => {
  const [cohort] = assessedCohorts(
    [
      host('i-1', { ...kindsOf('memory'), nearestLimit: limit('memory', 900) }),
      host('i-2', { ...kindsOf('memory'), nearestLimit: limit('connections', 600) }),
      host('i-3', { verdict: 'suspected', ...kindsOf('descriptors'), nearestLimit: limit('descriptors', 5) }),
      host('i-4', { ...kindsOf('memory'), nearestLimit: null }),
    ],
    [],
  );
  expect(cohort).toMatchObject({
    leaking: 3,
    kinds: [{ kind: 'memory', hosts: 3 }],
    nearestLimit: { hostId: 'i-2', resource: 'connections' },
  });
});

it('has neither for a release that leaks nowhere', () => {
  const [cohort] = assessedCohorts([host('i-1', { verdict: 'healthy', ...kindsOf('memory') })], []);
  expect(cohort).toMatchObject({ kinds: [], nearestLimit: null });
});
