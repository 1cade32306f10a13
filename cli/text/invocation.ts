import { basename } from 'node:path';
import { upstreamRelease } from '../../lambdas/domain/records/version.ts';
import { colours, columns, hanging, shellWord, visible } from './terminal.ts';

const PACKAGE = 'haproxy-fleet-auditor';

/** What a person types before the name of a command: of a clone, of an installed package, of one that npx fetched. */
export function invocationOf(module: string, script: string): string {
  if (module.endsWith('.ts')) return 'npm run -s auditor --';
  const isOnPath = ['auditor', PACKAGE].includes(basename(script)) && !script.includes('/node_modules/.bin/');
  return isOnPath ? basename(script) : `npx ${PACKAGE}`;
}

const INVOCATION = invocationOf(import.meta.url, process.argv[1] ?? '');

/** A command as this person would type it; words from outside are shown fit for a terminal and quoted for a shell. */
export const commandLine = (...words: readonly string[]): string =>
  [INVOCATION, ...words.map(visible).map(shellWord)].join(' ');

/** Of versions as hosts tell them, what to type to learn more; `null` where none of them is a version. */
export function adviceCommand(versions: readonly string[]): string | null {
  const parsable = versions.filter((version) => upstreamRelease(version) !== null);
  return parsable.length === 0 ? null : commandLine('advise', ...parsable);
}

/** On narrower terminals a command stands on a line of its own, so that it breaks as late as it can. */
const NARROW = 60;

/** The last line of an output: what to look at next. */
export const hint = (what: string, ...words: readonly string[]): string =>
  commandHint(what, commandLine(...words));

/** The same of a whole command. */
export function commandHint(what: string, command: string, width = columns(process.stdout)): string {
  return colours.dim(width < NARROW ? `${what}:\n  ${command}` : `${what}: ${command}`);
}

/**
 * What stands below a command's help; an example is what it is for, and the words after the program's name. What it is
 * piped into is an example too: `| auditor …`.
 */
export const examples = (...list: readonly (readonly [what: string, words: string])[]): string =>
  [
    '',
    'Examples:',
    ...list.flatMap(([what, words]) => [
      ...hanging('  ', `${what}:`, columns(process.stdout)),
      `    ${INVOCATION} ${words.replaceAll('| auditor ', `| ${INVOCATION} `)}`,
    ]),
  ].join('\n');
