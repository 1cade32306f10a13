import { counted } from '../domain/format.ts';
import type { Assessment } from '../domain/records/assessment.ts';
import { MINIMUM_COVERAGE } from '../domain/records/coverage.ts';
import { NO_PLACE } from '../domain/records/sample.ts';
import { DAY_SECONDS } from '../domain/records/time.ts';
import { firstLimit } from '../domain/scoring/limit-phrases.ts';
import { FAILED_UPGRADES } from '../domain/upgrades/verification-words.ts';
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
  changes: Changes | null;
  verifications: Assessment['verifications'];
  region: string;
  fleetName: string | undefined;
}

/** The answer in one sentence, how bad it is, and what else must be said at once. */
export function headlineOf(facts: Facts): Report['headline'] {
  const { fleet, findings, judged } = facts;
  const leaking = findings.filter(({ verdict }) => verdict === 'leaking');
  const suspected = findings.length - leaking.length;
  const are = (count: number) => (count === 1 ? 'is' : 'are');
  const detail = [...soonest(findings), ...failedUpgrades(facts), ...accepted(facts)].join(' ');
  if (leaking.length > 0) {
    const more = suspected > 0 ? `, ${suspected} more ${are(suspected)} suspected` : '';
    return { tone: 'leaking', text: `${leakText(leaking.length, fleet.hosts)}${more}.`, detail };
  }
  if (suspected > 0) {
    const text = `No host leaks for certain; ${suspected} of ${counted(fleet.hosts, 'host')} ${are(suspected)} suspected.`;
    return { tone: 'suspected', text, detail };
  }
  const unsure = (text: string) => ({ tone: 'unsure' as const, text, detail });
  if (fleet.hosts === 0) return unsure('The fleet has no hosts: nothing was audited.');
  if (judged === 0) return unsure('Too early to say: no host can be judged yet.');
  if (judged < MINIMUM_COVERAGE * fleet.hosts) {
    const unjudged = (fleet.hosts - judged).toLocaleString('en');
    return unsure(
      `No leak was found, but ${unjudged} of ${counted(fleet.hosts, 'host')} can't be judged yet.`,
    );
  }
  if (facts.coverage !== null && facts.coverage < MINIMUM_COVERAGE) {
    return unsure('No leak was found, but too many hosts did not answer to be sure.');
  }
  return { tone: 'well', text: wellText(facts), detail };
}

function wellText({ fleet, acknowledged, nearLimits }: Facts): string {
  if (nearLimits.length > 0)
    return `No new leak, but ${nearLimits.length} of ${counted(fleet.hosts, 'host')} ${nearLimits.length === 1 ? 'is' : 'are'} near a limit.`;
  if (acknowledged > 0)
    return `Nothing new: no host of ${counted(fleet.hosts, 'host')} leaks unknown to you.`;
  return fleet.hosts === 1
    ? 'All is well: the one host does not leak.'
    : `All is well: none of ${counted(fleet.hosts, 'host')} leaks.`;
}

/** Of the e-mail, for a list of many: what, how many, since when. */
export function subjectOf(facts: Facts, { tone }: { tone: Tone }): string {
  const { week, region, fleetName, findings, fleet } = facts;
  const leaking = findings.filter(({ verdict }) => verdict === 'leaking').length;
  const verdict = {
    leaking: leakText(leaking, fleet.hosts),
    suspected: `${counted(findings.length, 'host')} suspected of leaking`,
    unsure: unsureText(facts),
    well: wellSubject(facts),
  }[tone];
  const where = [fleetName ?? '', region === NO_PLACE ? '' : region].filter((word) => word !== '');
  return `${['HAProxy', ...where].join(' ')} ${week.id.slice(5)}: ${[verdict, ...newsOf(facts)].join(', ')}`;
}

function wellSubject({ acknowledged, nearLimits }: Facts): string {
  if (nearLimits.length > 0) return `no new leak, ${counted(nearLimits.length, 'host')} near a limit`;
  return acknowledged > 0 ? 'nothing new' : 'all is well';
}

function newsOf({ changes, verifications }: Facts): string[] {
  if (changes === null) return ['first report'];
  const { began, worse, fixed } = changes;
  return [
    ...(began.length > 0 ? [`${began.length} new`] : []),
    ...(worse.length > 0 ? [`${worse.length} worse`] : []),
    ...(fixed.length > 0 ? [`${fixed.length} fixed`] : []),
    ...(verifications.some(({ verdict }) => verdict === 'not-fixed') ? ['an upgrade failed to fix it'] : []),
    ...(verifications.some(({ verdict }) => verdict === 'introduced') ? ['an upgrade brought a leak'] : []),
  ];
}

const unsureText = ({ fleet, judged }: Facts): string =>
  judged === 0
    ? 'too early to say'
    : judged < fleet.hosts
      ? `no leak found, ${(fleet.hosts - judged).toLocaleString('en')} of ${counted(fleet.hosts, 'host')} not judged yet`
      : 'no leak found, too few hosts answered';

/** An upgrade that did not help, or did harm, is news of its own. */
const failedUpgrades = ({ verifications }: Facts): string[] =>
  verifications
    .filter(({ verdict }) => verdict in FAILED_UPGRADES)
    .slice(0, 2)
    .map(({ from, to, verdict }) => `The upgrade from ${from} to ${to} ${FAILED_UPGRADES[verdict]}.`);

const accepted = ({ acknowledged }: Facts): string[] =>
  acknowledged > 0
    ? [`${counted(acknowledged, 'acknowledged finding')} ${acknowledged === 1 ? 'is' : 'are'} not counted.`]
    : [];

const leakText = (leaking: number, hosts: number): string =>
  `${leaking.toLocaleString('en')} of ${counted(hosts, 'host')} ${leaking === 1 ? 'leaks' : 'leak'}`;

/** Which host comes to its limit first, where one does within a year. */
function soonest(findings: readonly ReportedHost[]): string[] {
  const seconds = (host: ReportedHost) => host.nearestLimit?.secondsToLimit.estimate ?? Infinity;
  const first = findings.toSorted((a, b) => seconds(a) - seconds(b))[0];
  if (first === undefined || seconds(first) > 365 * DAY_SECONDS) return [];
  return [firstLimit(first.label, first)];
}
