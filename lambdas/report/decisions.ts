import { counted, sharePhrase } from '../domain/format.ts';
import { upgradeTarget } from '../domain/recommend/recommendation-words.ts';
import type { Assessment } from '../domain/records/assessment.ts';
import { MINIMUM_COVERAGE } from '../domain/records/coverage.ts';
import { mostUrgent, type Recommendation, URGENCIES } from '../domain/records/recommendation.ts';
import { isLeaky } from '../domain/records/verdict.ts';
import { FAILED_UPGRADES } from '../domain/upgrades/verification-words.ts';
import { type AcknowledgementFacts, acknowledgementDecisions } from './acknowledgement-decisions.ts';
import { localDay } from './local-time.ts';
import { isShortOfRoom, nearLimitDecisions } from './near-limits.ts';
import type { EndingBranch } from './release-row.ts';
import type { Age, Coverage, Decision, ReportedHost } from './report.ts';
import { capital, sentence } from './words.ts';

/** What is due before the next report but one; the rest stands in the plan. */
const DUE: readonly Recommendation['urgency'][] = ['now', 'this-week', 'this-month'];

interface Facts extends AcknowledgementFacts {
  hosts: readonly ReportedHost[];
  verifications: Assessment['verifications'];
  endingBranches: readonly EndingBranch[];
  coverage: Coverage;
  age: Age;
  timeZone: string;
}

/** What a person has to decide, the most urgent first. */
export function decisionsOf(facts: Facts): Decision[] {
  const decisions = [
    ...restarts(facts.hosts),
    ...nearLimitDecisions(facts.hosts),
    ...changesOfHosts(facts.hosts, facts.timeZone),
    ...failedUpgrades(facts.verifications),
    ...endedBranches(facts.endingBranches),
    ...silentHosts(facts.coverage),
    ...acknowledgementDecisions(facts),
    ...staleKnowledge(facts.age),
  ];
  return decisions.sort((a, b) => URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency));
}

/** Hosts that have no upgrade to wait for: a restart takes a package that is installed already, or frees what leaked. */
function restarts(hosts: readonly ReportedHost[]): Decision[] {
  const due = hosts.filter(
    ({ recommendation: { restartBy, action, urgency }, acknowledgement }) =>
      acknowledgement === null && action === 'restart' && (restartBy !== null || DUE.includes(urgency)),
  );
  if (due.length === 0) return [];
  return [
    {
      urgency: mostUrgent(due.map(({ recommendation }) => recommendation.urgency)),
      dueAt: earliestRestart(due),
      what: `Restart HAProxy on ${whoText(due)}`,
      why: sentences('A restart frees what leaked at once', sharedReason(due)),
      hosts: labelsOfMany(due),
    },
  ];
}

function changesOfHosts(hosts: readonly ReportedHost[], timeZone: string): Decision[] {
  const due = hosts
    .filter(
      ({ recommendation: { action, urgency }, acknowledgement }) =>
        acknowledgement === null &&
        (action === 'upgrade' || action === 'change-directive') &&
        DUE.includes(urgency),
    )
    .filter((host) => !isShortOfRoom(host));
  const groups = Map.groupBy(due, ({ recommendation: { action, to, urgency } }) =>
    [action, to, urgency].join(' '),
  );
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const { action, to, urgency } = first.recommendation;
    const [leaking, many] = [members.filter(isLeaky).length, whoText(members)];
    const what =
      action === 'upgrade'
        ? `Upgrade ${many} to ${upgradeTarget(to)}`
        : `Change a directive of HAProxy on ${many}`;
    const found =
      leaking > 0 && leaking < members.length
        ? `${counted(leaking, 'of them leaks', 'of them leak')} or may`
        : '';
    const restartBy = earliestRestart(members);
    const restart =
      restartBy === null
        ? ''
        : `If ${members.length === 1 ? 'it' : 'any'} can't be upgraded by ${localDay(restartBy, timeZone)}, restart it: that frees what leaked at once`;
    return [
      {
        urgency,
        dueAt: null,
        what,
        why: sentences(found, sharedReason(members), restart),
        hosts: labelsOfMany(members),
      },
    ];
  });
}

/** The first reason that is true of all. */
const sharedReason = ([first, ...others]: readonly ReportedHost[]): string =>
  first?.adviceReasons.find((reason) => others.every((host) => host.adviceReasons.includes(reason))) ?? '';

const earliestRestart = (hosts: readonly ReportedHost[]): string | null =>
  hosts.flatMap(({ recommendation }) => recommendation.restartBy ?? []).sort()[0] ?? null;

const sentences = (...texts: readonly string[]): string =>
  texts
    .filter((text) => text !== '')
    .map(sentence)
    .join(' ');

/** One host by its name, more by their number. */
const whoText = (hosts: readonly ReportedHost[]): string =>
  hosts.length === 1 ? (hosts[0]?.label ?? '') : counted(hosts.length, 'host');

const labelsOfMany = (hosts: readonly ReportedHost[]): string[] =>
  hosts.length === 1 ? [] : hosts.map(({ label }) => label);

function failedUpgrades(verifications: Assessment['verifications']): Decision[] {
  return verifications
    .filter(({ verdict }) => verdict in FAILED_UPGRADES)
    .map(({ role, from, to, verdict, summary }) => ({
      urgency: 'now',
      dueAt: null,
      what: `Stop upgrading ${role === null ? '' : `${role} `}from ${from} to ${to}: it ${FAILED_UPGRADES[verdict]}`,
      why: sentence(capital(summary)),
      hosts: [],
    }));
}

function endedBranches(branches: readonly EndingBranch[]): Decision[] {
  return branches
    .filter(({ life }) => life === 'ended')
    .map(({ branch, endOfLife, hosts, to }) => ({
      urgency: 'this-month',
      dueAt: null,
      what: `Move ${counted(hosts, 'host')} off branch ${branch}, to ${to}`,
      why: `Branch ${branch} ended on ${endOfLife}: it gets no fix any more, security included.`,
      hosts: [],
    }));
}

function silentHosts({ newestRun, unanswered }: Coverage): Decision[] {
  if (newestRun === null || newestRun >= MINIMUM_COVERAGE) return [];
  return [
    {
      urgency: 'this-week',
      dueAt: null,
      what: `Find out why ${counted(unanswered.length, 'host does', 'hosts do')} not answer`,
      why: `Only ${sharePhrase(newestRun)} of the fleet was read in the newest run: a leak on the others would go unseen.`,
      hosts: unanswered.map(({ label }) => label),
    },
  ];
}

function staleKnowledge({ isKnowledgeStale, knowledgeDays, knowledgeCheckedOn }: Age): Decision[] {
  if (!isKnowledgeStale) return [];
  return [
    {
      urgency: 'this-month',
      dueAt: null,
      what: 'Push newer knowledge: what the auditor knows of HAProxy releases is old',
      why: `Releases and advisories were checked ${knowledgeDays} days ago, on ${knowledgeCheckedOn}; newer ones are likely.`,
      hosts: [],
    },
  ];
}
