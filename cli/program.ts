import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { formatItem } from './text/help-item.ts';
import { commandLine, examples } from './text/invocation.ts';
import { EXIT } from './text/terminal.ts';

/**
 * In the order in which help lists them. Each is loaded when it is needed: the commands that speak to AWS take longer to load than
 * many of the others take to run.
 */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  demo: async () => (await import('./commands/demo.ts')).demoCommand(),
  audit: async () => (await import('./commands/audit.ts')).auditCommand(),
  probe: async () => (await import('./commands/probe.ts')).probeCommand(),
  collect: async () => (await import('./commands/collect.ts')).collectCommand(),
  score: async () => (await import('./commands/score.ts')).scoreCommand(),
  explain: async () => (await import('./commands/explain.ts')).explainCommand(),
  plan: async () => (await import('./commands/plan.ts')).planCommand(),
  report: async () => (await import('./commands/report.ts')).reportCommand(),
  advise: async () => (await import('./commands/advise.ts')).adviseCommand(),
  import: async () => (await import('./commands/import.ts')).importCommand(),
  acknowledge: async () => (await import('./commands/acknowledge.ts')).acknowledgeCommand(),
  knowledge: async () => (await import('./commands/knowledge.ts')).knowledgeCommand(),
  validate: async () => (await import('./commands/validate.ts')).validateCommand(),
  estimate: async () => (await import('./commands/estimate.ts')).estimateCommand(),
  template: async () => (await import('./commands/template.ts')).templateCommand(),
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand(),
};

/**
 * Runs the words that a person types after the program's name. Output goes to the streams of this process, and what came
 * of it is its exit code.
 */
export async function run(words: readonly string[]): Promise<void> {
  try {
    const program = await auditor(words[0]);
    await program.parseAsync(words, { from: 'user' });
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

/** @param named the first word: if it names a command the program has this one alone, else all of them */
async function auditor(named = ''): Promise<Command> {
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
  const all = Object.entries(COMMANDS);
  const alone = all.filter(([name]) => name === named);
  for (const [, load] of alone.length > 0 ? alone : all) {
    const command = await load();
    program.addCommand(command.copyInheritedSettings(program));
    command.showHelpAfterError(`See: ${commandLine(command.name(), '--help')}`);
    for (const part of command.commands) {
      part.copyInheritedSettings(command);
      part.showHelpAfterError(`See: ${commandLine(command.name(), part.name(), '--help')}`);
    }
  }
  return program;
}

/** A refusal, or what the SDK lacks before it can ask. */
function isOfAws(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return '$metadata' in error || /credentials|region is missing/i.test(error.message);
}
