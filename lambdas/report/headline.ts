import { counted, sharePhrase } from '../domain/format.ts';
import type { Assessment } from '../domain/records/assessment.ts';
import { MINIMUM_COVERAGE } from '../domain/records/coverage.ts';
import { NO_PLACE } from '../domain/records/host-key.ts';
import { forecastOf } from '../domain/records/limit.ts';
import { FAR_SECONDS, limitPredicate } from '../domain/scoring/limit-phrases.ts';
import { leakingOf } from '../domain/scoring/verdict-words.ts';
import { startedLeaks } from '../domain/upgrades/started-leaks.ts';
import { changeName, FAILED_UPGRADES, startedText } from '../domain/upgrades/verification-words.ts';
import type { Changes, Report, ReportedHost, ReportedWeek, Tone } from './report.ts';

interface Facts {
  week: ReportedWeek;
  fleet: Assessment['fleet'];
  findings: readonly ReportedHost[];
  nearLimits: Report['nearLimits'];
  /** Hosts that leak or are suspected, and that somebody has accepted. */
  acknowledged: number;
  /** Hosts that a verdict was reached on. */
  judged: number;
  coverage: number | null;
  /** Hosts that no longer answer. */
  silent: number;
  changes: Changes | null;
  verifications: Assessment['verifications'];
  /** Where it is, for a title: a region, or how many accounts it is in. */
  region: string;
  fleetName: string | undefined;
}

/** The answer in one sentence, how bad it is, and what else must be said at once. */
export function headlineOf(facts: Facts): Report['headline'] {
  const { fleet, findings, judged } = facts;
  const leaking = findings.filter(({ verdict }) => verdict === 'leaking');
  const suspected = findings.length - leaking.length;
  const are = (count: number) => (count === 1 ? 'is' : 'are');
  const details = [...soonest(findings), ...failedUpgrades(facts), ...silent(facts), ...accepted(facts)];
  const detail = details.join(' ');
  if (leaking.length > 0) {
    const more = suspected > 0 ? `, ${suspected} more ${are(suspected)} suspected` : '';
    const leaks = `${leakingOf(leaking.length, fleet.hosts)}${more}.`;
    const [first, ...others] = startedTexts(facts).map((text) => `${text}.`);
    if (first === undefined) return { tone: 'leaking', text: leaks, detail };
    return { tone: 'leaking', text: first, detail: [...others, leaks, ...details].join(' ') };
  }
  if (suspected > 0) {
    const text = `No host leaks for certain; ${suspected} of ${counted(fleet.hosts, 'host')} ${are(suspected)} suspected.`;
    return { tone: 'suspected', text, detail };
  }
  const unsure = (text: string) => ({ tone: 'unsure' as const, text, detail });
  if (fleet.hosts === 0) return unsure('The fleet has no hosts: nothing was audited.');
  if (judged === 0) return unsure(`Too early to say: no host has enough data yet.${nearText(facts)}`);
  if (judged < MINIMUM_COVERAGE * fleet.hosts) {
    const unjudged = (fleet.hosts - judged).toLocaleString('en');
    return unsure(
      `No leak was found, but the state of ${unjudged} of ${counted(fleet.hosts, 'host')} is unknown.${nearText(facts)}`,
    );
  }
  if (facts.coverage !== null && facts.coverage < MINIMUM_COVERAGE) {
    return unsure(`No leak was found, but too many hosts did not answer to be sure.${nearText(facts)}`);
  }
  return { tone: 'well', text: wellText(facts), detail };
}

/** Nobody needs days of data to see that a host is full. */
const nearText = ({ nearLimits }: Facts): string =>
  nearLimits.length === 0
    ? ''
    : ` ${counted(nearLimits.length, 'host')} ${nearLimits.length === 1 ? 'is' : 'are'} at or near a limit.`;

function wellText({ fleet, judged, acknowledged, nearLimits }: Facts): string {
  if (nearLimits.length > 0)
    return `No new leak, but ${nearLimits.length} of ${counted(fleet.hosts, 'host')} ${nearLimits.length === 1 ? 'is' : 'are'} at or near a limit.`;
  if (acknowledged > 0) return 'No new leaks; all known leaks are acknowledged.';
  return fleet.hosts === 1
    ? 'All is well: the one host does not leak.'
    : judged === fleet.hosts
      ? `All is well: none of ${counted(fleet.hosts, 'host')} leaks.`
      : `All is well: none of the ${judged.toLocaleString('en')} hosts that could be judged leaks.`;
}

/** Of the e-mail, for a list of many: what, how many, since when. */
export function subjectOf(facts: Facts, { tone }: { tone: Tone }): string {
  const { week, region, fleetName, findings, fleet } = facts;
  const leaking = findings.filter(({ verdict }) => verdict === 'leaking').length;
  const verdict = {
    leaking: leakingOf(leaking, fleet.hosts),
    suspected: `${counted(findings.length, 'host')} suspected of leaking`,
    unsure: [unsureText(facts), ...nearSubject(facts)].join(', '),
    well: wellSubject(facts),
  }[tone];
  const where = [fleetName ?? '', region === NO_PLACE ? '' : region].filter((word) => word !== '');
  return `${['HAProxy', ...where].join(' ')} ${week.name.slice(5)}: ${[verdict, ...newsOf(facts)].join(', ')}`;
}

function wellSubject({ acknowledged, nearLimits }: Facts): string {
  if (nearLimits.length > 0) return ['no new leak', ...nearSubject({ nearLimits })].join(', ');
  return acknowledged > 0 ? 'nothing new' : 'all is well';
}

const nearSubject = ({ nearLimits }: Pick<Facts, 'nearLimits'>): string[] =>
  nearLimits.length === 0 ? [] : [`${counted(nearLimits.length, 'host')} near a limit`];

function newsOf({ changes, verifications }: Facts): string[] {
  if (changes === null) return ['first report'];
  const { began, worse, fixed } = changes;
  return [
    ...(verifications.some(({ verdict }) => verdict === 'introduced') ? ['an upgrade started a leak'] : []),
    ...(verifications.some(({ verdict }) => verdict === 'not-fixed') ? ['an upgrade did not fix it'] : []),
    ...(began.length > 0 ? [`${began.length} new`] : []),
    ...(worse.length > 0 ? [`${worse.length} worse`] : []),
    ...(fixed.length > 0 ? [`${fixed.length} fixed`] : []),
  ];
}

const unsureText = ({ fleet, judged }: Facts): string =>
  judged === 0
    ? 'too early to say'
    : judged < fleet.hosts
      ? `no leak found, state of ${(fleet.hosts - judged).toLocaleString('en')} of ${counted(fleet.hosts, 'host')} unknown`
      : 'no leak found, too few hosts answered';

/** What matters most: an upgrade that started a leak. */
const startedTexts = ({ verifications, findings }: Facts): string[] =>
  startedLeaks(verifications, findings).map(startedText);

/** An upgrade that did not help is news of its own; one that did harm, where it is not the headline. */
function failedUpgrades(facts: Facts): string[] {
  const started = startedTexts(facts);
  return facts.verifications
    .filter((change) => change.verdict in FAILED_UPGRADES && !started.includes(startedText(change)))
    .slice(0, 2)
    .map((change) => `The upgrade ${changeName(change)} ${FAILED_UPGRADES[change.verdict]}.`);
}

/** Hosts that no longer answer are neither sound nor leaking. */
function silent({ silent, coverage, fleet }: Facts): string[] {
  if (silent === 0) return [];
  const answered =
    coverage === null || coverage >= MINIMUM_COVERAGE ? '' : `, only ${sharePhrase(coverage)} answered`;
  return [
    `${silent.toLocaleString('en')} of ${counted(fleet.hosts, 'host')} ${silent === 1 ? 'does' : 'do'} not answer${answered}: ${silent === 1 ? 'its' : 'their'} state is unknown.`,
  ];
}

const accepted = ({ acknowledged }: Facts): string[] =>
  acknowledged > 0
    ? [`${counted(acknowledged, 'acknowledged finding')} ${acknowledged === 1 ? 'is' : 'are'} not counted.`]
    : [];

/** Which host comes to its limit first, where one does within a year. */
function soonest(findings: readonly ReportedHost[]): string[] {
  const seconds = (host: ReportedHost) => forecastOf(host)?.secondsToLimit.estimate ?? Infinity;
  const first = findings.toSorted((a, b) => seconds(a) - seconds(b))[0];
  if (first === undefined || seconds(first) > FAR_SECONDS) return [];
  const isAlone = findings.length === 1;
  return [`${isAlone ? '' : 'First: '}${first.label} ${limitPredicate(first)}.`];
}
