import type { PackageAdvice, PackageState } from '../../lambdas/domain/releases/package-advice.ts';
import type { Look } from './advise.ts';
import { widthsOf } from './table.ts';
import { hanging } from './terminal.ts';

const WORDS: Readonly<Record<PackageState, string>> = {
  fixed: 'fixed',
  free: 'does not have it',
  affected: 'has it',
  unknown: 'not known here',
};

const OWN = "  * the distribution's release that this build is for";
const JUDGED = 'Judged by the upstream release: a package may carry fixes of its own.';

/** What distributions package, a line each, beside the most pressing leak of the version asked for. */
export function renderPackages(packages: readonly PackageAdvice[], { columns, colours }: Look): string {
  const [first] = packages;
  if (first === undefined) return '';
  const rows = packages.map((built) => [
    `${built.isOwn ? '*' : ' '} ${built.distribution}`,
    built.version,
    stateWords(built),
    `read ${built.readOn}`,
  ]);
  const widths = widthsOf(rows);
  const lines = rows.map((cells) => cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  '));
  const leak = first.advisory === null ? '' : `, and whether they have ${first.advisory}`;
  return [
    colours.bold(`Packages of distributions${leak}`),
    ...lines.map((line) => line.trimEnd()),
    ...(packages.some(({ isOwn }) => isOwn) ? [OWN] : []),
    ...hanging('  ', JUDGED, columns),
    '',
  ].join('\n');
}

function stateWords({ state, confidence }: PackageAdvice): string {
  if (state === null) return '';
  const isInferred = confidence === 'inferred-lockstep' && state === 'fixed';
  return isInferred ? `probably ${WORDS[state]}` : WORDS[state];
}
