import type { CompletedCommand, Value } from './completed-command.ts';

/** A script for bash, 3.2 of macOS included, which has no `compopt`: there unknown values are completed as files. */
export function bashCompletion(names: readonly string[], commands: readonly CompletedCommand[]): string {
  const afterOption = commands.flatMap(({ name, options }) =>
    options.flatMap(({ flag, value }) =>
      value === null ? [] : [`    '${name} ${flag}') ${offer(value)} ;;`],
    ),
  );
  const inCommand = commands.map(
    ({ name, options, word }) =>
      `    ${name}) case $word in -*) words='${options.map(({ flag }) => flag).join(' ')}' ;; *) ${offer(
        word,
        options.map(({ flag }) => flag),
      )} ;; esac ;;`,
  );
  return `# Completion of ${names.join(' and ')} for bash.
_auditor() {
  local word=\${COMP_WORDS[COMP_CWORD]} words= only=yes
  case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}" in
${afterOption.join('\n')}
    *) only= ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='${commands.map(({ name }) => name).join(' ')}'
  elif [ -z "$only" ]; then
    case "\${COMP_WORDS[1]}" in
${inCommand.map((line) => `  ${line}`).join('\n')}
    esac
  fi
  # Without words, bash completes files.
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _auditor ${names.join(' ')}
`;
}

function offer(value: Value, otherwise: readonly string[] = []): string {
  if (value === 'file') return ':';
  const words = value === 'unknown' ? otherwise : value;
  return words.length > 0 ? `words='${words.join(' ')}'` : 'compopt +o default 2>/dev/null';
}
