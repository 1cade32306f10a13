import type { HostExplanation, ShownBy } from '../../lambdas/domain/releases/host-explanation.ts';
import { isNeed } from '../../lambdas/domain/releases/need.ts';
import { featureWords, type OrdinaryCause } from '../../lambdas/domain/releases/ordinary-cause.ts';
import type { AdvisoryFinding } from '../../lambdas/domain/releases/release-advice.ts';
import { SIGNS, type Sign, signWords } from '../../lambdas/domain/releases/sign.ts';
import { type Look, renderTitle } from './advise.ts';
import { commandLine } from './invocation.ts';
import { kindsPhrase } from './kinds-phrase.ts';
import { hanging, wrap } from './terminal.ts';

/** Of the bugs that are left, without `--all`. */
const SHOWN_LEFT = 5;

const ALL_OF = new Intl.ListFormat('en-GB');

/** That no bug is blamed, what explains it instead, and how to go on where that is excluded. */
export function renderOrdinary(
  version: string,
  { ordinaryCauses, otherwise, unexplained }: HostExplanation<AdvisoryFinding>,
  shownBy: ShownBy,
  look: Look,
): string[] {
  const { colours, columns } = look;
  const explained = shownBy.kinds.filter((kind) => !unexplained.includes(kind));
  const verdict = `An ordinary cause explains ${kindsPhrase(explained)}: no known bug of ${version} is blamed.`;
  return [
    ...wrap(verdict, columns).map((line) => colours.bold(colours.green(line))),
    ...ordinaryCauses.flatMap((cause) => ordinary(cause, shownBy, look)),
    '',
    colours.bold(`Where that is excluded: ${bugsPhrase(otherwise.length)}`),
    ...left(otherwise, look),
    ...hanging('  ', `Ask again: ${againLine(version, shownBy)}`, columns),
    '',
  ];
}

function ordinary(cause: OrdinaryCause, { features }: ShownBy, { columns, colours }: Look): string[] {
  const present = features ?? [];
  const set = cause.takes.find((takes) => takes.every((feature) => present.includes(feature))) ?? [];
  return [
    ...hanging('  ', cause.title, columns).map(colours.bold),
    ...hanging('    ', `The host has ${ALL_OF.format(set.map(featureWords))}`, columns),
    ...hanging('    ', `What to do: ${cause.advice}`, columns),
    ...hanging('    ', `"${cause.quote}"`, columns),
    `    ${colours.dim(`${cause.source} (read on ${cause.readOn})`)}`,
  ];
}

function left(bugs: readonly AdvisoryFinding[], look: Look): string[] {
  const shown = look.all ? bugs : bugs.slice(0, SHOWN_LEFT);
  const rest = bugs.length - shown.length;
  return [
    ...shown.flatMap((bug) => renderTitle(bug, look)),
    ...(rest > 0 ? [`  and ${rest} more: --all lists them`] : []),
  ];
}

/** What is left of the question without what points to an ordinary cause. */
function againLine(version: string, { kinds, features }: ShownBy): string {
  const needs = features?.filter(isNeed) ?? [];
  const having = needs.length > 0 ? ['--with', needs.join(',')] : [];
  return commandLine('advise', version, '--shows', kinds.join(','), ...having);
}

const bugsPhrase = (count: number): string =>
  count === 0 ? 'no known bug is left' : `${count} known ${count === 1 ? 'bug is' : 'bugs are'} left`;

/** What else to look for before a bug is blamed, by the words that say it. */
export function renderToRuleOut(
  causes: readonly OrdinaryCause[],
  { kinds, features }: ShownBy,
  { columns, colours }: Look,
): string[] {
  const signs = SIGNS.filter((sign) =>
    causes.some(({ takes }) => takes.some((set) => set.includes(sign))),
  ).filter((sign) => !features?.includes(sign));
  if (signs.length === 0) return [];
  const title = `Ordinary causes of ${kindsPhrase(kinds)}: name by --with what the host has`;
  return [...wrap(title, columns).map(colours.bold), ...signLines(signs, columns), ''];
}

/** Every word for what points to an ordinary cause. */
export const renderSigns = (columns: number): string =>
  [...wrap('What points to an ordinary cause, for --with:', columns), ...signLines(SIGNS, columns)].join(
    '\n',
  );

function signLines(signs: readonly Sign[], columns: number): string[] {
  const width = Math.max(...signs.map((sign) => sign.length));
  return signs.flatMap((sign) => hanging(`  ${sign.padEnd(width)}  `, signWords(sign), columns));
}
