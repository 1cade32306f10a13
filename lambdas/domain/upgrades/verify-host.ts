import { daysPhrase, intervalPhrase } from '../format.ts';
import { isJudged, isLeaky } from '../records/verdict.ts';
import type { HostVerification, VerificationVerdict } from '../records/verification.ts';
import { memoryGrowth } from '../scoring/checks/memory.ts';
import { scoreHost } from '../scoring/score-host.ts';
import { begunLeak } from './begun-leak.ts';
import {
  type Comparison,
  daysUntilSure,
  type GrowthChange,
  growthBefore,
  growthChanges,
  hasEnded,
  MINIMUM_DAYS,
  sharpest,
} from './growth-change.ts';
import type { ReleaseChange } from './release-change.ts';
import { VERIFICATION_WORDS } from './verification-words.ts';

/** A host's change of release with what it did, for people and for pooling. It holds no bins: fleets are large. */
export interface VerifiedChange {
  change: Omit<ReleaseChange, 'before' | 'after'>;
  verification: HostVerification;
  /** The reading that decides; `null` without a leak before, or while too little is known of the days since. */
  decisive: Comparison | null;
  /** Given where there was too little data before it to judge the host. */
  isUnjudgedBefore?: true | undefined;
}

type LeakVerdict = Exclude<VerificationVerdict, 'no-leak-before' | 'introduced'>;

/**
 * Whether a change of release ended what the host leaked before, or brought a leak.
 * @param leaksNow whether the host is found to leak by all its days: only then a leak that began is looked for
 */
export function verifyChange({ before, after, ...change }: ReleaseChange, leaksNow: boolean): VerifiedChange {
  const { changedAt, from, to } = change;
  const scored = scoreHost(before);
  if (!isLeaky(scored)) {
    const begun = leaksNow && change.isLast && isJudged(scored) ? begunLeak(before, after) : null;
    const memory = begun?.changes.find(({ check }) => check === memoryGrowth);
    const verification: HostVerification = {
      changedAt,
      from,
      to,
      before: memory?.before ?? scored.memoryGrowthBytesPerDay,
      // Most hosts: a second look at each of them would cost as much as its score.
      after: memory?.after ?? null,
      verdict: begun ? 'introduced' : 'no-leak-before',
      daysToGo: null,
      summary: begun
        ? `${VERIFICATION_WORDS.introduced}: ${sentencesOf(begun.changes, begun.decisive)}`
        : isJudged(scored)
          ? `no leak was seen on ${from}`
          : `not enough data on ${from} to say whether it leaked`,
    };
    return { change, verification, decisive: null, ...(!isJudged(scored) && { isUnjudgedBefore: true }) };
  }
  const changes = growthChanges(before, after, scored);
  const memory = changes.find(({ check }) => check === memoryGrowth);
  const decisive = sharpest(changes);
  const verdict = changeVerdict(decisive);
  const daysToGo = verdict === 'too-early' ? daysLeft(changes, decisive) : null;
  const verification: HostVerification = {
    changedAt,
    from,
    to,
    before: memory?.before ?? null,
    after: memory?.after ?? null,
    verdict,
    daysToGo,
    summary: summary(verdict, changes, decisive, daysToGo),
  };
  return { change, verification, decisive };
}

function changeVerdict(decisive: Comparison | null): LeakVerdict {
  const ended = decisive && hasEnded(decisive);
  return ended === null ? 'too-early' : ended ? 'fixed' : 'not-fixed';
}

function daysLeft(changes: readonly GrowthChange[], decisive: Comparison | null): number | null {
  if (decisive) return daysUntilSure(decisive, decisive.daysAfter);
  const days = Math.max(...changes.map(({ daysAfter }) => daysAfter));
  return days < MINIMUM_DAYS ? Math.max(1, Math.ceil(MINIMUM_DAYS - days)) : null;
}

/** `TCP memory grew by 41 MiB/day before, by 0 B/day after (95% CI -1 to 2)`. */
function summary(
  verdict: LeakVerdict,
  changes: readonly GrowthChange[],
  decisive: Comparison | null,
  daysToGo: number | null,
): string {
  const lead = {
    fixed: 'the leak ended',
    'not-fixed': 'the leak goes on',
    'too-early': `${VERIFICATION_WORDS['too-early']}${daysToGo === null ? '' : `, about ${daysPhrase(daysToGo)} more`}`,
  }[verdict];
  return [lead, sentencesOf(changes, decisive)].filter((part) => part !== '').join(': ');
}

function sentencesOf(changes: readonly GrowthChange[], decisive: Comparison | null): string {
  const decisiveChange = changes.find(({ check }) => check === decisive?.check);
  const memoryChanges = changes.filter(
    ({ check }) => check === memoryGrowth && check !== decisiveChange?.check,
  );
  const sentences = [...(decisiveChange ? [decisiveChange] : []), ...memoryChanges].flatMap(
    (change) => growthSentence(change) ?? [],
  );
  return sentences.join('; ');
}

function growthSentence({ check: { label, phrase }, before, after }: GrowthChange): string | null {
  const afterText = after && `${phrase(after.estimate)}/day after${intervalPhrase(after, phrase)}`;
  if (!before) return afterText && `${label} grew by ${afterText}; its growth before is not known`;
  const beforeText = `${label} ${growthBefore(before, phrase)}`;
  if (!after) return `${beforeText}; its growth since is not known`;
  if (before.low > 0) return `${beforeText}, by ${afterText}`;
  return `${beforeText}, and ${after.low > 0 ? `grew by ${afterText}` : 'none after'}`;
}
