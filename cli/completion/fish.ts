import type { CompletedCommand, Value } from './completed-command.ts';

/** A script for fish. */
export function fishCompletion(
  [name = '', ...others]: readonly string[],
  commands: readonly CompletedCommand[],
): string {
  const lines = commands.flatMap((command) => {
    const within = `-n '__fish_seen_subcommand_from ${command.name}'`;
    return [
      `complete -c ${name} -f -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.about)}`,
      `complete -c ${name} ${within} ${taking(command.word)}`,
      ...command.options.map(({ flag, about, value }) => {
        const takes = value === null ? '' : ` -r ${taking(value)}`;
        return `complete -c ${name} ${within} -l ${flag.slice(2)}${takes} -d ${quoted(about)}`;
      }),
    ];
  });
  const wrapped = others.map((other) => `complete -c ${other} -w ${name}`);
  return [`# Completion of ${[name, ...others].join(' and ')} for fish.`, ...lines, ...wrapped, ''].join(
    '\n',
  );
}

function taking(value: Value): string {
  if (value === 'file') return '-F';
  return value === 'unknown' ? '-f' : `-f -a ${quoted(value.join(' '))}`;
}

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
