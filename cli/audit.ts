import { Command } from 'commander';
import { auditFleet } from '../lambdas/audit-fleet/handler.ts';
import { getRun } from '../lambdas/aws/s3-archive.ts';
import { WALL_CLOCK } from '../lambdas/aws/ssm-run.ts';
import { printSamples } from '../lambdas/domain/archive.ts';
import { percentOfPressure, stuckStreams } from '../lambdas/domain/host-figures.ts';
import type { Sample } from '../lambdas/domain/sample.ts';
import { renderAudit } from './audit-text.ts';
import { startEmbeddedFleet } from './embedded-fleet.ts';
import { columns, EXIT, progress } from './terminal.ts';

/** Below it, what was found says too little of the fleet. */
const LEAST_COVERAGE = 0.9;

/** `auditor audit`: one audit, by the same function that Lambda runs, of this machine and of replayed hosts. */
export function auditCommand(): Command {
  return new Command('audit')
    .description('audit this machine and hosts replayed from recordings, through an embedded AWS')
    .option('--json', 'print the samples, one JSON line a host, as the archive keeps them')
    .option('--exit-zero', 'exit with 0 whatever was found')
    .action(async (options: { json?: true; exitZero?: true }) => {
      const samples = await audit();
      process.stdout.write(
        options.json ? printSamples(samples) : renderAudit(samples, { columns: columns(process.stdout) }),
      );
      if (!options.exitZero) process.exitCode = exitCode(samples);
    });
}

async function audit(): Promise<Sample[]> {
  const { clients, env, close } = await startEmbeddedFleet();
  try {
    progress('asking the hosts: one command, then their answers (about 3 s)');
    // A run is named by the instant it is due, here the minute that has begun.
    const scheduledAt = `${new Date().toISOString().slice(0, 16)}:00Z`;
    const { runAt } = await auditFleet(clients, env, { scheduledAt }, WALL_CLOCK);
    const run = { runAt, accountId: env.ACCOUNT_ID, region: env.AWS_REGION };
    const archived = await getRun(clients.s3, env.ARCHIVE_BUCKET, run);
    return archived !== null && 'samples' in archived ? archived.samples : [];
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
  return sampled.length < samples.length * LEAST_COVERAGE || sampled.length === 0
    ? EXIT.inconclusive
    : EXIT.done;
}
