import type { CompletedCommand, CompletedOption, Value } from './completed-command.ts';

/** A script for zsh, sourced or put into a folder of `$fpath` as `_auditor`. */
export function zshCompletion(names: readonly string[], commands: readonly CompletedCommand[]): string {
  const described = commands.map(({ name, about }) => `      ${quoted(`${name}:${about}`)}`);
  const cases = commands.map(({ name, options, word }) => {
    const specs = [...options.map(optionSpec), `*:${action(word)}`];
    return `      ${name}) _arguments ${specs.map(quoted).join(' ')} ;;`;
  });
  return `#compdef ${names.join(' ')}
# Completion of ${names.join(' and ')} for zsh.
_auditor() {
  local state line
  _arguments -C '1:command:->command' '*::word:->word'
  case $state in
    command)
      local -a commands=(
${described.join('\n')}
      )
      _describe command commands ;;
    word) case $words[1] in
${cases.join('\n')}
    esac ;;
  esac
}
if [ "$funcstack[1]" = _auditor ]; then _auditor "$@"; else compdef _auditor ${names.join(' ')}; fi
`;
}

const optionSpec = ({ flag, about, value }: CompletedOption): string =>
  `${flag}[${about.replaceAll(/[[\]\\]/g, '\\$&')}]${value === null ? '' : `:${action(value)}`}`;

function action(value: Value): string {
  if (value === 'file') return 'file:_files';
  return value === 'unknown' ? 'value: ' : `value:(${value.join(' ')})`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
