import type { Argument, Command, Option } from 'commander';

/** What may stand after an option, or as an argument: one of some words, a file, or what no shell can know. */
export type Value = readonly string[] | 'file' | 'unknown';

export interface CompletedOption {
  /** With its dashes: `--json`. */
  readonly flag: string;
  readonly about: string;
  /** `null` where it takes none. */
  readonly value: Value | null;
}

export interface CompletedCommand {
  readonly name: string;
  readonly about: string;
  readonly options: readonly CompletedOption[];
  /** What stands without an option: an argument, or more values of an option that takes many. */
  readonly word: Value;
}

const FILES = /^(file|path|folder|dir)$/;

/** The commands of a program as a shell completes them. */
export const completedCommands = (program: Command): CompletedCommand[] =>
  program.commands.map((command) => ({
    name: command.name(),
    about: command.description(),
    options: [
      ...command.options.map(completedOption),
      { flag: '--help', about: 'display help for command', value: null },
    ],
    word: wordOf(command),
  }));

const completedOption = (option: Option): CompletedOption => ({
  flag: option.long ?? option.flags,
  about: option.description,
  value:
    option.required || option.optional ? takenBy(option, /<([\w-]+)/.exec(option.flags)?.[1] ?? '') : null,
});

function wordOf({ registeredArguments, options }: Command): Value {
  const [argument] = registeredArguments;
  const many = options.find(({ variadic }) => variadic);
  const own = argument ? takenBy(argument, argument.name()) : 'unknown';
  return own === 'unknown' && many ? (completedOption(many).value ?? own) : own;
}

const takenBy = ({ argChoices }: Argument | Option, name: string): Value =>
  argChoices ?? (FILES.test(name) ? 'file' : 'unknown');
