import { Command } from 'commander';
import { runProbe, showProof } from '../../infra/local/hosts/this-machine.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { readProbeOutput } from '../../lambdas/probe/probe-output.ts';
import { renderAudit } from '../text/audit.ts';
import { examples } from '../text/invocation.ts';
import { columns, EXIT, progress } from '../text/terminal.ts';

/** `auditor probe`: what the probe alone says of this machine, without any AWS. */
export function probeCommand(): Command {
  return new Command('probe')
    .description('run the probe on this machine and show what it says (root sees all, others less)')
    .option('--json', "print the probe's reading as JSON")
    .option(
      '--proof',
      'show the long form of at most 20 stuck streams a worker, twice, 30 s apart (client addresses included)',
    )
    .addHelpText(
      'after',
      examples(
        ['What the probe reads of this machine', 'probe'],
        ['The same for a program', 'probe --json'],
        ['Proof that streams are stuck, as root: takes half a minute', 'probe --proof'],
      ),
    )
    .action(async (options: { json?: true; proof?: true }, command: Command) => {
      if (options.proof) {
        progress('looking twice, 30 s apart');
        await showProof();
        return;
      }
      const from = new Date();
      const { stdout } = await runProbe(['--no-jitter']);
      const output = readProbeOutput(stdout, { from, to: new Date() });
      if ('malformed' in output) {
        return command.error(`error: the probe can't be read (${output.malformed}); it needs Linux's /proc`, {
          exitCode: EXIT.failure,
        });
      }
      if (options.json) process.stdout.write(`${printJson(output.reading, 2)}\n`);
      else
        process.stdout.write(describe({ ...THIS_MACHINE, ...output.reading, runAt: output.reading.takenAt }));
    });
}

const THIS_MACHINE = {
  schema: 1,
  hostId: 'this-machine',
  accountId: '-',
  region: '-',
  availabilityZone: null,
  role: null,
  name: 'this machine',
  outcome: 'sampled',
  reason: null,
} as const;

function describe(sample: Sample): string {
  const notes =
    sample.outcome === 'sampled' && sample.notes.length > 0 ? `Notes: ${sample.notes.join(', ')}\n\n` : '';
  return notes + renderAudit([sample], { columns: columns(process.stdout) });
}
