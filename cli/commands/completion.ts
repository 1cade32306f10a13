import { Argument, Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { bashCompletion } from '../completion/bash.ts';
import { completedCommands } from '../completion/completed-command.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { examples } from '../text/invocation.ts';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };
type Shell = keyof typeof SCRIPTS;

/** `auditor completion SHELL`: a script by which a shell completes the commands and options of the program. */
export function completionCommand(program: Command): Command {
  return new Command('completion')
    .description('print a script by which a shell completes commands, options and files')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .addHelpText(
      'after',
      examples(
        ['In each bash from now on', 'completion bash >> ~/.bashrc'],
        ['In each zsh, where ~/.zfunc is in $fpath', 'completion zsh > ~/.zfunc/_auditor'],
        ['In each fish', 'completion fish > ~/.config/fish/completions/auditor.fish'],
      ),
    )
    .action((shell: Shell) => {
      process.stdout.write(SCRIPTS[shell](Object.keys(manifest.bin), completedCommands(program)));
    });
}
