import type pc from 'picocolors';
import { isLeak } from '../../lambdas/domain/releases/advisory-rank.ts';
import type { Mitigation } from '../../lambdas/domain/releases/mitigation.ts';
import type { AdvisoryFinding, ReleaseAdvice } from '../../lambdas/domain/releases/release-advice.ts';
import { commandLine } from './invocation.ts';
import { hanging, wrap } from './terminal.ts';

/** Advisories shown without `--all`: more than a screen of them tells nobody more than "upgrade". */
const SHOWN_ADVISORIES = 5;

type Colours = Omit<typeof pc, 'createColors'>;
type Look = { columns: number; all: boolean; colours: Colours };

/** Advice for a person: the verdict, why, what is known, and what to do until the upgrade. */
export function renderAdvice(advice: ReleaseAdvice, look: Look): string {
  return [
    ...verdict(advice, look),
    ...reasons(advice, look),
    ...advisories(advice, look),
    ...mitigations(advice.recommendation.mitigations, look),
    look.colours.dim(`Known as of ${advice.knowledgeCheckedOn}.`),
    '',
  ].join('\n');
}

function verdict({ version, advisories, recommendation }: ReleaseAdvice, look: Look): string[] {
  const { action, to, floor } = recommendation;
  const [top] = advisories;
  const run = action === 'stay' ? 'no newer release is known' : `run ${to}`;
  const atLeast =
    floor !== null && action === 'upgrade' && floor !== to ? `, at the very least ${floor}` : '';
  const text = `${version} ${condition(top)}; ${run}${top ? atLeast : ''}.`;
  const colour =
    top === undefined ? look.colours.green : isLeak(top.concern) ? look.colours.red : look.colours.yellow;
  return [...wrap(text, look.columns).map((line) => look.colours.bold(colour(line))), ''];
}

function condition(top: AdvisoryFinding | undefined): string {
  if (!top) return 'has no known bug of the kinds watched here';
  const probably = top.status === 'probable' ? 'probably ' : '';
  const what =
    top.concern === 'tcp-memory'
      ? 'leaks TCP memory'
      : isLeak(top.concern)
        ? 'has known leaks'
        : 'has known bugs';
  if (top.status === 'partly-fixed')
    return `${what}: its fix of ${top.id} does not work, that of ${top.fixedIn} does`;
  const name = top.concern === 'tcp-memory' ? `${top.id}, the founding leak` : top.id;
  return `${probably}${what}: ${name}, ${probably}${fixedIn(top)}`;
}

function reasons({ recommendation }: ReleaseAdvice, look: Look): string[] {
  return [
    look.colours.bold('Why'),
    ...recommendation.reasons.flatMap((reason) => hanging('  - ', reason, look.columns)),
    '',
  ];
}

function advisories({ advisories, version }: ReleaseAdvice, look: Look): string[] {
  if (advisories.length === 0) return [];
  const shown = look.all ? advisories : advisories.slice(0, SHOWN_ADVISORIES);
  const rest = advisories.length - shown.length;
  return [
    look.colours.bold(`What is known against it: ${advisories.length}`),
    ...shown.flatMap((finding) => advisory(finding, look)),
    ...(rest > 0
      ? hanging('  ', `and ${rest} more: ${commandLine('advise', version, '--all')}`, look.columns)
      : []),
    '',
  ];
}

function advisory(finding: AdvisoryFinding, { columns, all, colours }: Look): string[] {
  const { id, status, summary, condition, notes, evidence, source } = finding;
  const details = [summary, condition && `with: ${condition}`];
  if (all) details.push(notes && `note: ${notes}`, `known by: ${evidence}`);
  return [
    `  ${colours.bold(id)}  ${statusColour(finding, colours)(status)}, ${fixedIn(finding)}`,
    ...details.filter((detail) => detail !== null).flatMap((detail) => hanging('    ', detail, columns)),
    `    ${colours.dim(source)}`,
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
  return isLeak(finding.concern) ? colours.red : colours.yellow;
}
