import { Command } from 'commander';
import { DEMO_HOSTS } from '../../infra/local/demo/demo-fleet.ts';
import { STORIES } from '../../infra/local/demo/stories.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { DAY } from '../../lambdas/domain/records/time.ts';
import { newestRun } from '../archive/newest-run.ts';
import { openOnDesktop, writeDemoFiles } from '../demo/demo-files.ts';
import { demoProgress } from '../demo/demo-progress.ts';
import { auditThisMachine } from '../demo/real-host.ts';
import { runDemo } from '../demo/run-demo.ts';
import { renderDemo } from '../text/demo.ts';
import { examples } from '../text/invocation.ts';
import { columns } from '../text/terminal.ts';
import { wholeNumber } from '../whole-number.ts';

/** The demo ends on a Monday morning, when the weekly report is due; a fixed one, so that a seed is one story. */
const ENDS_AT = new Date('2026-11-16T06:00:00Z');

/** `auditor demo`: weeks of a simulated fleet, through the functions that Lambda runs and AWS embedded in the process. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('simulate eight weeks of a fleet: audits, scores, findings, the report')
    .option('--hosts <number>', 'hosts of the fleet', wholeNumber(STORIES.length, 1000), DEMO_HOSTS)
    .option('--weeks <number>', 'weeks that it simulates', wholeNumber(2, 12), 8)
    .option('--seed <number>', 'another fleet with the same stories', wholeNumber(0, 2 ** 31), 1)
    .option('--out <dir>', 'where the report and the last four weeks of samples are written', 'out')
    .option('--no-open', 'leave the browser alone')
    .option('--json', 'print the last assessment as JSON')
    .addHelpText(
      'after',
      examples(
        ['Eight weeks of forty hosts', 'demo'],
        ['Another fleet with the same stories', 'demo --seed 7 --out out/7'],
      ),
    )
    .action(
      async (options: {
        hosts: number;
        weeks: number;
        seed: number;
        out: string;
        json?: true;
        open: boolean;
      }) => {
        const days = options.weeks * 7;
        const from = new Date(ENDS_AT.getTime() - (ENDS_AT.getTime() % DAY) - days * DAY);
        const size = {
          seed: options.seed,
          hosts: options.hosts,
          from,
          days: (ENDS_AT.getTime() - from.getTime()) / DAY,
        };
        const progress = demoProgress(process.stderr);
        const [result, real] = await Promise.all([runDemo(size, progress.show), auditThisMachine()]).finally(
          progress.end,
        );
        const files = await writeDemoFiles(result, options.out);
        process.stdout.write(
          options.json
            ? `${printJson(result.assessment, 2)}\n`
            : renderDemo(result, {
                columns: columns(process.stdout),
                files,
                real,
                newestRun: await newestRun([options.out], result.at),
                ...options,
              }),
        );
        const page = files.find((path) => path.endsWith('report.html'));
        if (options.open && page !== undefined) openOnDesktop(page);
      },
    );
}
