import type pc from 'picocolors';
import { isFounding, isLeak, leadingEffect } from '../../lambdas/domain/releases/advisory-rank.ts';
import { EFFECT_WORDS } from '../../lambdas/domain/releases/effect.ts';
import type { Mitigation } from '../../lambdas/domain/releases/mitigation.ts';
import type { AdvisoryFinding, ReleaseAdvice } from '../../lambdas/domain/releases/release-advice.ts';
import { commandLine } from './invocation.ts';
import { hanging, wrap } from './terminal.ts';

/** Of each kind without `--all`: more than a screen of them tells nobody more than "upgrade". */
const SHOWN_OF_KIND = 1;
/** Leaks of the advised release without `--all`. */
const SHOWN_OPEN = 5;

type Colours = Omit<typeof pc, 'createColors'>;
export type Look = { columns: number; all: boolean; colours: Colours };

/**
 * Advice for a person: the verdict, why, what is known, and what to do until the upgrade.
 * @param packages what distributions package, as a section of its own
 */
export function renderAdvice(advice: ReleaseAdvice, look: Look, packages = ''): string {
  return [
    ...verdict(advice, look),
    ...reasons(advice, look),
    ...advisories(advice, look),
    ...openLeaks(advice, look),
    ...mitigations(advice.recommendation.mitigations, look),
    ...(packages === '' ? [] : [packages]),
    look.colours.dim(`Known as of ${advice.knowledgeCheckedOn}.`),
    '',
  ].join('\n');
}

function verdict(advice: ReleaseAdvice, look: Look): string[] {
  const top = topOf(advice);
  const colour =
    top === undefined || !top.isCommon
      ? look.colours.green
      : isLeak(top)
        ? look.colours.red
        : look.colours.yellow;
  return [...wrap(verdictOf(advice), look.columns).map((line) => look.colours.bold(colour(line))), ''];
}

/** What is known of a release and what to run, in one sentence. */
export function verdictOf(advice: ReleaseAdvice): string {
  const top = topOf(advice);
  const { action, to, floor } = advice.recommendation;
  const run = action === 'stay' ? 'no newer release is known' : `run ${to}`;
  const atLeast =
    floor !== null && action === 'upgrade' && floor !== to ? `, at the very least ${floor}` : '';
  return `${advice.version} ${condition(top)}; ${run}${top ? atLeast : ''}.`;
}

const topOf = ({ advisories }: ReleaseAdvice): AdvisoryFinding | undefined =>
  advisories.find((finding) => isLeak(finding) && finding.isCommon) ?? advisories[0];

function condition(top: AdvisoryFinding | undefined): string {
  if (!top) return 'has no known bug of the kinds watched here';
  if (!top.isCommon) return 'has no known bug that any host meets, some that take a rarer feature';
  const probably = top.status === 'probable' ? 'probably ' : '';
  const what = isFounding(top) ? 'leaks TCP memory' : isLeak(top) ? 'has known leaks' : 'has known bugs';
  if (top.status === 'partly-fixed')
    return `${what}: its fix of ${top.id} does not work, that of ${top.fixedIn} does`;
  const name = isFounding(top) ? `${top.id}, the founding leak` : top.id;
  return `${probably}${what}: ${name}, ${probably}${fixedIn(top)}`;
}

function reasons({ recommendation }: ReleaseAdvice, look: Look): string[] {
  return [
    look.colours.bold('Why'),
    ...recommendation.reasons.flatMap((reason) => hanging('  - ', reason, look.columns)),
    '',
  ];
}

/** By kind; of each the first ones. */
function advisories({ advisories, version }: ReleaseAdvice, look: Look): string[] {
  if (advisories.length === 0) return [];
  const { colours, columns } = look;
  const kinds = [...Map.groupBy(advisories, leadingEffect)].map(([effect, ofKind]) => {
    const shown = look.all ? ofKind : ofKind.slice(0, SHOWN_OF_KIND);
    const rest = ofKind.length - shown.length;
    return [
      colours.bold(`  ${EFFECT_WORDS[effect]}: ${ofKind.length}`),
      ...shown.flatMap((finding) => renderFinding(finding, look)),
      ...(rest > 0 ? [`    and ${rest} more`] : []),
    ];
  });
  const all = hanging('  ', `All of them: ${commandLine('advise', version, '--all')}`, columns);
  return [
    colours.bold(`What is known against it: ${advisories.length}`),
    ...kinds.flat(),
    ...(look.all ? [] : all),
    '',
  ];
}

/** One bug: what it is, since when it is fixed, what it takes and where to check that. */
export function renderFinding(finding: AdvisoryFinding, { columns, all, colours }: Look): string[] {
  const { id, title, status, summary, condition, notes, evidence, source } = finding;
  const details = [title, summary, condition && `with: ${condition}`];
  if (all) details.push(notes && `note: ${notes}`, `known by: ${evidence}`);
  return [
    ...hanging(
      `    ${colours.bold(id)}  `,
      `${statusColour(finding, colours)(status)}, ${fixedIn(finding)}`,
      columns,
    ),
    ...details.filter((detail) => detail !== null).flatMap((detail) => hanging('      ', detail, columns)),
    `      ${colours.dim(source)}`,
  ];
}

/** A bug in short: its title and where to check it. */
export const renderTitle = ({ id, title, source }: AdvisoryFinding, { columns, colours }: Look): string[] => [
  ...hanging(`  ${id}  `, title, columns),
  `  ${' '.repeat(id.length)}  ${colours.dim(source)}`,
];

/** What the reasons name of the release to run, so that no id stands without what it is. */
function openLeaks({ recommendation }: ReleaseAdvice, look: Look): string[] {
  const { all, colours } = look;
  const { open, to, brought } = recommendation;
  const newFirst = open.toSorted((a, b) => Number(brought.includes(b.id)) - Number(brought.includes(a.id)));
  const shown = all ? newFirst : newFirst.filter(({ isCommon }) => isCommon).slice(0, SHOWN_OPEN);
  if (shown.length === 0) return [];
  return [
    colours.bold(`Still open in ${to}: ${open.length}`),
    ...shown.flatMap((finding) => renderTitle(finding, look)),
    ...(open.length > shown.length ? [`  and ${open.length - shown.length} more`] : []),
    '',
  ];
}

function mitigations(mitigations: readonly Mitigation[], { columns, colours }: Look): string[] {
  if (mitigations.length === 0) return [];
  return [
    colours.bold('Until then'),
    ...mitigations.flatMap(({ directive, where, when, does, doesNot }) => [
      ...directive.split('\n').map((line) => `  ${colours.cyan(line)}`),
      ...hanging('    where    ', where, columns),
      ...hanging('    when     ', when, columns),
      ...hanging('    does     ', does, columns),
      ...hanging('    does not ', doesNot, columns),
    ]),
    '',
  ];
}

function fixedIn({ fixedIn, confidence }: AdvisoryFinding): string {
  if (fixedIn !== null)
    return confidence === 'inferred-lockstep' ? `fixed in ${fixedIn} or the next` : `fixed in ${fixedIn}`;
  return confidence === 'reverted' ? 'its fix was taken back' : 'no release of the branch is known to fix it';
}

function statusColour(finding: AdvisoryFinding, colours: Colours): Colours['red'] {
  if (finding.status === 'probable') return colours.yellow;
  return isLeak(finding) ? colours.red : colours.yellow;
}
