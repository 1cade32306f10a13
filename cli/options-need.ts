import type { Command } from 'commander';
import { EXIT } from './text/terminal.ts';

/**
 * Refuses options that another one would have to stand beside, rather than to pass them over.
 * @param options names as properties: `oldWorkers` for `--old-workers`
 * @param needed flag without which they mean nothing, as typed
 * @throws CommanderError, with the exit code for wrong usage, where one was given
 */
export function refuseWithout(needed: string, options: readonly string[], command: Command): void {
  for (const name of options) {
    if (isGiven(name, command)) misused(`${flagOf(name, command)} needs ${needed}`, command);
  }
}

/**
 * Refuses options of which one would hide the others.
 * @throws CommanderError, with the exit code for wrong usage, where two of them were given
 */
export function refuseTogether(options: readonly string[], command: Command): void {
  const [first, second] = options.filter((name) => isGiven(name, command));
  if (first !== undefined && second !== undefined)
    misused(`${flagOf(first, command)} and ${flagOf(second, command)} exclude each other`, command);
}

/** Whether a person typed it: a default is nobody's wish. */
const isGiven = (name: string, command: Command): boolean => command.getOptionValueSource(name) === 'cli';

/** As it is typed, without what it takes. */
const flagOf = (name: string, command: Command): string =>
  command.options.find((option) => option.attributeName() === name)?.long ?? name;

const misused = (what: string, command: Command): never =>
  command.error(`error: ${what}`, { exitCode: EXIT.usage });
