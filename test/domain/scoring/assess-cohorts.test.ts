import { describe, expect, it } from 'vitest';
import { simulateHost } from '../../../infra/local/hosts/simulated-host.ts';
import { assessCohorts } from '../../../lambdas/domain/scoring/assess-cohorts.ts';
import type { HostAssessment } from '../../../lambdas/domain/scoring/judge-host.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { cohorts } from '../../corpora/corpus.ts';

function assessed(seed: number, r: number, hosts = 40): HostAssessment[] {
  return cohorts(seed, r, { days: 14, hosts: 40 })
    .slice(0, hosts)
    .map((host) => scoreHost(simulateHost(host.scenario, host.seed).bins(60)));
}

/** Hosts of a role and release with so much growth each, all as sure. */
const made = (version: string, growths: readonly number[], role: string | null = 'edge') =>
  growths.map(
    (estimate) =>
      ({ role, version, relativeGrowthPerDay: { estimate, standardError: 0.001 } }) as HostAssessment,
  );
const [GROWING, FLAT] = [
  [0.019, 0.02, 0.021],
  [-0.001, 0, 0.001],
];

describe('a cohort', () => {
  it('is three hosts or more of one role and release', () => {
    expect(assessCohorts(made('2.8.11', GROWING.slice(1)))).toEqual([]);
    expect(assessCohorts(made('2.8.11', GROWING))).toMatchObject([{ cohort: 'edge/2.8.11', hosts: 3 }]);
    expect(assessCohorts(made('2.8.11', GROWING, null))).toMatchObject([{ cohort: 'none/2.8.11' }]);
  });

  it('has no host whose growth or release is not known', () => {
    const unknown = made('2.8.11', GROWING).map((host) => ({ ...host, relativeGrowthPerDay: null }));
    expect(assessCohorts([...unknown, ...made('built-here', GROWING)])).toEqual([]);
  });

  it('is compared with the other releases of its role, and of no other role', () => {
    const hosts = [
      ...made('2.8.11', GROWING),
      ...made('2.8.14', FLAT),
      ...made('3.0.5', FLAT),
      ...made('2.8.11', FLAT, 'internal'),
    ];
    const [first, ...others] = assessCohorts(hosts);
    expect(first).toMatchObject({ cohort: 'edge/2.8.11', hosts: 3, beyondOthers: { hosts: 6 } });
    expect(first?.growthPerDay.estimate).toBeCloseTo(0.02, 6);
    expect(first?.beyondOthers?.growthPerDay.estimate).toBeCloseTo(0.02, 6);
    expect(first?.beyondOthers?.pValue).toBeLessThan(0.001);
    expect(others.map(({ cohort }) => cohort).sort()).toEqual([
      'edge/2.8.14',
      'edge/3.0.5',
      'internal/2.8.11',
    ]);
    expect(others.find(({ cohort }) => cohort === 'internal/2.8.11')?.beyondOthers).toBeNull();
  });

  it('is compared with three hosts or more', () => {
    const withOthers = (others: number[]) => {
      const hosts = [...made('2.8.11', GROWING), ...made('2.8.14', others)];
      return assessCohorts(hosts).find(({ cohort }) => cohort === 'edge/2.8.11')?.beyondOthers;
    };
    expect(withOthers(FLAT.slice(1))).toBeNull();
    expect(withOthers(FLAT)).toMatchObject({ hosts: 3 });
  });

  it('is less likely to leak where the other releases of its role grow as well', () => {
    const alone = assessCohorts(made('2.8.11', GROWING))[0]?.leakProbability;
    const alike = assessCohorts([...made('2.8.11', GROWING), ...made('2.8.14', GROWING)]);
    expect(alone).toBeGreaterThan(0.95);
    for (const { leakProbability } of alike) expect(leakProbability).toBeLessThan(0.1);
  });

  it('may drift with its whole role for reasons of its own, where there is no other release', () => {
    const slight = [0.003, 0.003, 0.003];
    const alone = assessCohorts(made('2.8.11', slight))[0]?.leakProbability ?? 1;
    const beside = assessCohorts([...made('2.8.11', slight), ...made('2.8.14', FLAT)])[0]?.leakProbability;
    expect(alone).toBeLessThan(0.2);
    expect(beside).toBeGreaterThan(alone);
  });

  it.each([[['2.8.11', '2.8.14']], [['2.8.14', '2.8.11']]])(
    'comes first where it likelier leaks, then by name',
    (releases) => {
      const [flat, growing] = releases as [string, string];
      const names = (hosts: HostAssessment[]) => assessCohorts(hosts).map(({ cohort }) => cohort);
      expect(names([...made(flat, FLAT), ...made(growing, GROWING)])[0]).toBe(`edge/${growing}`);
      expect(names([...made(flat, FLAT), ...made(growing, FLAT)])).toEqual(['edge/2.8.11', 'edge/2.8.14']);
    },
  );
});

describe('cohorts', () => {
  it('name the release whose hosts leak too little to be seen one by one', () => {
    const hosts = assessed(1, 0.2);
    const [first, ...others] = assessCohorts(hosts);
    expect(first).toMatchObject({ cohort: 'edge/2.8.11', hosts: expect.any(Number) });
    expect(first?.leakProbability).toBeGreaterThan(0.9);
    expect(first?.growthPerDay.low).toBeGreaterThan(0);
    expect(first?.beyondOthers?.growthPerDay.low).toBeGreaterThan(0);
    for (const other of others) expect(other.leakProbability).toBeLessThan(0.1);
  });

  it('are all sound where nothing leaks, though load drifts for all', () => {
    for (const { leakProbability } of assessCohorts(assessed(2, 0)))
      expect(leakProbability).toBeLessThan(0.1);
  });

  it('are not made of a handful, or of hosts without a release', () => {
    const [host] = assessed(3, 0, 1);
    if (!host) throw new Error('no host');
    expect(assessCohorts([host, host])).toEqual([]);
    expect(assessCohorts(Array(5).fill({ ...host, version: null }))).toEqual([]);
    expect(assessCohorts(Array(5).fill({ ...host, version: '2.8.11-1ubuntu2' }))).toMatchObject([
      { cohort: 'edge/2.8.11', hosts: 5, beyondOthers: null },
    ]);
  });
});
