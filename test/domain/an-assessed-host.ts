import type { AssessedHost } from '../../lambdas/domain/records/assessment.ts';

type Changes = Partial<Omit<AssessedHost, 'recommendation'>> & {
  recommendation?: Partial<AssessedHost['recommendation']>;
};

export const MIB = 2 ** 20;

/** A leaking host on 2.8.11 that is to run 2.8.30. */
export function anAssessedHost(hostId: string, { recommendation, ...changes }: Changes = {}): AssessedHost {
  const role = changes.role === undefined ? 'edge' : changes.role;
  return {
    hostId,
    name: `lb-${hostId}`,
    role,
    availabilityZone: 'eu-west-1a',
    cohort: `${role ?? 'none'}/2.8.11`,
    version: '2.8.11',
    verdict: 'leaking',
    leakProbability: 0.99,
    priorLogOdds: -3.2,
    score: 50,
    memoryGrowthBytesPerDay: { estimate: 40 * MIB, low: 30 * MIB, high: 50 * MIB },
    secondsToPressure: { estimate: 30 * 86_400, low: 20 * 86_400, high: 40 * 86_400 },
    evidence: [],
    verification: null,
    acknowledgement: null,
    daysObserved: 28,
    scoredAt: '2026-11-22T15:00:00Z',
    reachable: true,
    ...changes,
    recommendation: {
      action: 'upgrade',
      to: '2.8.30',
      floor: '2.8.14',
      urgency: 'this-month',
      restartBy: null,
      mitigations: [],
      reasons: [],
      ...recommendation,
    },
  };
}
