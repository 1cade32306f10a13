import { Command } from 'commander';
import { DEMO_HOSTS, DEMO_REGIONS, demoPlaces, MAXIMUM_ACCOUNTS } from '../../infra/local/demo/demo-fleet.ts';
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
    .option(
      '--accounts <number>',
      'accounts that they are in; of several, the last three weeks are audited',
      wholeNumber(1, MAXIMUM_ACCOUNTS),
      1,
    )
    .option(
      '--regions <number>',
      'regions of each account that they are in; as above',
      wholeNumber(1, DEMO_REGIONS.length),
      1,
    )
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
        ['Three accounts of an organization, two regions each', 'demo --accounts 3 --regions 2'],
      ),
    )
    .action(
      async (options: {
        hosts: number;
        accounts: number;
        regions: number;
        weeks: number;
        seed: number;
        out: string;
        json?: true;
        open: boolean;
      }) => {
        const { seed, hosts, weeks } = options;
        const places = demoPlaces(options.accounts, options.regions);
        // Each place is audited by itself, which takes longer; three weeks are enough to tell every story.
        const auditedWeeks = places.length > 1 ? Math.min(weeks, 3) : weeks;
        const lastDay = ENDS_AT.getTime() - (ENDS_AT.getTime() % DAY);
        const from = new Date(lastDay - weeks * 7 * DAY);
        const days = (ENDS_AT.getTime() - from.getTime()) / DAY;
        const auditedDays = days - (weeks - auditedWeeks) * 7;
        const size = { seed, hosts, from, days, auditedDays, places };
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
                auditedWeeks,
                ...options,
              }),
        );
        const page = files.find((path) => path.endsWith('report.html'));
        if (options.open && page !== undefined) openOnDesktop(page);
      },
    );
}
