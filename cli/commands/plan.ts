import { Command } from 'commander';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { MAXIMUM_WAVE_HOSTS } from '../../lambdas/domain/rollout/wave-limits.ts';
import { ACKNOWLEDGEMENTS_OPTION } from '../archive/acknowledgement-file.ts';
import { archiveAccountNames } from '../archive/archive-account-names.ts';
import { assessArchive, parseInstant } from '../archive/archive-assessment.ts';
import { KNOWLEDGE_OPTION } from '../archive/archive-knowledge.ts';
import { type PlanSelection, selectedPlan } from '../archive/archive-plan.ts';
import { examples } from '../text/invocation.ts';
import { renderPlan } from '../text/plan.ts';
import { columns } from '../text/terminal.ts';
import { wholeNumber } from '../whole-number.ts';

interface PlanOptions extends PlanSelection {
  from: string[];
  at?: Date;
  acknowledgements?: string;
  knowledge?: string;
  json?: true;
}

/** `auditor plan --from PATH…`: in which order to upgrade the hosts of an archive, and what past upgrades did. */
export function planCommand(): Command {
  return new Command('plan')
    .description('plan the rollout of what the hosts of an archive should run, and verify past upgrades')
    .requiredOption('--from <path...>', 'files of samples, folders of them, or - for stdin, as for score')
    .option('--at <instant>', 'look back from this instant, as for score', parseInstant)
    .option('--leaking', 'only hosts that leak or are suspected')
    .option('--role <role...>', 'only hosts of these roles; none of those without a role')
    .option('--account <id...>', 'only hosts of these accounts')
    .option(
      '--wave-size <hosts>',
      `most hosts in a wave (default: ${MAXIMUM_WAVE_HOSTS})`,
      wholeNumber(1, 50_000),
    )
    .option(
      '--regions-together',
      'let a wave change a role in several regions at once (default: one region a wave)',
    )
    .option(...ACKNOWLEDGEMENTS_OPTION)
    .option(...KNOWLEDGE_OPTION)
    .option('--json', 'print plan and verifications as JSON')
    .addHelpText(
      'after',
      examples(
        ['In which order to upgrade', 'plan --from archive/'],
        [
          'Only what leaks in a role, ten at a time',
          'plan --from archive/ --leaking --role edge --wave-size 10',
        ],
        ['The hosts of the first wave', "plan --from archive/ --json | jq '.plan.waves[0].hosts'"],
      ),
    )
    .action(
      async (
        { from, at, acknowledgements, knowledge, json, ...selection }: PlanOptions,
        command: Command,
      ) => {
        const options = { at, acknowledgements, knowledge };
        const { bins, assessment } = await assessArchive(from, options, command);
        const { assessedAt, verifications } = assessment;
        const plan = selectedPlan(assessment, bins, selection, command);
        process.stdout.write(
          json
            ? `${printJson({ schema: 1, assessedAt, ...selected(selection), plan, verifications }, 2)}\n`
            : renderPlan(
                { ...assessment, plan },
                {
                  columns: columns(process.stdout),
                  paths: from,
                  selection,
                  accountNames: archiveAccountNames(from),
                },
              ),
        );
      },
    );
}

/** What the plan is of, where it is not of all hosts. */
const selected = (selection: PlanSelection): { selection?: PlanSelection } =>
  Object.keys(selection).length === 0 ? {} : { selection };
