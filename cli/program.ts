import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { acknowledgeCommand } from './commands/acknowledge.ts';
import { adviseCommand } from './commands/advise.ts';
import { auditCommand } from './commands/audit.ts';
import { collectCommand } from './commands/collect.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { estimateCommand } from './commands/estimate.ts';
import { explainCommand } from './commands/explain.ts';
import { importCommand } from './commands/import.ts';
import { knowledgeCommand } from './commands/knowledge.ts';
import { planCommand } from './commands/plan.ts';
import { probeCommand } from './commands/probe.ts';
import { reportCommand } from './commands/report.ts';
import { scoreCommand } from './commands/score.ts';
import { templateCommand } from './commands/template.ts';
import { validateCommand } from './commands/validate.ts';
import { formatItem } from './text/help-item.ts';
import { commandLine, examples } from './text/invocation.ts';
import { EXIT } from './text/terminal.ts';

/**
 * Runs the words that a person types after the program's name. Output goes to the streams of this process, and what came
 * of it is its exit code.
 */
export async function run(words: readonly string[]): Promise<void> {
  try {
    await auditor().parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander's own errors are of usage and carry 1; a command's carry what it chose.
      process.exitCode = error.exitCode === 1 ? EXIT.usage : error.exitCode;
    } else {
      process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
      if (isOfAws(error)) process.stderr.write(`See what is missing: ${commandLine('doctor')}\n`);
      process.exitCode = EXIT.failure;
    }
  }
}

function auditor(): Command {
  const program = new Command('auditor')
    .description('Finds the HAProxy hosts that leak TCP memory, and says what to run instead.')
    .version(manifest.version)
    .addHelpText(
      'after',
      examples(['See it at work, without AWS', 'demo'], ['What is known of a release', 'advise 2.8.11']),
    )
    .configureHelp({ formatItem })
    .showHelpAfterError(`See: ${commandLine('--help')}`)
    .exitOverride();
  for (const command of [
    demoCommand(),
    auditCommand(),
    probeCommand(),
    collectCommand(),
    scoreCommand(),
    explainCommand(),
    planCommand(),
    reportCommand(),
    adviseCommand(),
    importCommand(),
    acknowledgeCommand(),
    knowledgeCommand(),
    validateCommand(),
    estimateCommand(),
    templateCommand(),
    doctorCommand(),
  ]) {
    program.addCommand(command.copyInheritedSettings(program));
    command.showHelpAfterError(`See: ${commandLine(command.name(), '--help')}`);
    for (const part of command.commands) part.copyInheritedSettings(command);
  }
  return program;
}

/** A refusal, or what the SDK lacks before it can ask. */
function isOfAws(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return '$metadata' in error || /credentials|region is missing/i.test(error.message);
}
