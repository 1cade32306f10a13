import type { Recommendation, Urgency } from '../records/recommendation.ts';

// Every wording of what to do and how soon, side by side.

/** How soon, for people. */
export const URGENCY_WORDS: Readonly<Record<Urgency, string>> = {
  now: 'now',
  'this-week': 'this week',
  'this-month': 'this month',
  'next-window': 'next window',
  none: 'when convenient',
};

/** `2.8.27`: where an upgrade leads, though which release that is may not be known. */
export const upgradeTarget = (to: string | null): string => to ?? 'a fixed release';

/** `upgrade to 2.8.27 this week`, `restart now`, `watch`: in e-mail and page. */
export function recommendationText({ action, to, urgency }: Recommendation): string {
  const urgencyPhrase = urgency === 'none' ? '' : ` ${URGENCY_WORDS[urgency]}`;
  if (action === 'upgrade') return `upgrade to ${upgradeTarget(to)}${urgencyPhrase}`;
  if (action === 'change-directive') return `change a directive${urgencyPhrase}`;
  return action === 'restart' ? `restart${urgencyPhrase}` : action === 'watch' ? 'watch' : 'nothing';
}

/** `upgrade to 2.8.30 this week`, `restart into 2.8.30 now`; `-` where there is nothing to do: in the terminal. */
export function actionWords({ action, to, urgency }: Recommendation): string {
  const actionPhrase = {
    upgrade: `upgrade to ${to}`,
    restart: to === null ? 'restart' : `restart into ${to}`,
    'change-directive': 'change directives',
    watch: 'watch',
    nothing: '-',
  }[action];
  if (urgency === 'none') return actionPhrase;
  return `${actionPhrase} ${urgency === 'next-window' ? 'at the next window' : URGENCY_WORDS[urgency]}`;
}

/** `upgrade to 2.8.30`, `restart it`: in the mail of a finding. */
export const findingAction = ({ action, to }: Recommendation): string =>
  ({
    nothing: 'nothing to do',
    watch: 'watch it',
    'change-directive': 'change its configuration',
    restart: 'restart it',
    upgrade: `upgrade to ${to ?? 'a release without the bug'}`,
  })[action];

type Due = Pick<Recommendation, 'action' | 'restartBy'>;
type Print = (instant: string) => string;

/** By when to restart at the latest, as {@link recommendationText} goes on; empty where no restart is due. */
export function restartText({ action, restartBy }: Due, print: Print): string {
  if (restartBy === null) return '';
  return action === 'restart' ? `, by ${print(restartBy)}` : `; failing that restart by ${print(restartBy)}`;
}

/** The same of one host of those that {@link actionWords} is said of. */
export function restartOfHostText({ action, restartBy }: Due, name: string, print: Print): string {
  if (restartBy === null) return '';
  const deadline = `${name} by ${print(restartBy)}`;
  return action === 'restart' ? `; ${deadline}` : `; failing that restart ${deadline}`;
}
