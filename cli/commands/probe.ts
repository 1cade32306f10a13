import { geteuid } from 'node:process';
import { Command } from 'commander';
import { runProbe, showProof } from '../../infra/local/hosts/this-machine.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { probeDocumentHash, probeScript } from '../../lambdas/probe/probe-document.ts';
import { readProbeOutput } from '../../lambdas/probe/probe-output.ts';
import { examples } from '../text/invocation.ts';
import { renderProbe } from '../text/probe.ts';
import { columns, EXIT, progress, proseColumns } from '../text/terminal.ts';

interface Options {
  json?: true;
  proof?: true;
  oldWorkers?: true;
  print?: true;
  hash?: true;
}

/** `auditor probe`: what the probe alone says of this machine, without any AWS, and what hosts run of it. */
export function probeCommand(): Command {
  return new Command('probe')
    .description('run the probe on this machine and show what it says (root sees all, others less)')
    .option('--json', "print the probe's reading as JSON")
    .option(
      '--proof',
      'show the long form of at most 20 stuck streams a worker, twice, 30 s apart (client addresses included)',
    )
    .option('--old-workers', 'with --proof: also show who holds old workers, asked through their master')
    .option('--print', 'print the script exactly as hosts run it')
    .option('--hash', "with --print: print only the hash that ends the SSM document's name")
    .addHelpText(
      'after',
      examples(
        ['What the probe reads of this machine', 'probe'],
        ['The same for a program', 'probe --json'],
        ['Proof that streams are stuck, as root: takes half a minute', 'probe --proof'],
        ['What a host will run, for a review', 'probe --print'],
      ),
    )
    .action(async (options: Options, command: Command) => {
      if (options.oldWorkers && !options.proof) misused('--old-workers needs --proof', command);
      if (options.hash && !options.print) misused('--hash needs --print', command);
      if (options.print) {
        process.stdout.write(options.hash ? `${probeDocumentHash()}\n` : probeScript());
        return;
      }
      if (options.proof) {
        progress('looking twice, 30 s apart');
        await showProof(options.oldWorkers ? ['--old-workers'] : []);
        return;
      }
      await showReading(options, command);
    });
}

const misused = (what: string, command: Command): never =>
  command.error(`error: ${what}`, { exitCode: EXIT.usage });

async function showReading({ json }: Options, command: Command): Promise<void> {
  const from = new Date();
  const { stdout } = await runProbe(['--no-jitter']);
  const output = readProbeOutput(stdout, { from, to: new Date() });
  if ('malformed' in output) {
    return command.error(`error: the probe can't be read (${output.malformed}); it needs Linux's /proc`, {
      exitCode: EXIT.failure,
    });
  }
  if (json) {
    process.stdout.write(`${printJson(output.reading, 2)}\n`);
    return;
  }
  const look = {
    columns: proseColumns(columns(process.stdout)),
    knowledge,
    now: new Date(),
    isRoot: geteuid?.() === 0,
  };
  process.stdout.write(renderProbe(output.reading, look));
}
