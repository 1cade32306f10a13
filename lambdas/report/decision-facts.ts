import type { Assessment } from '../domain/records/assessment.ts';
import type { AccountNames } from '../domain/records/whereabouts.ts';
import type { EndingBranch } from './release-row.ts';
import type { Age, Decision, ReportedHost } from './report.ts';
import type { Coverage } from './report-coverage.ts';
import type { SilentPlace } from './report-places.ts';

/** What decisions are made of. */
export interface DecisionFacts {
  hosts: readonly ReportedHost[];
  verifications: Assessment['verifications'];
  acknowledgements: Assessment['acknowledgements'];
  acknowledgementIssues: NonNullable<Assessment['acknowledgementIssues']>;
  endingBranches: readonly EndingBranch[];
  coverage: Coverage;
  /** Of a hub. */
  silentPlaces: readonly SilentPlace[];
  accountNames: AccountNames;
  age: Age;
  /** When the fleet was judged. */
  assessedAt: string;
  timeZone: string;
}

/** A decision before it is known by which day. */
export type OpenDecision = Omit<Decision, 'dueAt'> & { dueAt?: string | null };
