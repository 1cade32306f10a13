import { parseVersion } from '../../../lambdas/domain/records/version.ts';
import type { AdvisoryFinding } from '../../../lambdas/domain/releases/release-advice.ts';
import type { RunningRelease } from '../../../lambdas/domain/releases/running-release.ts';

/** A known bug of memory that any host meets, fixed in 2.8.14, unless told otherwise. */
export const bug = (id: string, known: Partial<AdvisoryFinding> = {}): AdvisoryFinding => ({
  id,
  title: 'BUG/MEDIUM: mux-h1: free what was kept',
  status: 'affected',
  summary: 'Something is kept for ever.',
  fixedIn: '2.8.14',
  confidence: 'changelog',
  source: 'https://www.haproxy.org/',
  evidence: 'The change list names it.',
  kinds: ['memory'],
  needs: [],
  isCommon: true,
  condition: null,
  notes: null,
  ...known,
});

/** The known release 2.8.11, against which nothing is known, unless told otherwise. */
export const release = (known: Partial<RunningRelease> = {}): RunningRelease => ({
  running: parseVersion('2.8.11'),
  isKnown: true,
  to: null,
  floor: null,
  leaks: [],
  ended: new Set(),
  fixedBefore: null,
  callsForUpgrade: false,
  reasons: [],
  ...known,
});
