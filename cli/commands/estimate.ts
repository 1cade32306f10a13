import { Command } from 'commander';
import { readConfigFile } from '../config-file.ts';
import { type CostLine, monthlyCost } from '../estimate/monthly-cost.ts';
import { PRICES } from '../estimate/price-table.ts';
import { examples, hint } from '../text/invocation.ts';
import { tableLines } from '../text/table.ts';
import { columns, EXIT, visible, wrap } from '../text/terminal.ts';
import { wholeNumber } from '../whole-number.ts';

/** `auditor estimate --hosts N`: what a fleet of that size costs a month, without asking AWS. */
export function estimateCommand(): Command {
  return new Command('estimate')
    .description('estimate the monthly cost, line by line, from a dated price table')
    .requiredOption('--hosts <n>', 'hosts of the fleet', wholeNumber(1, 9_999_999))
    .option('--config <file>', 'the configuration', 'cdk.json')
    .option('--json', 'print the lines as JSON')
    .addHelpText(
      'after',
      examples(
        ['What 120 hosts cost a month', 'estimate --hosts 120'],
        ['The sum alone', 'estimate --hosts 120 --json | jq .dollars'],
      ),
    )
    .action((options: { hosts: number; config: string; json?: true }, command: Command) => {
      const read = readConfigFile(options.config);
      if ('problems' in read) {
        return command.error(`error: ${visible(read.problems.join('; '))}`, { exitCode: EXIT.usage });
      }
      const lines = monthlyCost(read.config, options.hosts);
      const { region, checkedOn } = PRICES;
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ hosts: options.hosts, region, checkedOn, dollars: total(lines), lines, prices: PRICES.prices }, null, 2)}\n`
          : renderEstimate(lines, { hosts: options.hosts, largestFleet: read.config.largestFleet }),
      );
    });
}

function renderEstimate(
  lines: readonly CostLine[],
  { hosts, largestFleet }: { hosts: number; largestFleet: number },
): string {
  const width = columns(process.stdout);
  const rows = lines.map(({ what, price, quantity, dollars }) => [
    dollars.toFixed(2),
    what,
    `${amount(quantity)} × ${PRICES.prices[price]?.per}`,
  ]);
  const table = tableLines(
    [{ title: '$ A MONTH', align: 'right' }, { title: 'FOR' }, { title: 'QUANTITY A MONTH', align: 'right' }],
    [...rows, [total(lines).toFixed(2), 'in all', '']],
  );
  const { note, region, checkedOn } = PRICES;
  const larger =
    hosts > largestFleet
      ? `It is for more hosts than largestFleet (${largestFleet}) in the configuration: set that too. `
      : '';
  const remarks = `${larger}${note} Prices of ${region} as of ${checkedOn}; --json has each with its source.`;
  const next = hint('Before it is deployed', 'validate');
  return [...table, '', ...wrap(remarks, width), '', next].map((line) => `${line}\n`).join('');
}

const total = (lines: readonly CostLine[]): number => lines.reduce((sum, { dollars }) => sum + dollars, 0);

const amount = (quantity: number): string =>
  quantity.toLocaleString('en', { maximumFractionDigits: quantity < 10 ? 2 : 0 });
