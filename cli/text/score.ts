import { acknowledgementTrouble } from '../../lambdas/domain/assess/acknowledgement-words.ts';
import {
  instantPhrase,
  intervalPhrase,
  probabilityPhrase,
  shortInterval,
} from '../../lambdas/domain/format.ts';
import type { AssessedCohort, AssessedHost, Assessment } from '../../lambdas/domain/records/assessment.ts';
import { hostKey } from '../../lambdas/domain/records/host-key.ts';
import { LEAK_KIND_WORDS } from '../../lambdas/domain/records/leak-kind.ts';
import { forecastOf } from '../../lambdas/domain/records/limit.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { isLeaky, standingOf } from '../../lambdas/domain/records/verdict.ts';
import { type AccountNames, whereabouts } from '../../lambdas/domain/records/whereabouts.ts';
import { SUSPECTED_FROM } from '../../lambdas/domain/scoring/decide-verdict.ts';
import { limitCell, limitPredicate } from '../../lambdas/domain/scoring/limit-phrases.ts';
import { RISK_MEANING, riskBand } from '../../lambdas/domain/scoring/risk-words.ts';
import { leakingOf } from '../../lambdas/domain/scoring/verdict-words.ts';
import { knowledgeText, type NameOf, namesOf, riskColour, verdictText } from './assessment-words.ts';
import { hint } from './invocation.ts';
import { limitNotes, nearLimitLines } from './limits.ts';
import { restLines, silentLines } from './rest.ts';
import { startedLines } from './started.ts';
import { GAP, TABLE_ROOM, tableLines, widthsOf } from './table.ts';
import { colours, cut, cutStart, moreInJson, prose, visible } from './terminal.ts';
import { acceptedText, actionText, todoLines } from './what-to-do.ts';
import { whereLines } from './where.ts';

/** From here there is room for more than the question. */
const WIDE = 116;
/** For name and cohort of a table. */
const MINIMUM_ROOM = 16;
const SHOWN_FINDINGS = 50;

interface Look {
  columns: number;
  /** As they were given, for the hint. */
  paths: readonly string[];
  /** Hosts of the archive that no run asked any more at the end. */
  left: number;
  /** Why hosts gave no usable answer to it. */
  newestRun?: readonly Sample[];
  accountNames?: AccountNames;
}

/** An assessment for a person: the hosts that leak or may, their cohorts, and the rest in a few lines. */
export function renderScore(assessment: Assessment, look: Look): string {
  const found = assessment.hosts.filter(isLeaky);
  const nameOf = namesOf(assessment.hosts);
  const blocks = [
    startedLines(assessment, look),
    headline(assessment, look),
    found.length > 0 ? findings(found.slice(0, SHOWN_FINDINGS), look.columns, nameOf) : [],
    moreInJson(found.length - SHOWN_FINDINGS, 'more with a lower risk'),
    whereLines(found, whereabouts(assessment.hosts, look.accountNames), { look, nameOf }),
    found.flatMap((host) => acceptance(host, look, nameOf)),
    limitNotes(found, look, nameOf),
    nearLimitLines(assessment.hosts, look, nameOf),
    todo(assessment, look, nameOf),
    silentLines(assessment, look, nameOf),
    assessment.cohorts
      .filter(leaks)
      .flatMap((cohort) => prose(cohortLine(cohort, assessment.hosts, nameOf), look)),
    restLines(assessment, look),
    stale(assessment, look),
    withKnowledge(assessment, look),
    found.length > 0 ? prose(LEGEND, look).map(colours.dim) : [],
    next(assessment, look, nameOf),
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

const LEGEND = `LEAK: probability that HAProxy on the host leaks. MIB/DAY: growth of TCP memory, load taken out. DAYS LEFT: until the nearest of its limits at the present growth; – where no growth is clear. In brackets 95% intervals. ${RISK_MEANING.replace('Risk', 'RISK')}.`;

/** One host that leaks is in the table, and says nothing yet of its release. */
const leaks = ({ leaking, leakProbability }: AssessedCohort): boolean =>
  leaking > 1 || (leakProbability ?? 0) >= SUSPECTED_FROM.statistics;

function headline({ fleet, assessedAt, hosts }: Assessment, look: Look): string[] {
  const unknown = hosts.filter((host) => standingOf(host) === 'unknown').length;
  const counts = [
    leakingOf(fleet.leaking, fleet.hosts),
    `${fleet.suspected} suspected`,
    `${unknown} unknown`,
  ];
  const days = Math.max(...hosts.map(({ daysObserved }) => daysObserved));
  const observed = `${days.toFixed(days < 10 ? 1 : 0)} days observed until ${instantPhrase(assessedAt)}`;
  return prose(`${counts.join(', ')}; ${observed}.`, look).map(colours.bold);
}

function findings(hosts: readonly AssessedHost[], width: number, nameOf: NameOf): string[] {
  const wide = width >= WIDE;
  const rows = hosts.map((host) => ({ host, cells: figures(host, wide) }));
  const head = ['VERDICT', 'LEAK', 'MIB/DAY', 'DAYS LEFT', 'RISK', ...(wide ? ['SEEN', 'WHAT TO DO'] : [])];
  const taken = widthsOf([head, ...rows.map(({ cells }) => cells)]).reduce(
    (sum, width) => sum + width + GAP,
    0,
  );
  const longest = (of: (host: AssessedHost) => string, minimum: number) =>
    Math.max(minimum, ...hosts.map((host) => of(host).length));
  const room = Math.max(width - taken - GAP, MINIMUM_ROOM);
  // On a narrower terminal each row is a few lines, which have room for both.
  const isTable = width - taken - GAP >= MINIMUM_ROOM || width >= TABLE_ROOM;
  const cohortWidth = Math.min(longest(cohortOf, 6), Math.max(room - longest(nameOf, 4), 8));
  const nameWidth = Math.max(room - cohortWidth, 8);
  const isNumber = (title: string) => !['VERDICT', 'WHAT TO DO'].includes(title);
  return tableLines(
    [
      { title: 'HOST' },
      { title: 'COHORT' },
      ...head.map((title) => ({ title, align: isNumber(title) ? ('right' as const) : ('left' as const) })),
    ],
    rows.map(({ host, cells: [, leak = '', growth = '', left = '', risk = '', ...others] }) => [
      colours.bold(isTable ? cut(nameOf(host), nameWidth) : nameOf(host)),
      isTable ? cutStart(cohortOf(host), cohortWidth) : cohortOf(host),
      verdictText(host.verdict) + (host.acknowledgement ? '*' : ''),
      ...[leak, growth, left],
      riskColour(host.score)(risk),
      ...others,
    ]),
    width,
  );
}

function figures(host: AssessedHost, wide: boolean): string[] {
  const { verdict, leakProbability, memoryGrowthBytesPerDay: growth, score } = host;
  return [
    host.acknowledgement ? `${verdict}*` : verdict,
    probabilityPhrase(leakProbability),
    growth === null ? '?' : shortInterval(growth, 2 ** 20),
    limitCell(host),
    wide ? `${score} ${riskBand(score)}` : `${score}`,
    ...(wide ? [`${host.daysObserved.toFixed(1)} d`, actionText(host.recommendation)] : []),
  ];
}

/** What the star beside a verdict stands for, and what of a host is accepted in part. */
function acceptance(host: AssessedHost, look: Look, nameOf: NameOf): string[] {
  const text = acceptedText(host);
  const star = host.acknowledgement ? '* ' : '';
  return text === null ? [] : prose(`${star}${nameOf(host)}: ${text}`, look);
}

function todo({ hosts }: Assessment, look: Look, nameOf: NameOf): string[] {
  const lines = todoLines(hosts, nameOf);
  return lines.length === 0
    ? []
    : [colours.bold('What to do'), ...lines.flatMap((line) => prose(line, look))];
}

function stale({ acknowledgements }: Assessment, look: Look): string[] {
  return acknowledgements.flatMap(({ target, state }) => {
    const trouble = acknowledgementTrouble(state);
    return trouble === null ? [] : prose(`The acknowledgement of ${visible(target)} ${trouble}.`, look);
  });
}

/** Of what is built in nothing is said. */
function withKnowledge({ knowledge }: Assessment, look: Look): string[] {
  if (knowledge === undefined || knowledge.source === 'built-in') return [];
  return prose(`Advised with ${knowledgeText(knowledge)}.`, look);
}

function cohortLine(
  { cohort, hosts, leaking, leakProbability, growthPerDay, kinds = [], nearestLimit }: AssessedCohort,
  all: readonly AssessedHost[],
  nameOf: NameOf,
): string {
  const grows = growthPerDay
    ? `; its memory changes by ${percentOfLevel(growthPerDay.estimate)}/day of its level${intervalPhrase(growthPerDay, percentOfLevel)}`
    : '';
  const sure =
    leakProbability === null
      ? ''
      : `; probability that the release leaks there: ${probabilityPhrase(leakProbability)}`;
  const number = leakingOf(leaking, hosts);
  const first = all.find((host) => nearestLimit && hostKey(host) === hostKey(nearestLimit));
  const limit = first && forecastOf(first) ? `; the first, ${nameOf(first)}, ${limitPredicate(first)}` : '';
  return `${colours.bold(visible(cohort))}: ${number}${kindsText(kinds, leaking)}${limit}${grows}${sure}.`;
}

const percentOfLevel = (share: number): string => `${(100 * share).toFixed(1)}%`;

/** ` stuck streams`, or ` (stuck streams on 3, memory on 1)`. */
function kindsText(kinds: NonNullable<AssessedCohort['kinds']>, leaking: number): string {
  const [first] = kinds;
  if (first === undefined) return '';
  if (first.hosts === leaking) return ` ${LEAK_KIND_WORDS[first.kind]}`;
  return ` (${kinds.map(({ kind, hosts }) => `${LEAK_KIND_WORDS[kind]} on ${hosts}`).join(', ')})`;
}

function next({ hosts: [first] }: Assessment, { paths }: Look, nameOf: NameOf): string[] {
  if (first === undefined || paths.includes('-')) return [];
  return [hint('Why, host by host', 'explain', nameOf(first), '--from', ...paths)];
}

const cohortOf = ({ cohort }: AssessedHost): string => visible(cohort);
