import { Command, Option } from 'commander';
import type { Assessment } from '../../lambdas/domain/records/assessment.ts';
import { MINIMUM_COVERAGE } from '../../lambdas/domain/records/coverage.ts';
import { hostKey } from '../../lambdas/domain/records/host-key.ts';
import { isJudged, isOpenFinding } from '../../lambdas/domain/records/verdict.ts';
import manifest from '../../package.json' with { type: 'json' };
import { ACKNOWLEDGEMENTS_OPTION } from '../archive/acknowledgement-file.ts';
import { archiveAccountNames } from '../archive/archive-account-names.ts';
import { assessArchive, parseInstant } from '../archive/archive-assessment.ts';
import { KNOWLEDGE_OPTION } from '../archive/archive-knowledge.ts';
import { newestRun } from '../archive/newest-run.ts';
import { printScore, SCORE_FORMATS, type ScoreFormat } from '../formats/score-format.ts';
import { refuseTogether } from '../options-need.ts';
import { examples } from '../text/invocation.ts';
import { renderScore } from '../text/score.ts';
import { columns, EXIT } from '../text/terminal.ts';

interface Options {
  at?: Date;
  acknowledgements?: string;
  knowledge?: string;
  json?: true;
  format?: ScoreFormat;
  exitZero?: true;
}

/** `auditor score PATH…`: what an archive of samples says of its fleet, as Lambda scores it. */
export function scoreCommand(): Command {
  return new Command('score')
    .description('score the hosts of an archive: which ones leak, how sure that is, when they reach a limit')
    .argument('<path...>', 'files of samples, plain or gzipped, folders of them, or - for stdin')
    .option(
      '--at <instant>',
      'look back from this instant (default: the end of the newest complete three hours)',
      parseInstant,
    )
    .option(...ACKNOWLEDGEMENTS_OPTION)
    .option(...KNOWLEDGE_OPTION)
    .option('--json', 'print the assessment as JSON')
    .addOption(
      new Option(
        '--format <format>',
        'print it for another program: SARIF and JUnit for CI, Prometheus for node_exporter',
      ).choices(SCORE_FORMATS),
    )
    .option('--exit-zero', 'exit with 0 whatever was found')
    .addHelpText(
      'after',
      examples(
        ['Score what was copied from the bucket', 'score archive/'],
        ['As of an earlier day', 'score archive/ --at 2026-11-01'],
        ['From a stream, for a program', 'score - --json < samples.ndjson'],
        ['In CI', 'score archive/ --format junit > auditor.xml'],
      ),
    )
    .action(async (paths: string[], options: Options, command: Command): Promise<void> => {
      refuseTogether(['json', 'format'], command);
      const { at, knowledge, acknowledgements } = options;
      const { bins, assessment } = await assessArchive(paths, { at, knowledge, acknowledgements }, command);
      const left = new Set(bins.map(hostKey)).size - assessment.hosts.length;
      const format = options.json ? 'json' : options.format;
      const parts =
        format === undefined
          ? [
              renderScore(assessment, {
                columns: columns(process.stdout),
                paths,
                left,
                accountNames: archiveAccountNames(paths),
                newestRun: assessment.hosts.every(({ reachable }) => reachable)
                  ? []
                  : await newestRun(paths, new Date(assessment.assessedAt)),
              }),
            ]
          : printScore(assessment, format, manifest.version);
      for (const part of parts) process.stdout.write(part);
      if (!options.exitZero) process.exitCode = exitCode(assessment);
    });
}

/** What somebody has accepted is no finding to fail on. */
function exitCode({ fleet, hosts }: Assessment): number {
  if (hosts.some(isOpenFinding)) return EXIT.findings;
  return hosts.some(isJudged) && (fleet.coverage ?? 0) >= MINIMUM_COVERAGE ? EXIT.done : EXIT.inconclusive;
}
