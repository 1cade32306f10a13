import { noAnswerPhrase } from '../../lambdas/domain/audit/silence-words.ts';
import { countPhrase, instantPhrase, probabilityPhrase } from '../../lambdas/domain/format.ts';
import { deadlineText } from '../../lambdas/domain/recommend/recommendation-words.ts';
import type { AssessedHost, Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import { type AccountNames, whereabouts } from '../../lambdas/domain/records/whereabouts.ts';
import { riskPhrase } from '../../lambdas/domain/scoring/risk-words.ts';
import { leadingKind, termReason } from '../../lambdas/domain/scoring/term-words.ts';
import { VERDICT_MEANINGS } from '../../lambdas/domain/scoring/verdict-words.ts';
import { namedAdvisories } from '../../lambdas/report/advisories.ts';
import type { AdvisoryTitle } from '../../lambdas/report/release-row.ts';
import { capital } from '../../lambdas/report/words.ts';
import { riskColour, verdictText } from './assessment-words.ts';
import { adviceCommand } from './invocation.ts';
import { limitLines } from './limits.ts';
import { renderSeries } from './series.ts';
import { colours, hanging, proseColumns, visible, wrap } from './terminal.ts';
import { acceptedText, actionText, dayPhrase } from './what-to-do.ts';

interface Look {
  assessment: Assessment;
  /** Of the host, by time. */
  bins: readonly Bin[];
  /** By their ids. */
  advisories: ReadonlyMap<string, AdvisoryTitle>;
  columns: number;
  accountNames?: AccountNames;
}

/** One host's assessment for a person: what it comes to, the sum that says so, and the readings behind it. */
export function renderExplanation(
  host: AssessedHost,
  { assessment, bins, advisories, columns, accountNames }: Look,
): string {
  const width = proseColumns(columns);
  const [first, last] = [bins[0], bins.at(-1)];
  const name = visible(host.name ?? host.hostId);
  const place = [
    host.name === null ? null : host.hostId,
    whereabouts(assessment.hosts, accountNames).of(host),
    host.availabilityZone,
    `cohort ${host.cohort}`,
    host.version && `HAProxy ${host.version}`,
  ].filter((part) => part !== null);
  const observed = `${countPhrase(host.daysObserved)} days observed, ${instantPhrase(first?.binAt)} to ${instantPhrase(assessment.assessedAt)}`;
  const silent = last?.sampled === 0 ? `; ${noAnswerPhrase(host.answeredAt, assessment.assessedAt)}` : '';
  return [
    colours.bold(name),
    ...wrap(`${place.map(visible).join(', ')}; ${observed}${silent}`, width),
    '',
    ...wrap(
      `${colours.bold(verdictText(host.verdict))}${host.reachable ? '' : ' when judged last'}: ${VERDICT_MEANINGS[host.verdict]}. ${riskColour(host.score)(capital(riskPhrase(host.score)))}; higher is worse.`,
      width,
    ),
    ...accepted(host, width),
    '',
    colours.bold('The sum, in log-odds of a leak'),
    ...sum(host, width),
    '',
    ...limitLines(host, assessment, width),
    '',
    ...renderSeries(bins, columns),
    colours.bold('What to do'),
    ...advice(host, advisories, width),
    '',
  ].join('\n');
}

function accepted(host: AssessedHost, width: number): string[] {
  const text = acceptedText(host);
  return text === null ? [] : wrap(`Its finding is ${text}`, width);
}

/** The terms from first to last; rounded so that they add up as shown, each less than .01 off. */
function sum(host: AssessedHost, width: number): string[] {
  const { priorLogOdds, evidence, leakProbability } = host;
  const leading = leadingKind(host);
  const usual = 1 / (1 + Math.exp(-priorLogOdds));
  const terms = [
    {
      check: 'prior',
      logOdds: priorLogOdds,
      summary: `before any evidence: ${countPhrase(100 * usual)} of 100 hosts of this fleet leak`,
    },
    ...evidence.map((term) => ({ ...term, summary: `${term.summary}; ${termReason(term, leading)}` })),
  ];
  const names = Math.max(...terms.map(({ check }) => check.length)) + 2;
  let total = 0;
  const lines = terms.flatMap(({ check, logOdds, summary }) => {
    const before = Math.round(100 * total);
    total += logOdds;
    const shown = (Math.round(100 * total) - before) / 100;
    return hanging(`${signed(shown)}  ${visible(check).padEnd(names)}`, visible(summary), width);
  });
  return [
    ...lines,
    '  ------',
    ...hanging(
      `${signed(Math.round(100 * total) / 100)}  `,
      `which is a probability of ${probabilityPhrase(leakProbability)}: 1 / (1 + e^-sum)`,
      width,
    ),
  ];
}

function advice(host: AssessedHost, advisories: Look['advisories'], width: number): string[] {
  const { recommendation, version } = host;
  const { to, floor, reasons, mitigations } = recommendation;
  const command = adviceCommand(version === null ? [] : [version]);
  const minimum = floor !== null && floor !== to ? `, at the very least ${floor}` : '';
  const what = actionText(recommendation);
  const restart = deadlineText(host, dayPhrase);
  return [
    ...wrap(colours.bold(`${capital(what)}${minimum}${visible(restart)}.`), width),
    ...reasons.flatMap((reason) => hanging('  - ', visible(reason), width)),
    ...(mitigations.length > 0 ? ['Its configuration calls for:'] : []),
    ...mitigations.flatMap((mitigation) => hanging('  - ', colours.cyan(visible(mitigation)), width)),
    ...bugs(reasons, advisories, width),
    ...(command === null ? [] : [colours.dim(`More: ${command}`)]),
  ];
}

/** Title and link of each bug that the advice names. */
function bugs(reasons: readonly string[], advisories: Look['advisories'], width: number): string[] {
  const named = namedAdvisories(reasons, { advisories, releases: [] });
  if (named.length === 0) return [];
  return [
    colours.bold('The bugs named above'),
    ...named.flatMap(({ id, summary, source }) => [
      ...hanging(`  ${id}  `, visible(summary), width),
      ...(source === null ? [] : [colours.dim(`${' '.repeat(id.length + 4)}${visible(source)}`)]),
    ]),
  ];
}

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}`.padStart(8);
