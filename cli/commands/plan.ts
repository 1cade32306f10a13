import { Command } from 'commander';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { assessArchive, parseInstant } from '../archive/archive-assessment.ts';
import { KNOWLEDGE_OPTION } from '../archive/archive-knowledge.ts';
import { examples } from '../text/invocation.ts';
import { renderPlan } from '../text/plan.ts';
import { columns } from '../text/terminal.ts';

interface PlanOptions {
  from: string[];
  at?: Date;
  knowledge?: string;
  json?: true;
}

/** `auditor plan --from PATH…`: in which order to upgrade the hosts of an archive, and what past upgrades did. */
export function planCommand(): Command {
  return new Command('plan')
    .description('plan the rollout of what the hosts of an archive should run, and verify past upgrades')
    .requiredOption('--from <path...>', 'files of samples, folders of them, or - for stdin, as for score')
    .option('--at <instant>', 'look back from this instant, as for score', parseInstant)
    .option(...KNOWLEDGE_OPTION)
    .option('--json', 'print plan and verifications as JSON')
    .addHelpText(
      'after',
      examples(
        ['In which order to upgrade', 'plan --from archive/'],
        ['The hosts of the first wave', "plan --from archive/ --json | jq '.plan.waves[0].hosts'"],
      ),
    )
    .action(async ({ from, at, knowledge, json }: PlanOptions, command: Command) => {
      const { assessment } = await assessArchive(from, { at, knowledge }, command);
      const { assessedAt, plan, verifications } = assessment;
      process.stdout.write(
        json
          ? `${printJson({ schema: 1, assessedAt, plan, verifications }, 2)}\n`
          : renderPlan(assessment, { columns: columns(process.stdout), paths: from }),
      );
    });
}
