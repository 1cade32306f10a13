import type { Assessment } from '../../../lambdas/domain/records/assessment.ts';
import { assessedHost } from '../../domain/a-leaking-host.ts';
import { assessed, assessment } from '../../report/assessed.ts';

export const HOSTILE_NAMES = [
  '"}],"level":"none',
  '<!channel>]]></failure>',
  '\\"\n# TYPE evil counter\nevil 1',
  '\u0000\u001b[2J\ud800🔥',
  '../../etc/passwd?#%',
  'x'.repeat(3_000),
];

/** One host of each kind that a program may be told of, and some whose names are hostile. */
export const FLEET: Assessment = assessment(
  [
    assessedHost({ hostId: 'i-1', name: 'edge-1', score: 81.4 }),
    assessedHost({ hostId: 'i-2', name: null, verdict: 'suspected', leakProbability: 0.6, score: 40 }),
    assessedHost({
      hostId: 'i-3',
      name: 'edge-3',
      score: 30,
      acknowledgement: { reason: 'drained on Friday', until: '2026-12-04T12:00:00Z' },
    }),
    assessed(4, { hostId: 'i-4', name: 'edge-4' }),
    assessed(5, { hostId: 'i-5', name: 'edge-5', verdict: 'insufficient-data', leakProbability: 0.02 }),
    assessed(6, { hostId: 'i-6', name: '', reachable: false, role: null }),
    ...HOSTILE_NAMES.map((name, index) => assessedHost({ hostId: `i-hostile-${index}`, name, score: 10 })),
  ],
  { assessedAt: '2026-11-22T18:20:00Z' },
);
