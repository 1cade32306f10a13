import { foundKinds, openKinds } from '../../lambdas/domain/assess/found-kinds.ts';
import { counted, instantPhrase } from '../../lambdas/domain/format.ts';
import { deadlineOf, recommendationText } from '../../lambdas/domain/recommend/recommendation-words.ts';
import type { AssessedHost } from '../../lambdas/domain/records/assessment.ts';
import { LEAK_KIND_WORDS, type LeakKind } from '../../lambdas/domain/records/leak-kind.ts';
import { ACTIONS, type Recommendation, URGENCIES } from '../../lambdas/domain/records/recommendation.ts';
import { isLeaky } from '../../lambdas/domain/records/verdict.ts';
import { visible } from './terminal.ts';

/** What to do with a host and how soon, fit for a terminal. */
export const actionText = (recommendation: Recommendation): string =>
  visible(recommendationText(recommendation));

/** `accepted until 2026-12-01 00:00 UTC: reason`; `null` where nobody accepted its finding. */
export function acceptedText(host: AssessedHost): string | null {
  const { acknowledgement } = host;
  if (acknowledgement === null) return partlyAcceptedText(host);
  return `accepted until ${instantPhrase(acknowledgement.until)}: ${visible(acknowledgement.reason)}`;
}

/** `not accepted yet: dead sockets (accepted: stuck streams)`. */
function partlyAcceptedText(host: AssessedHost): string | null {
  const [found, open] = [foundKinds(host), openKinds(host)];
  const accepted = found.filter((kind) => !open.includes(kind));
  if (!isLeaky(host) || accepted.length === 0) return null;
  const words = (kinds: readonly LeakKind[]) => kinds.map((kind) => LEAK_KIND_WORDS[kind]).join(', ');
  return `not accepted yet: ${words(open)} (accepted: ${words(accepted)})`;
}

/** How many hosts, accepted ones aside, call for what, the most urgent and the greatest change first, and the first restart that can't wait. */
export function todoLines(hosts: readonly AssessedHost[], nameOf: (host: AssessedHost) => string): string[] {
  const rank = ({ urgency, action }: Recommendation) =>
    URGENCIES.indexOf(urgency) * ACTIONS.length - ACTIONS.indexOf(action);
  const called = hosts
    .filter(({ recommendation, acknowledgement }) => recommendation.urgency !== 'none' && !acknowledgement)
    .sort((a, b) => rank(a.recommendation) - rank(b.recommendation));
  return [...Map.groupBy(called, ({ recommendation }) => actionText(recommendation))].map(
    ([text, members]) => {
      const [first] = members
        .filter(({ recommendation }) => recommendation.restartBy !== null)
        .sort((a, b) => instantOf(a) - instantOf(b));
      const restart = first ? restartText(first, nameOf(first)) : '';
      return `${counted(members.length, 'host')}: ${text}${restart}`;
    },
  );
}

/** By when the first of them has to be restarted, and why then. */
function restartText(host: AssessedHost, name: string): string {
  const deadline = `${name} ${deadlineOf(host, dayPhrase)}`;
  return host.recommendation.action === 'restart'
    ? `; first ${deadline}`
    : `, or, if you can't upgrade, restart ${deadline}`;
}

/** `2026-11-28`, of an instant. */
export const dayPhrase = (instant: string): string => instantPhrase(instant).slice(0, 10);

const instantOf = ({ recommendation: { restartBy } }: AssessedHost): number => Date.parse(restartBy ?? '');
