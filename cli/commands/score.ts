import { Command } from 'commander';
import type { Assessment } from '../../lambdas/domain/records/assessment.ts';
import { MINIMUM_COVERAGE } from '../../lambdas/domain/records/coverage.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { isJudged, isOpenFinding } from '../../lambdas/domain/records/verdict.ts';
import { ACKNOWLEDGEMENTS_OPTION, readAcknowledgements } from '../archive/acknowledgement-file.ts';
import { assessArchive, parseInstant } from '../archive/archive-assessment.ts';
import { KNOWLEDGE_OPTION } from '../archive/archive-knowledge.ts';
import { examples } from '../text/invocation.ts';
import { renderScore } from '../text/score.ts';
import { columns, EXIT } from '../text/terminal.ts';

/** `auditor score PATH…`: what an archive of samples says of its fleet, as Lambda scores it. */
export function scoreCommand(): Command {
  return new Command('score')
    .description('score the hosts of an archive: which leak, how sure that is, when it hurts')
    .argument('<path...>', 'files of samples, plain or gzipped, folders of them, or - for stdin')
    .option(
      '--at <instant>',
      'look back from this instant (default: the end of the newest complete three hours)',
      parseInstant,
    )
    .option(...ACKNOWLEDGEMENTS_OPTION)
    .option(...KNOWLEDGE_OPTION)
    .option('--json', 'print the assessment as JSON')
    .option('--exit-zero', 'exit with 0 whatever was found')
    .addHelpText(
      'after',
      examples(
        ['Score what was copied from the bucket', 'score archive/'],
        ['As of an earlier day', 'score archive/ --at 2026-11-01'],
        ['From a stream, for a program', 'score - --json < samples.ndjson'],
      ),
    )
    .action(
      async (
        paths: string[],
        options: { at?: Date; acknowledgements?: string; knowledge?: string; json?: true; exitZero?: true },
        command: Command,
      ): Promise<void> => {
        const acknowledgements = readAcknowledgements(options.acknowledgements, command);
        const { at, knowledge } = options;
        const { bins, assessment } = await assessArchive(paths, { at, knowledge, acknowledgements }, command);
        const left = new Set(bins.map(({ hostId }) => hostId)).size - assessment.hosts.length;
        process.stdout.write(
          options.json
            ? `${printJson(assessment, 2)}\n`
            : renderScore(assessment, { columns: columns(process.stdout), paths, left }),
        );
        if (!options.exitZero) process.exitCode = exitCode(assessment);
      },
    );
}

/** What somebody has accepted is no finding to fail on. */
function exitCode({ fleet, hosts }: Assessment): number {
  if (hosts.some(isOpenFinding)) return EXIT.findings;
  return hosts.some(isJudged) && (fleet.coverage ?? 0) >= MINIMUM_COVERAGE ? EXIT.done : EXIT.inconclusive;
}
