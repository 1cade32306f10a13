import type { SilenceReason } from '../records/watched-places.ts';
import type { SilenceWords } from './silence-words.ts';

const READ_THE_LOG =
  'read the log of AuditFleet there: AccessDenied from S3 comes from a policy of that account, of the organization or of the key';

/** What each reason means of which an account and region is silent, and what to do; the runbook has them too. */
export const PLACE_SILENCE_WORDS: Readonly<Record<SilenceReason, SilenceWords>> = {
  'stack-failed': {
    meaning: 'CloudFormation could not deploy or update the stack there',
    fix: "remove the cause, then retry the StackSet's operation",
  },
  'stack-pending': {
    meaning: 'the stack there is still being deployed',
    fix: "look at the StackSet's operations",
  },
  'write-denied': {
    meaning: 'the archive takes no samples of that region',
    fix: 'add the region to organization in cdk.json, or delete the stack there',
  },
  unreadable: {
    meaning: 'its newest samples cannot be read',
    fix: 'ask who administers that account',
  },
  'late-start': {
    meaning: 'its audits start too late to ask any host',
    fix: 'look in that account for throttled functions',
  },
  'nothing-written': {
    meaning: 'its stack is deployed and never wrote samples',
    fix: READ_THE_LOG,
  },
  stopped: {
    meaning: 'it stopped writing samples, for a reason that the hub cannot see',
    fix: READ_THE_LOG,
  },
};

/** `CloudFormation could not deploy … (stack-failed): detail`. */
export const placeSilenceText = ({
  reason,
  detail,
}: {
  reason: SilenceReason;
  detail: string | null;
}): string => `${PLACE_SILENCE_WORDS[reason].meaning} (${reason})${detail === null ? '' : `: ${detail}`}`;
