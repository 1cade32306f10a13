import type { ReadFrom, ReadVersion } from '../../lambdas/domain/releases/read-version.ts';
import type { UnnamedReleaseAdvice } from '../../lambdas/domain/releases/unnamed-release.ts';
import type { Look } from './advise.ts';
import { hanging, wrap } from './terminal.ts';

const SOURCES: Readonly<Record<ReadFrom, string>> = {
  version: 'a version',
  'haproxy-v': 'a line of haproxy -v',
  field: 'a line with the version alone',
  tag: "a tag's name",
  image: "an image's name",
  package: "a package's line or file",
  name: "the program's name and version",
};

/** How a text was read: `2.8.5-1ubuntu3.3, from a line of haproxy -v`. */
export const readingPhrase = ({ readAs, from }: ReadVersion): string => `${readAs}, from ${SOURCES[from]}`;

/** Says how a text was read, where it is not a version as it stands. */
export function renderReading(read: ReadVersion, given: string, { columns, colours }: Look): string {
  if (given === read.readAs) return '';
  return `${wrap(`Read as ${readingPhrase(read)}.`, columns)
    .map(colours.dim)
    .join('\n')}\n`;
}

/** What is not known and how to find out, for a person. */
export function renderUnnamed(
  read: ReadVersion,
  { recommendation, findOut, knowledgeCheckedOn }: UnnamedReleaseAdvice,
  { columns, colours }: Look,
): string {
  const what =
    read.kind === 'enterprise' ? `${read.readAs} has, and what to run instead` : `${read.readAs} has`;
  const verdict = `It is not known which bugs ${what}.`;
  return [
    ...wrap(verdict, columns).map((line) => colours.bold(colours.yellow(line))),
    '',
    colours.bold('Why'),
    ...recommendation.reasons.flatMap((reason) => hanging('  - ', reason, columns)),
    '',
    colours.bold('How to find out'),
    ...findOut.flatMap(({ command, says }) =>
      command === null
        ? hanging('  - ', says, columns)
        : [`  ${colours.cyan(command)}`, ...hanging('    ', says, columns)],
    ),
    '',
    colours.dim(`Known as of ${knowledgeCheckedOn}.`),
    '',
  ].join('\n');
}
