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
