import { Command } from 'commander';
import { percentOfPressure, stuckStreams } from '../../lambdas/domain/audit/host-figures.ts';
import { printSamples } from '../../lambdas/domain/records/archive.ts';
import { MINIMUM_COVERAGE } from '../../lambdas/domain/records/coverage.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { auditNow } from '../audit-now.ts';
import { deployedFleet } from '../deployed-fleet.ts';
import { type DeploymentOptions, readDeployment, withDeploymentOptions } from '../deployment.ts';
import { startEmbeddedFleet } from '../embedded-fleet.ts';
import { renderAudit } from '../text/audit.ts';
import { examples } from '../text/invocation.ts';
import { columns, EXIT, progress } from '../text/terminal.ts';

/** `auditor audit`: one audit, by the same function that Lambda runs, of an embedded fleet or of the deployed one. */
export function auditCommand(): Command {
  const command = new Command('audit')
    .description('audit this machine and hosts replayed from recordings, through an embedded AWS')
    .option(
      '--aws',
      'audit the deployed fleet instead: asks its hosts, writes to its archive, publishes its metrics',
    )
    .option('--json', 'print the samples, one JSON line a host, as the archive keeps them')
    .addHelpText(
      'after',
      examples(
        ['Audit this machine and recorded hosts', 'audit'],
        ['Audit the deployed fleet', 'audit --aws --outputs outputs.json'],
        [
          'Hosts with stuck streams, by name',
          "audit --json | jq -r 'select(any(.processes[]?; .streams.stuck > 0)).name'",
        ],
      ),
    )
    .option('--exit-zero', 'exit with 0 whatever was found');
  return withDeploymentOptions(command).action(async (options: AuditOptions, command: Command) => {
    const samples = options.aws ? await auditDeployed(options, command) : await auditEmbedded();
    process.stdout.write(
      options.json ? printSamples(samples) : renderAudit(samples, { columns: columns(process.stdout) }),
    );
    if (!options.exitZero) process.exitCode = exitCode(samples);
  });
}

interface AuditOptions extends DeploymentOptions {
  aws?: true;
  json?: true;
  exitZero?: true;
}

async function auditDeployed(options: DeploymentOptions, command: Command): Promise<Sample[]> {
  const deployment = readDeployment(options, command);
  const { bucket } = deployment;
  if (bucket === null) {
    const text = "error: the archive's bucket is not known: give --outputs or --bucket";
    return command.error(text, { exitCode: EXIT.usage });
  }
  const { clients, env } = await deployedFleet({ ...deployment, bucket });
  progress(`asking the hosts; those that stay silent are given up after ${env.DEADLINE_SECONDS} s`);
  return auditNow(clients, env);
}

async function auditEmbedded(): Promise<Sample[]> {
  const { clients, env, close } = await startEmbeddedFleet();
  try {
    progress('asking the hosts: one command, then their answers (about 3 s)');
    return await auditNow(clients, env);
  } finally {
    await close();
  }
}

function exitCode(samples: readonly Sample[]): number {
  const sampled = samples.filter((sample) => sample.outcome === 'sampled');
  const found = sampled.some(
    (host) => (stuckStreams(host) ?? 0) > 0 || (percentOfPressure(host) ?? 0) >= 100,
  );
  if (found) return EXIT.findings;
  return sampled.length < samples.length * MINIMUM_COVERAGE || sampled.length === 0
    ? EXIT.inconclusive
    : EXIT.done;
}
