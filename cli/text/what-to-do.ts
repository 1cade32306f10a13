import type { AssessedHost } from '../../lambdas/domain/records/assessment.ts';
import { ACTIONS, type Recommendation, URGENCIES } from '../../lambdas/domain/records/recommendation.ts';
import { minutes } from './assessment-words.ts';
import { visible } from './terminal.ts';

const HOW_SOON: Readonly<Record<Recommendation['urgency'], string>> = {
  now: ' now',
  'this-week': ' this week',
  'this-month': ' this month',
  'next-window': ' at the next window',
  none: '',
};

/** `upgrade to 2.8.28 this week`; `-` where there is nothing to do. */
export function actionText({ action, to, urgency }: Recommendation): string {
  const what = {
    upgrade: `upgrade to ${to}`,
    restart: to === null ? 'restart' : `restart into ${to}`,
    'change-directive': 'change directives',
    watch: 'watch',
    nothing: '-',
  }[action];
  return visible(`${what}${HOW_SOON[urgency]}`);
}

/** `accepted until 2026-12-01 00:00 UTC: reason`; `null` where nobody accepted its finding. */
export function acceptedText({ acknowledgement }: AssessedHost): string | null {
  if (acknowledgement === null) return null;
  return `accepted until ${minutes(acknowledgement.until)}: ${visible(acknowledgement.reason)}`;
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
      const by = first?.recommendation.restartBy;
      const restart = first && by ? restartText(first.recommendation, nameOf(first), by) : '';
      return `${members.length} ${members.length === 1 ? 'host' : 'hosts'}: ${text}${restart}`;
    },
  );
}

const restartText = ({ action }: Recommendation, name: string, by: string): string =>
  action === 'restart' ? `; ${name} by ${minutes(by)}` : `; failing that restart ${name} by ${minutes(by)}`;

const instantOf = ({ recommendation: { restartBy } }: AssessedHost): number => Date.parse(restartBy ?? '');
