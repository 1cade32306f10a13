import { Command } from 'commander';
import { showProof } from '../../infra/local/hosts/this-machine.ts';
import { judgeSample } from '../../lambdas/domain/assess/judge-sample.ts';
import { printSamples } from '../../lambdas/domain/records/archive.ts';
import type { SampledHost } from '../../lambdas/domain/records/sample.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { probeDocumentHash, probeScript } from '../../lambdas/probe/probe-document.ts';
import { refuseTogether, refuseWithout } from '../options-need.ts';
import { examples } from '../text/invocation.ts';
import { renderProbe } from '../text/probe.ts';
import { withProgress } from '../text/progress.ts';
import { columns, proseColumns } from '../text/terminal.ts';
import { readThisMachine } from '../this-host/read-sample.ts';

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
    .option('--json', 'print the sample as one line of JSON, as score, explain and report read it')
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
        ['What an assessment says of it', 'probe --json | auditor score -'],
        ['Proof that streams are stuck, as root: takes half a minute', 'probe --proof'],
        ['What a host will run, for a review', 'probe --print'],
      ),
    )
    .action(async ({ json, proof, oldWorkers, print, hash }: Options, command: Command) => {
      refuseTogether(['json', 'proof', 'print'], command);
      if (!proof) refuseWithout('--proof', ['oldWorkers'], command);
      if (!print) refuseWithout('--print', ['hash'], command);
      if (print) {
        process.stdout.write(hash ? `${probeDocumentHash()}\n` : probeScript());
      } else if (proof) {
        await withProgress('looking twice, 30 s apart', () => showProof(oldWorkers ? ['--old-workers'] : []));
      } else {
        const sample = await readThisMachine();
        process.stdout.write(json ? printSamples([sample]) : readings(sample));
      }
    });
}

function readings(sample: SampledHost): string {
  const look = { columns: proseColumns(columns(process.stdout)) };
  return renderProbe(sample, judgeSample(sample, knowledge), look);
}
