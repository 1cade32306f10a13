import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { LARGEST_FLEET, LARGEST_PLACE, MAXIMUM_MEMORY } from '../../infra/config/function-size.ts';
import { type AuditorConfig, readConfig } from '../../infra/config.ts';
import { agentLeftovers, CLEAN_UP, KEPT_DAYS } from '../agent-leftovers.ts';
import { FLEET_OPTION, readFleetConfig } from '../config-file.ts';
import { accountCost } from '../estimate/account-cost.ts';
import type { CostLine } from '../estimate/cost-line.ts';
import { monthlyCost } from '../estimate/monthly-cost.ts';
import { PRICES } from '../estimate/price-table.ts';
import { examples, hint } from '../text/invocation.ts';
import { tableLines } from '../text/table.ts';
import { columns, EXIT, visible, wrap } from '../text/terminal.ts';
import { wholeNumber } from '../whole-number.ts';

interface EstimateOptions {
  hosts: number;
  places?: number;
  region?: string;
  config?: string;
  fleet?: string;
  json?: true;
}

/** Where no file says anything else. */
const FILE = 'cdk.json';
const ANY_ORGANIZATION = {
  id: 'o-0000000000',
  organizationalUnitIds: ['r-0000'],
  regions: ['us-east-1'],
};

/** `auditor estimate --hosts N`: what a fleet of that size costs a month, without asking AWS. */
export function estimateCommand(): Command {
  return new Command('estimate')
    .description('estimate the monthly cost, line by line, from a dated price table')
    .requiredOption('--hosts <n>', 'hosts of the fleet', wholeNumber(1, 9_999_999))
    .option(
      '--places <n>',
      'accounts and regions of an organization that the hosts are in (default: by the configuration, or ten accounts)',
      wholeNumber(1, 10_000),
    )
    .option('--region <region>', 'the region that it will run in', regionName)
    .option('--config <file>', `the configuration (default: ${FILE}, or without it the defaults)`)
    .option(...FLEET_OPTION)
    .option('--json', 'print the lines as JSON')
    .addHelpText(
      'after',
      examples(
        ['What 120 hosts cost a month', 'estimate --hosts 120'],
        ['6,000 hosts in 24 accounts and regions', 'estimate --hosts 6000 --places 24'],
        ['The sum alone', 'estimate --hosts 120 --json | jq .dollars'],
      ),
    )
    .action((options: EstimateOptions, command: Command) => {
      const read = configuration(options);
      if ('problems' in read) {
        return command.error(`error: ${visible(read.problems.join('; '))}`, { exitCode: EXIT.usage });
      }
      if ((options.places ?? 1) > 1 && read.config.organization === undefined) {
        return command.error('error: --places needs an organization in the configuration', {
          exitCode: EXIT.usage,
        });
      }
      const estimate = estimateFor(read.config, options.hosts, options.places);
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ ...estimate, region: PRICES.region, checkedOn: PRICES.checkedOn, prices: PRICES.prices }, null, 2)}\n`
          : renderEstimate(estimate, { region: options.region, largestFleet: read.config.largestFleet }),
      );
    });
}

function configuration({
  hosts,
  places,
  config,
  fleet,
}: EstimateOptions): ReturnType<typeof readFleetConfig> {
  if (config !== undefined || existsSync(FILE)) return readFleetConfig(config ?? FILE, fleet);
  const nobody = { sender: 'auditor@example.com', recipients: ['team@example.com'] };
  const fleetTag = { key: 'haproxy-fleet', value: 'production' };
  return {
    config: readConfig({
      fleetTag,
      report: nobody,
      ...(places !== undefined && { organization: ANY_ORGANIZATION }),
      largestFleet: Math.min(places === undefined ? LARGEST_PLACE : LARGEST_FLEET, Math.max(2_000, hosts)),
      memoryQuotaMiB: MAXIMUM_MEMORY,
    }),
  };
}

interface Estimate {
  hosts: number;
  dollars: number;
  lines: CostLine[];
  /** What depends on the account; not part of the sum. */
  account: CostLine[];
  onEachHost: ReturnType<typeof agentLeftovers>;
}

function estimateFor(config: AuditorConfig, hosts: number, places: number | undefined): Estimate {
  const lines = monthlyCost(config, hosts, places);
  return {
    hosts,
    dollars: lines.reduce((sum, { dollars }) => sum + dollars, 0),
    lines,
    account: accountCost(config, hosts),
    onEachHost: agentLeftovers(config.schedulePeriodMinutes),
  };
}

function renderEstimate(
  { hosts, dollars, lines, account, onEachHost }: Estimate,
  { region, largestFleet }: { region: string | undefined; largestFleet: number },
): string {
  const width = columns(process.stdout);
  const row = ({ what, price, quantity, dollars }: CostLine) => [
    dollars.toFixed(2),
    what,
    `${amount(quantity)} × ${PRICES.prices[price]?.per}`,
  ];
  const table = (title: string, rows: string[][]) =>
    tableLines(
      [{ title: '$ A MONTH', align: 'right' }, { title }, { title: 'QUANTITY A MONTH', align: 'right' }],
      rows,
    );
  const leftovers = `Each host keeps ${amount(onEachHost.copies)} copies of the probe and its output, ${amount(onEachHost.bytes / 1e6)} MB and ${amount(onEachHost.inodes)} inodes, for ${KEPT_DAYS} days. To keep none: ${CLEAN_UP}.`;
  const larger =
    hosts > largestFleet
      ? `It is for more hosts than largestFleet (${largestFleet}) in the configuration: set that too. `
      : '';
  const { note, region: priced, checkedOn, alsoIn } = PRICES;
  const elsewhere =
    region === undefined || region === priced || alsoIn.includes(region)
      ? ''
      : ` In ${region} most are higher: the pages that --json names have them.`;
  const remarks = `${larger}${note} Prices of ${priced} as of ${checkedOn}; --json has each with its source.${elsewhere}`;
  return [
    ...table('FOR', [...lines.map(row), [dollars.toFixed(2), 'in all', '']]),
    '',
    ...table('BESIDES, WHERE THE ACCOUNT HAS IT', account.map(row)),
    '',
    ...wrap(leftovers, width),
    '',
    ...wrap(remarks, width),
    '',
    hint('Before it is deployed', 'validate'),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function regionName(text: string): string {
  if (/^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected the name of a region, such as eu-west-1.');
}

const amount = (quantity: number): string =>
  quantity.toLocaleString('en', { maximumFractionDigits: quantity < 10 ? 2 : 0 });
