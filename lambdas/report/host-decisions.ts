import { counted } from '../domain/format.ts';
import { deadlineOf, upgradeTarget } from '../domain/recommend/recommendation-words.ts';
import { refOf } from '../domain/records/host-key.ts';
import { forecastOf } from '../domain/records/limit.ts';
import { mostUrgent, type Urgency } from '../domain/records/recommendation.ts';
import { isLeaky, isOpenFinding } from '../domain/records/verdict.ts';
import { FAR_SECONDS, limitPredicate } from '../domain/scoring/limit-phrases.ts';
import type { DecisionFacts, OpenDecision } from './decision-facts.ts';
import { localDay } from './local-time.ts';
import { isShortOfRoom } from './near-limits.ts';
import type { ReportedHost } from './report.ts';
import { sentence } from './words.ts';

/** What is due before the next report but one; of hosts without a finding the rest stands in the plan. */
const DUE: readonly Urgency[] = ['now', 'this-week', 'this-month'];

const isDue = (host: ReportedHost): boolean =>
  host.acknowledgement === null && (isOpenFinding(host) || DUE.includes(host.recommendation.urgency));

/** Hosts that have no upgrade to wait for: a restart takes a package that is installed already, or frees what leaked. */
export function restartDecisions(hosts: readonly ReportedHost[]): OpenDecision[] {
  const due = hosts.filter(
    (host) =>
      host.recommendation.action === 'restart' &&
      host.acknowledgement === null &&
      (isDue(host) || host.recommendation.restartBy !== null),
  );
  if (due.length === 0) return [];
  return [
    {
      urgency: mostUrgent(due.map(({ recommendation }) => recommendation.urgency)),
      dueAt: firstDeadline(due)?.recommendation.restartBy ?? null,
      what: `Restart HAProxy on ${whoText(due)}`,
      why: sentences('A restart frees what leaked at once', sharedReason(due), soonest(due)),
      ...membersOf(due),
    },
  ];
}

/** Upgrades and changes of configuration, by target and urgency. */
export function changeDecisions({ hosts, timeZone }: DecisionFacts): OpenDecision[] {
  const due = hosts
    .filter(isDue)
    .filter(({ recommendation: { action } }) => action === 'upgrade' || action === 'change-directive')
    .filter((host) => !isShortOfRoom(host));
  const groups = Map.groupBy(due, ({ recommendation: { action, to, urgency } }) =>
    [action, to, urgency].join(' '),
  );
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const { action, to, urgency } = first.recommendation;
    const what =
      action === 'upgrade'
        ? `Upgrade ${whoText(members)} to ${upgradeTarget(to)}`
        : `Change the configuration of HAProxy on ${whoText(members)}`;
    const reasons = [leakingAmong(members), sharedReason(members), soonest(members)];
    const why = sentences(...reasons, restartInstead(members, timeZone));
    return [{ urgency, what, why, ...membersOf(members) }];
  });
}

/** Hosts that leak or may, and of which nothing is to be changed yet. */
export function watchDecisions(hosts: readonly ReportedHost[]): OpenDecision[] {
  const groups = Map.groupBy(
    hosts
      .filter(isOpenFinding)
      .filter(({ recommendation: { action } }) => action === 'watch' || action === 'nothing'),
    ({ recommendation }) => recommendation.urgency,
  );
  return [...groups].map(([urgency, members]) => ({
    urgency,
    what: `Watch ${whoText(members)}`,
    why: sentences('No change is advised yet', sharedReason(members), soonest(members)),
    ...membersOf(members),
  }));
}

function leakingAmong(members: readonly ReportedHost[]): string {
  const leaky = members.filter(isLeaky).length;
  return leaky === 0 || leaky === members.length
    ? ''
    : `${leaky} of the ${counted(members.length, 'host')} ${leaky === 1 ? 'leaks' : 'leak'} or may leak`;
}

/** The host that makes it urgent, of those with a forecast within a year. */
function soonest(members: readonly ReportedHost[]): string {
  const seconds = (host: ReportedHost) => forecastOf(host)?.secondsToLimit.estimate ?? Infinity;
  const [first] = members.filter(isLeaky).sort((a, b) => seconds(a) - seconds(b));
  if (first === undefined || seconds(first) > FAR_SECONDS) return '';
  return `${members.length === 1 ? 'It' : `The first to reach a limit: ${first.label}`} ${limitPredicate(first)}`;
}

function restartInstead(members: readonly ReportedHost[], timeZone: string): string {
  const first = firstDeadline(members);
  const deadline = first && deadlineOf(first, (instant) => localDay(instant, timeZone));
  if (!deadline) return '';
  return `If you can't upgrade, restart ${members.length === 1 ? 'it' : first.label} ${deadline}`;
}

const firstDeadline = (hosts: readonly ReportedHost[]): ReportedHost | undefined =>
  hosts
    .filter(({ recommendation }) => recommendation.restartBy !== null)
    .sort((a, b) => ((a.recommendation.restartBy ?? '') < (b.recommendation.restartBy ?? '') ? -1 : 1))[0];

/** The first reason that is true of all. */
const sharedReason = ([first, ...others]: readonly ReportedHost[]): string =>
  first?.adviceReasons.find((reason) => others.every((host) => host.adviceReasons.includes(reason))) ?? '';

const sentences = (...texts: readonly string[]): string =>
  texts
    .filter((text) => text !== '')
    .map(sentence)
    .join(' ');

/** One host by its name, more by their number. */
const whoText = (hosts: readonly ReportedHost[]): string =>
  hosts.length === 1 ? (hosts[0]?.label ?? '') : counted(hosts.length, 'host');

const membersOf = (hosts: readonly ReportedHost[]): Pick<OpenDecision, 'hosts' | 'members'> => ({
  hosts: hosts.length === 1 ? [] : hosts.map(({ label }) => label),
  members: hosts.map(refOf),
});
