import { URGENCIES, type Urgency } from '../domain/records/recommendation.ts';
import { DAY, printInstant } from '../domain/records/time.ts';
import { acknowledgementDecisions } from './acknowledgement-decisions.ts';
import type { DecisionFacts, OpenDecision } from './decision-facts.ts';
import {
  branchDecisions,
  knowledgeDecisions,
  silenceDecisions,
  upgradeDecisions,
} from './fleet-decisions.ts';
import { changeDecisions, restartDecisions, watchDecisions } from './host-decisions.ts';
import { nearLimitDecisions } from './near-limits.ts';
import { placeDecisions } from './place-words.ts';
import type { Decision } from './report.ts';

/** Days that each urgency leaves; the others have no day. */
const DAYS_LEFT: Partial<Record<Urgency, number>> = { now: 0, 'this-week': 7, 'this-month': 30 };

/** What a person has to decide, the most urgent first: every host that leaks, or may, is of one of them. */
export function decisionsOf(facts: DecisionFacts): Decision[] {
  const decisions = [
    ...upgradeDecisions(facts),
    ...restartDecisions(facts.hosts),
    ...nearLimitDecisions(facts.hosts),
    ...changeDecisions(facts),
    ...watchDecisions(facts.hosts),
    ...placeDecisions(facts),
    ...silenceDecisions(facts),
    ...branchDecisions(facts),
    ...acknowledgementDecisions(facts),
    ...knowledgeDecisions(facts.age),
  ];
  return decisions
    .map((decision) => ({ ...decision, dueAt: decision.dueAt ?? dueAt(decision, facts.assessedAt) }))
    .sort((a, b) => URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency));
}

function dueAt({ urgency }: OpenDecision, assessedAt: string): string | null {
  const days = DAYS_LEFT[urgency];
  return days === undefined ? null : printInstant(Date.parse(assessedAt) + days * DAY);
}
