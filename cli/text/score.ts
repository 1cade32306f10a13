import { acknowledgementTrouble } from '../../lambdas/domain/assess/acknowledgement-words.ts';
import {
  countedPlainly,
  fineProbability,
  instantPhrase,
  shortInterval,
} from '../../lambdas/domain/format.ts';
import type { AssessedCohort, AssessedHost, Assessment } from '../../lambdas/domain/records/assessment.ts';
import { LEAK_KIND_WORDS } from '../../lambdas/domain/records/leak-kind.ts';
import { isLeaky, VERDICTS } from '../../lambdas/domain/records/verdict.ts';
import { SUSPECTED_FROM } from '../../lambdas/domain/scoring/decide-verdict.ts';
import { inDays, limitCell } from '../../lambdas/domain/scoring/limit-phrases.ts';
import { resourceNoun } from '../../lambdas/domain/scoring/limit-words.ts';
import { VERDICT_MEANINGS } from '../../lambdas/domain/scoring/verdict-words.ts';
import { knowledgeText, type NameOf, namesOf, verdictText } from './assessment-words.ts';
import { hint } from './invocation.ts';
import { nearLimitLines, otherLimitLines } from './limits.ts';
import { GAP, tableLines, widthsOf } from './table.ts';
import { colours, cut, moreInJson, prose, visible } from './terminal.ts';
import { acceptedText, actionText, todoLines } from './what-to-do.ts';

/** From here there is room for more than the question. */
const WIDE = 116;
const SHOWN_FINDINGS = 50;

interface Look {
  columns: number;
  /** As they were given, for the hint. */
  paths: readonly string[];
  /** Hosts of the archive that no run asked any more at the end. */
  left: number;
}

/** An assessment for a person: the hosts that leak or may, their cohorts, and the rest in a few lines. */
export function renderScore(assessment: Assessment, look: Look): string {
  const found = assessment.hosts.filter(isLeaky);
  const nameOf = namesOf(assessment.hosts);
  const blocks = [
    headline(assessment, look),
    found.length > 0 ? findings(found.slice(0, SHOWN_FINDINGS), look.columns, nameOf) : [],
    moreInJson(found.length - SHOWN_FINDINGS, 'more with a lower score'),
    found.flatMap((host) => acceptance(host, look, nameOf)),
    otherLimitLines(found, look, nameOf),
    nearLimitLines(assessment.hosts, look, nameOf),
    todo(assessment, look, nameOf),
    assessment.cohorts
      .filter(leaks)
      .flatMap((cohort) => prose(cohortLine(cohort, assessment.assessedAt), look)),
    rest(assessment, look),
    stale(assessment, look),
    withKnowledge(assessment, look),
    found.length > 0 ? prose(LEGEND, look).map(colours.dim) : [],
    next(assessment, look, nameOf),
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

const LEGEND =
  'LEAK: probability that HAProxy on the host leaks. MIB/DAY: growth of TCP memory, load taken out. DAYS LEFT: until the nearest of its limits at the present growth. In brackets 95 % intervals. SCORE: probability times how soon it hurts.';

/** One host that leaks is in the table, and says nothing yet of its release. */
const leaks = ({ leaking, leakProbability }: AssessedCohort): boolean =>
  leaking > 1 || (leakProbability ?? 0) >= SUSPECTED_FROM.statistics;

function headline({ fleet, assessedAt, hosts }: Assessment, look: Look): string[] {
  const parts = [
    `${countedPlainly(fleet.hosts, 'host')} until ${instantPhrase(assessedAt)}`,
    `${fleet.leaking} leaking`,
    `${fleet.suspected} suspected`,
  ];
  const days = Math.max(...hosts.map(({ daysObserved }) => daysObserved));
  const observed = `observed for up to ${days.toFixed(days < 10 ? 1 : 0)} days`;
  return prose(`${parts.join(', ')}; ${observed}.`, look).map(colours.bold);
}

function findings(hosts: readonly AssessedHost[], width: number, nameOf: NameOf): string[] {
  const wide = width >= WIDE;
  const rows = hosts.map((host) => ({ host, cells: figures(host, wide) }));
  const head = ['VERDICT', 'LEAK', 'MIB/DAY', 'DAYS LEFT', 'SCORE', ...(wide ? ['SEEN', 'WHAT TO DO'] : [])];
  const taken = widthsOf([head, ...rows.map(({ cells }) => cells)]).reduce(
    (sum, width) => sum + width + GAP,
    0,
  );
  const longest = (of: (host: AssessedHost) => string, minimum: number) =>
    Math.max(minimum, ...hosts.map((host) => of(host).length));
  const room = Math.max(width - taken - GAP, 16);
  const cohortWidth = Math.min(longest(cohortOf, 6), Math.max(room - longest(nameOf, 4), 8));
  const nameWidth = Math.max(room - cohortWidth, 8);
  const isNumber = (title: string) => !['VERDICT', 'WHAT TO DO'].includes(title);
  return tableLines(
    [
      { title: 'HOST' },
      { title: 'COHORT' },
      ...head.map((title) => ({ title, align: isNumber(title) ? ('right' as const) : ('left' as const) })),
    ],
    rows.map(({ host, cells: [, ...numbers] }) => [
      colours.bold(cut(nameOf(host), nameWidth)),
      cutStart(cohortOf(host), cohortWidth),
      verdictText(host.verdict) + (host.acknowledgement ? '*' : ''),
      ...numbers,
    ]),
  );
}

function figures(host: AssessedHost, wide: boolean): string[] {
  const { verdict, leakProbability, memoryGrowthBytesPerDay: growth, score } = host;
  return [
    host.acknowledgement ? `${verdict}*` : verdict,
    fineProbability(leakProbability),
    growth === null ? '?' : shortInterval(growth, 2 ** 20),
    limitCell(host),
    `${score}`,
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
  assessedAt: string,
): string {
  const grows = growthPerDay
    ? `; its memory grows by ${shortInterval(growthPerDay, 0.01, ' to ')} % of its level a day`
    : '';
  const sure =
    leakProbability === null
      ? ''
      : `; probability that the release leaks there: ${fineProbability(leakProbability)}`;
  const number = `${leaking} of ${hosts} hosts ${leaking === 1 ? 'leaks' : 'leak'}`;
  const first = nearestLimit
    ? `; the first reaches its limit of ${resourceNoun(nearestLimit.resource)} ${inDays(nearestLimit.secondsToLimit, assessedAt)}`
    : '';
  return `${colours.bold(visible(cohort))}: ${number}${kindsText(kinds, leaking)}${first}${grows}${sure}.`;
}

/** ` stuck streams`, or ` (3 stuck streams, 1 memory)`. */
function kindsText(kinds: NonNullable<AssessedCohort['kinds']>, leaking: number): string {
  const [first] = kinds;
  if (first === undefined) return '';
  if (first.hosts === leaking) return ` ${LEAK_KIND_WORDS[first.kind]}`;
  return ` (${kinds.map(({ kind, hosts }) => `${hosts} ${LEAK_KIND_WORDS[kind]}`).join(', ')})`;
}

function rest({ hosts, fleet }: Assessment, look: Look): string[] {
  const others = VERDICTS.flatMap((verdict) => {
    const count = hosts.filter((host) => host.verdict === verdict && !isLeaky(host)).length;
    return count > 0 ? [{ verdict, count }] : [];
  });
  const digits = Math.max(...others.map(({ count }) => `${count}`.length));
  const width = Math.max(...others.map(({ verdict }) => verdict.length)) + GAP;
  const lines = others.map(
    ({ verdict, count }) =>
      `${`${count}`.padStart(digits)} ${verdict.padEnd(width)}${colours.dim(VERDICT_MEANINGS[verdict])}`,
  );
  const unreached =
    fleet.unreachable > 0 ? [`${fleet.unreachable} of ${fleet.hosts} did not answer at the end.`] : [];
  const gone =
    look.left > 0 ? [`Not judged, since no run asked them any more at the end: ${look.left}.`] : [];
  return [...lines, ...unreached, ...gone];
}

function next({ hosts: [first] }: Assessment, { paths }: Look, nameOf: NameOf): string[] {
  if (first === undefined || paths.includes('-')) return [];
  return [hint('Why, host by host', 'explain', nameOf(first), '--from', ...paths)];
}

const cohortOf = ({ cohort }: AssessedHost): string => visible(cohort);
/** Of a cohort the release, at the end, says more than the role. */
const cutStart = (text: string, maximum: number): string =>
  text.length > maximum ? `…${[...text].slice(1 - maximum).join('')}` : text;
