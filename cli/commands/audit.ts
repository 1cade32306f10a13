import { Command } from 'commander';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { auditNow } from '../audit-now.ts';
import { deployedFleet } from '../deployed-fleet.ts';
import {
  DEPLOYMENT_OPTIONS,
  type DeploymentOptions,
  readDeployment,
  withDeploymentOptions,
} from '../deployment.ts';
import { exitCodeOf, type JudgedSample, judged, printJudged } from '../judged-sample.ts';
import { refuseTogether, refuseWithout } from '../options-need.ts';
import { startReplayedFleet } from '../replayed-fleet.ts';
import { renderFleetAudit } from '../text/fleet-audit.ts';
import { renderHostAudit } from '../text/host-audit.ts';
import { examples } from '../text/invocation.ts';
import { withProgress } from '../text/progress.ts';
import { columns, EXIT } from '../text/terminal.ts';
import { readThisMachine } from '../this-host/read-sample.ts';

/** `auditor audit`: one look at this machine, at the hosts of the deployed fleet, or at recordings; it ends in a verdict. */
export function auditCommand(): Command {
  const command = new Command('audit')
    .description('judge the HAProxy of this machine from one sample: known leaks, what is stuck, what to run')
    .option(
      '--aws',
      'audit the deployed fleet instead: asks its hosts, writes to its archive, publishes its metrics',
    )
    .option('--replay', 'audit six recorded hosts instead, through an AWS inside of this process')
    .option(
      '--json',
      'print the samples, one JSON line a host as the archive keeps them, each with its judgement',
    )
    .addHelpText(
      'after',
      examples(
        ['Judge the HAProxy of this machine, as root', 'audit'],
        ['Audit the deployed fleet', 'audit --aws --outputs outputs.json'],
        ['See what a leak looks like', 'audit --replay'],
        ['The verdict alone', 'audit --json | jq -r .judgement.summary'],
      ),
    )
    .option('--exit-zero', 'exit with 0 whatever was found');
  return withDeploymentOptions(command).action(async (options: AuditOptions, command: Command) => {
    refuseTogether(['aws', 'replay'], command);
    if (!options.aws) refuseWithout('--aws', DEPLOYMENT_OPTIONS, command);
    const isFleet = options.aws || options.replay;
    const samples = options.aws
      ? await auditDeployed(options, command)
      : options.replay
        ? await auditReplayed()
        : [await readThisMachine()];
    const all = samples.map(judged);
    process.stdout.write(options.json ? printJudged(all) : render(all, isFleet === true));
    if (!options.exitZero) process.exitCode = exitCodeOf(all);
  });
}

interface AuditOptions extends DeploymentOptions {
  aws?: true;
  replay?: true;
  json?: true;
  exitZero?: true;
}

function render(samples: readonly JudgedSample[], isFleet: boolean): string {
  const look = { columns: columns(process.stdout) };
  const [first] = samples;
  return isFleet || !first?.judgement ? renderFleetAudit(samples, look) : renderHostAudit(first, look);
}

async function auditDeployed(options: DeploymentOptions, command: Command): Promise<Sample[]> {
  const deployment = readDeployment(options, command);
  const { bucket } = deployment;
  if (bucket === null) {
    const text = "error: the archive's bucket is not known: give --outputs or --bucket";
    return command.error(text, { exitCode: EXIT.usage });
  }
  const { clients, env } = await deployedFleet({ ...deployment, bucket });
  return withProgress(
    `asking the hosts; those that stay silent are given up after ${env.DEADLINE_SECONDS} s`,
    () => auditNow(clients, env),
  );
}

async function auditReplayed(): Promise<Sample[]> {
  const { clients, env, close } = await startReplayedFleet();
  try {
    const text = 'asking the hosts: one command, then their answers (about 3 s)';
    return await withProgress(text, () => auditNow(clients, env));
  } finally {
    await close();
  }
}
