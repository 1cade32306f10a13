import type { UsedAcknowledgement } from '../records/acknowledgement.ts';
import {
  ACKNOWLEDGEMENT_ID_DIGITS,
  ArchivedAcknowledgement,
  Withdrawal,
} from '../records/archived-acknowledgement.ts';
import { parseObject } from '../records/json-object.ts';
import type { ParseIssue } from '../records/ndjson.ts';
import { WEEK } from '../records/time.ts';

/** An object below `acknowledgements/`: its text with the hash of its bytes, or why it can't be had. */
export interface StoredAcknowledgement {
  /** As issues name it. */
  file: string;
  content: { text: string; sha256: string } | { problem: string };
}

/** An acknowledgement of the archive by its id. */
export interface KeptAcknowledgement extends ArchivedAcknowledgement {
  id: string;
  withdrawnAt: string | null;
}

/** What the objects come to. */
export interface ArchivedAcknowledgements {
  kept: KeptAcknowledgement[];
  issues: ParseIssue[];
}

const NAME = new RegExp(`(?:^|/)([0-9a-f]{${ACKNOWLEDGEMENT_ID_DIGITS}})(\\.withdrawn)?\\.json$`);

/**
 * Reads the archive's acknowledgements, in the order in which they were made. An object that is none is named, accepts
 * nothing and takes no other with it; a withdrawal that can't be read withdraws all the same.
 */
export function readAcknowledgements(objects: readonly StoredAcknowledgement[]): ArchivedAcknowledgements {
  const read = objects.map(readObject);
  const withdrawals = new Map(read.flatMap(({ withdrawn }) => (withdrawn ? [withdrawn] : [])));
  const kept = read
    .flatMap(({ acknowledged }) => acknowledged ?? [])
    .map((entry) => ({ ...entry, withdrawnAt: withdrawals.get(entry.id) ?? null }))
    .sort((a, b) => (a.acknowledgedAt + a.id < b.acknowledgedAt + b.id ? -1 : 1));
  return { kept, issues: read.flatMap(({ issue }) => issue ?? []) };
}

interface ReadObject {
  acknowledged?: ArchivedAcknowledgement & { id: string };
  withdrawn?: readonly [id: string, at: string];
  issue?: ParseIssue;
}

/** Before any scoring: an unreadable withdrawal holds for all of them. */
const EVER = new Date(0).toISOString();

function readObject({ file, content }: StoredAcknowledgement): ReadObject {
  const [, id = '', isWithdrawal] = NAME.exec(file) ?? [];
  const whole = (message: string): ParseIssue => ({ file, line: 1, path: '', message });
  if (id === '') return { issue: whole('not the name of an acknowledgement') };
  if (isWithdrawal) {
    const withdrawal = 'text' in content ? parseObject(Withdrawal, content.text, file) : null;
    if (withdrawal !== null && 'record' in withdrawal && withdrawal.record.id === id)
      return { withdrawn: [id, withdrawal.record.withdrawnAt] };
    const problem = 'problem' in content ? content.problem : 'it withdraws another one than its name says';
    const issue = withdrawal !== null && 'issue' in withdrawal ? withdrawal.issue : whole(problem);
    return { withdrawn: [id, EVER], issue };
  }
  if ('problem' in content) return { issue: whole(content.problem) };
  const parsed = parseObject(ArchivedAcknowledgement, content.text, file);
  if ('issue' in parsed) return parsed;
  if (!content.sha256.startsWith(id))
    return { issue: whole('its content is not the one that its name says') };
  return { acknowledged: { ...parsed.record, id } };
}

/** How long one that has ended is still told of. */
const TOLD_AFTER = WEEK;

/**
 * Those that a scoring goes by: made, and not withdrawn, by the instant `seenAt`. One that ended long before `at` is
 * left out.
 */
export const acknowledgementsAt = (
  kept: readonly KeptAcknowledgement[],
  { at, seenAt = at }: { at: Date; seenAt?: Date | undefined },
): UsedAcknowledgement[] =>
  kept
    .filter(({ acknowledgedAt, withdrawnAt, until }) => {
      const isMade = Date.parse(acknowledgedAt) <= seenAt.getTime();
      const isWithdrawn = withdrawnAt !== null && Date.parse(withdrawnAt) <= seenAt.getTime();
      return isMade && !isWithdrawn && Date.parse(until) + TOLD_AFTER > at.getTime();
    })
    .map(({ id, target, kinds, reason, until, by, acknowledgedAt }) => ({
      target,
      ...(kinds && { kinds }),
      reason,
      until,
      by,
      id,
      source: 'archive',
      acknowledgedAt,
    }));
