import type { ArchivedAcknowledgements } from '../../lambdas/domain/assess/archived-acknowledgements.ts';
import type { UsedAcknowledgement } from '../../lambdas/domain/records/acknowledgement.ts';
import type {
  ArchivedAcknowledgement,
  Withdrawal,
} from '../../lambdas/domain/records/archived-acknowledgement.ts';
import type { Assessment } from '../../lambdas/domain/records/assessment.ts';

/** Where acknowledgements are kept: the deployed bucket, or a folder that is a copy of it. */
export interface AcknowledgementStore {
  /** As a person calls it. */
  readonly place: string;
  /** Words that lead another command there. */
  readonly words: readonly string[];
  /** When what is written takes effect, a sentence. */
  readonly effect: string;
  /** Who writes, where nobody says so. */
  readonly by: () => Promise<string>;
  /** What the fleet's hosts showed last; `null` where nothing was judged so far. */
  readonly assessment: () => Promise<Assessment | null>;
  readonly read: () => Promise<ArchivedAcknowledgements>;
  /** Those of the stack's configuration, which hold beside. */
  readonly configured: readonly UsedAcknowledgement[];
  /** @returns the id */
  readonly put: (entry: ArchivedAcknowledgement) => Promise<string>;
  /** @returns whether it is the first of its acknowledgement */
  readonly withdraw: (withdrawal: Withdrawal) => Promise<boolean>;
}
