import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { Argument, Command, Option } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { completedCommands } from '../../../cli/completion/completed-command.ts';
import { fishCompletion } from '../../../cli/completion/fish.ts';
import { zshCompletion } from '../../../cli/completion/zsh.ts';
import { auditor, writeArchive } from '../archives.ts';

const folder = writeArchive({ 'one.ndjson': '', 'two.ndjson': '' });
afterAll(() => rmSync(folder, { recursive: true }));

/** What bash offers for the last of these words, a line a word; nothing is what it completes as a file. */
function offered(words: readonly string[]): { words: string[]; stderr: string } {
  const { stdout, stderr } = spawnSync(
    'bash',
    [
      '--norc',
      '-c',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: of bash
      'source <(cat); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _auditor; printf "%s\\n" "${COMPREPLY[@]}"',
      'bash',
      'auditor',
      ...words,
    ],
    { input: script, encoding: 'utf8', cwd: folder },
  );
  return { words: stdout.split('\n').filter((word) => word !== ''), stderr };
}

const { stdout: script } = auditor(['completion', 'bash']);

describe('auditor completion bash', () => {
  it.each([
    { words: ['au'], offers: ['audit'] },
    { words: ['p'], offers: ['probe', 'plan'] },
    { words: ['audit', '--ex'], offers: ['--exit-zero'] },
    { words: ['validate', '--'], offers: ['--json', '--exit-zero', '--help'] },
    { words: ['completion', ''], offers: ['bash', 'zsh', 'fish'] },
    { words: ['probe', ''], offers: ['--json', '--proof', '--help'] },
    { words: ['score', ''], offers: [] },
    { words: ['explain', 'lb-1', '--from', ''], offers: [] },
    { words: ['plan', '--from', 'one.ndjson', ''], offers: [] },
    { words: ['report', '--week', ''], offers: [] },
    { words: ['nothing', ''], offers: [] },
  ])('offers $offers after $words', ({ words, offers }) => {
    expect(offered(words)).toEqual({ words: offers, stderr: '' });
  });

  it('offers each command', () => {
    const help = auditor(['--help']).stdout;
    const commands = [...help.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
    expect(offered(['']).words).toEqual(commands.filter((name) => name !== 'help'));
  });

  it('answers to both names of the program', () => {
    const { stdout } = spawnSync(
      'bash',
      ['--norc', '-c', 'source <(cat); complete -p auditor haproxy-fleet-auditor'],
      {
        input: script,
        encoding: 'utf8',
      },
    );
    expect(stdout.match(/-F _auditor/g)).toHaveLength(2);
  });
});

describe('completion of a small program', () => {
  const commands = completedCommands(
    new Command('auditor').addCommand(
      new Command('look')
        .description("look at a host's files")
        .addArgument(new Argument('<file...>', 'what to look at'))
        .addOption(new Option('--as <format>', 'how [not why]').choices(['text', 'json']))
        .option('--at <instant>', 'when')
        .option('--all', 'all'),
    ),
  );

  it('is a function of zsh', () => {
    expect(zshCompletion(['auditor', 'long-name'], commands)).toMatchInlineSnapshot(`
      "#compdef auditor long-name
      # Completion of auditor and long-name for zsh.
      _auditor() {
        local state line
        _arguments -C '1:command:->command' '*::word:->word'
        case $state in
          command)
            local -a commands=(
            'look:look at a host'\\''s files'
            )
            _describe command commands ;;
          word) case $words[1] in
            look) _arguments '--as[how \\[not why\\]]:value:(text json)' '--at[when]:value: ' '--all[all]' '--help[display help for command]' '*:file:_files' ;;
          esac ;;
        esac
      }
      if [ "$funcstack[1]" = _auditor ]; then _auditor "$@"; else compdef _auditor auditor long-name; fi
      "
    `);
  });

  it('is a list of fish', () => {
    expect(fishCompletion(['auditor', 'long-name'], commands)).toMatchInlineSnapshot(`
      "# Completion of auditor and long-name for fish.
      complete -c auditor -f -n __fish_use_subcommand -a look -d 'look at a host\\'s files'
      complete -c auditor -n '__fish_seen_subcommand_from look' -F
      complete -c auditor -n '__fish_seen_subcommand_from look' -l as -r -f -a 'text json' -d 'how [not why]'
      complete -c auditor -n '__fish_seen_subcommand_from look' -l at -r -f -d 'when'
      complete -c auditor -n '__fish_seen_subcommand_from look' -l all -d 'all'
      complete -c auditor -n '__fish_seen_subcommand_from look' -l help -d 'display help for command'
      complete -c long-name -w auditor
      "
    `);
  });
});
