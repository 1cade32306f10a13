import { AssessedHost } from '../../lambdas/domain/records/assessment.ts';

/** A host that leaks as the founding case did, with what a test changes. */
export const assessedHost = (changed: Partial<AssessedHost> = {}): AssessedHost =>
  AssessedHost.parse({
    hostId: 'i-0abc',
    name: 'edge-3',
    role: 'edge',
    availabilityZone: 'eu-west-1a',
    cohort: 'edge/2.8.11',
    version: '2.8.11',
    verdict: 'leaking',
    leakProbability: 0.974,
    priorLogOdds: -3,
    score: 81.4,
    memoryGrowthBytesPerDay: { estimate: 4e7, low: 3e7, high: 5e7 },
    secondsToPressure: { estimate: 9.2 * 86_400, low: 7 * 86_400, high: null },
    evidence: [
      { check: 'memory-growth', logOdds: 1, summary: '300 MiB of TCP memory', growthPerDay: null, window },
      { check: 'stuck-streams', logOdds: 5, summary: '325 stuck streams', growthPerDay: null, window },
    ],
    recommendation: {
      action: 'upgrade',
      to: '2.8.16',
      floor: '2.8.14',
      urgency: 'this-week',
      restartBy: null,
      mitigations: [],
      reasons: ['2.8.11 keeps streams whose server side has failed', '2.8.14 has the fix', 'third'],
    },
    verification: null,
    acknowledgement: null,
    daysObserved: 14,
    scoredAt: '2026-11-22T18:20:00Z',
    reachable: true,
    ...changed,
  });

const window = { from: '2026-11-01T00:00:00Z', to: '2026-11-22T18:00:00Z' };
