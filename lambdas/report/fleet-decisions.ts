import { noAnswerPhrase, silenceText, silenceWords } from '../domain/audit/silence-words.ts';
import { counted } from '../domain/format.ts';
import { refOf } from '../domain/records/host-key.ts';
import { mostUrgent } from '../domain/records/recommendation.ts';
import { changeName, FAILED_UPGRADES, worstFirst } from '../domain/upgrades/verification-words.ts';
import type { DecisionFacts, OpenDecision } from './decision-facts.ts';
import type { Age } from './report.ts';
import type { SilentHost } from './report-coverage.ts';
import { capital, sentence } from './words.ts';

/** Upgrades that did harm, then those that did not help. */
export const upgradeDecisions = ({ verifications }: DecisionFacts): OpenDecision[] =>
  worstFirst(verifications)
    .filter(({ verdict }) => verdict in FAILED_UPGRADES)
    .map((change) => ({
      urgency: 'now',
      what: `Stop the upgrade ${changeName(change)}: it ${FAILED_UPGRADES[change.verdict]}`,
      why: sentence(capital(change.summary)),
      hosts: [],
      members: [],
    }));

/** As soon as the most urgent host of the branch asks for. */
export const branchDecisions = ({ endingBranches, hosts }: DecisionFacts): OpenDecision[] =>
  endingBranches
    .filter(({ life }) => life === 'ended')
    .map(({ branch, endOfLife, hosts: count, to }) => {
      const urgency = mostUrgent(
        hosts
          .filter(({ release }) => release?.startsWith(`${branch}.`))
          .map(({ recommendation }) => recommendation.urgency),
      );
      return {
        urgency: urgency === 'none' ? 'next-window' : urgency,
        what: `Move ${counted(count, 'host')} off branch ${branch}, to ${to}`,
        why: `Branch ${branch} ended on ${endOfLife}: no more fixes, not even security fixes.`,
        hosts: [],
        members: [],
      };
    });

/** Hosts that no longer answer, by the reason, with the first step to bring each back. */
export function silenceDecisions({ coverage, assessedAt }: DecisionFacts): OpenDecision[] {
  const groups = [...Map.groupBy(coverage.silent, ({ outcome, reason }) => `${outcome} ${reason}`).values()];
  return groups
    .sort((a, b) => b.length - a.length)
    .map((members) => {
      const [first] = members;
      const one = members.length === 1 && first !== undefined;
      return {
        urgency: 'this-week',
        what: one ? `Get ${first.label} to answer` : `Get ${counted(members.length, 'host')} to answer`,
        why: [
          one ? capital(since(first, assessedAt)) : capital(longest(members, assessedAt)),
          ...cause(first),
          unknown(members),
        ]
          .map(sentence)
          .join(' '),
        hosts: one ? [] : members.map(({ label }) => label),
        members: members.map(refOf),
      };
    });
}

const since = ({ answeredAt, outcome }: SilentHost, at: string): string =>
  noAnswerPhrase(answeredAt, at, outcome === 'malformed');

function longest(members: readonly SilentHost[], at: string): string {
  const [first] = members.toSorted((a, b) => ((a.answeredAt ?? '') < (b.answeredAt ?? '') ? -1 : 1));
  return first ? `${since(first, at)} from ${first.label}` : '';
}

function cause(first: SilentHost | undefined): string[] {
  if (first?.reason === undefined || first.reason === null) return [];
  const silence = { outcome: first.outcome, reason: first.reason };
  return [capital(silenceText(silence)), capital(silenceWords(silence).fix)];
}

const unknown = (members: readonly SilentHost[]): string =>
  members.length === 1 ? 'Until then its state is unknown' : 'Until then their state is unknown';

export function knowledgeDecisions({
  isKnowledgeStale,
  knowledgeDays,
  knowledgeCheckedOn,
}: Age): OpenDecision[] {
  if (!isKnowledgeStale) return [];
  return [
    {
      urgency: 'this-month',
      what: 'Push newer knowledge: what the auditor knows of HAProxy releases is old',
      why: `Releases and advisories were last checked ${knowledgeDays} days ago, on ${knowledgeCheckedOn}; newer ones are likely.`,
      hosts: [],
      members: [],
    },
  ];
}
