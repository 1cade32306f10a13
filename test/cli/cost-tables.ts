import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentLeftovers } from '../../cli/agent-leftovers.ts';
import { accountCost, invocationEventsADay } from '../../cli/estimate/account-cost.ts';
import type { CostLine } from '../../cli/estimate/cost-line.ts';
import { monthlyCost } from '../../cli/estimate/monthly-cost.ts';
import { PRICES } from '../../cli/estimate/price-table.ts';
import { MAXIMUM_MEMORY } from '../../infra/config/function-size.ts';
import { readConfig } from '../../infra/config.ts';
import { table } from '../bench/markdown.ts';
import { sectionOf, withSection } from '../bench/marked-section.ts';
import { repositoryRoot } from '../files.ts';
import { leastConfig } from '../infra/least-config.ts';

const SIZES = [40, 300, 2_000, 50_000];
const PERIODS = [5, 15, 60];

/** As the defaults have it, with `largestFleet` as large as the fleet where that is larger than its default. */
const configFor = (hosts: number) =>
  readConfig({ ...leastConfig, largestFleet: Math.max(2_000, hosts), memoryQuotaMiB: MAXIMUM_MEMORY });

const dollars = (amount: number): string => `$${amount.toFixed(2)}`;
const sum = (lines: readonly CostLine[], matches: RegExp = /./): number =>
  lines.filter(({ price }) => matches.test(price)).reduce((total, line) => total + line.dollars, 0);

const bills = SIZES.map((hosts) => {
  const config = configFor(hosts);
  return {
    hosts,
    lines: monthlyCost(config, hosts),
    account: accountCost(config, hosts),
  };
});
const columns = ['', ...SIZES.map((hosts) => hosts.toLocaleString('en'))];

const rowsOf = (lines: readonly CostLine[][]): string[][] =>
  (lines[0] ?? []).map(({ what, price }, index) => [
    `${what} (${PRICES.prices[price]?.per})`,
    ...lines.map((ofSize) => dollars(ofSize[index]?.dollars ?? 0)),
  ]);

/** docs/costs.md: each line of the estimate by the fleet's size. */
function lineByLine(): string {
  const total = ['**total**', ...bills.map(({ lines }) => dollars(sum(lines)))];
  const events = bills.map(({ hosts }) => invocationEventsADay(configFor(hosts), hosts).toLocaleString('en'));
  return [
    table(columns, [...rowsOf(bills.map(({ lines }) => lines)), total]),
    'On top of that, depending on how the account is set up:',
    table(columns, rowsOf(bills.map(({ account }) => account))),
    "SSM's own events on the default bus, per day:",
    table(columns, [['events', ...events]]),
  ].join('\n\n');
}

/** docs/probe.md: what agents keep. */
function leftoversByPeriod(): string {
  const rows = PERIODS.map((minutes) => {
    const { copies, bytes, inodes } = agentLeftovers(minutes);
    const figures = [copies, inodes].map((figure) => figure.toLocaleString('en'));
    return [`${minutes} minutes`, figures[0] ?? '', `${(bytes / 1e6).toFixed(0)} MB`, figures[1] ?? ''];
  });
  return table(['audits every', 'copies', 'disk', 'inodes'], rows);
}

/** README.md: one sentence. */
function inShort(): string {
  const [first = '', ...others] = bills.map(({ hosts, lines }, index) => {
    const count = hosts.toLocaleString('en');
    return `${dollars(sum(lines))} for ${count}${index === 0 ? ' hosts' : ''}`;
  });
  const all = `${[first, ...others.slice(0, -1)].join(', ')} and ${others.at(-1)}`;
  return `**Cost.** A month costs ${all}, by list prices of us-east-1.\nData to the hosts through a NAT gateway or interface endpoints comes on top ([docs/costs.md](docs/costs.md)).`;
}

/** Tables of documents that are made from the estimate itself. */
export const COST_TABLES = [
  { file: 'docs/costs.md', name: 'costs', make: lineByLine },
  { file: 'docs/probe.md', name: 'leftovers', make: leftoversByPeriod },
  { file: 'README.md', name: 'costs', make: inShort },
] as const;

const pathOf = (file: string) => join(repositoryRoot, file);

/** What a document has of a table now; `null` where it has none. */
export const writtenTable = ({ file, name }: (typeof COST_TABLES)[number]): string | null =>
  sectionOf(readFileSync(pathOf(file), 'utf8'), name);

if (import.meta.main) {
  for (const { file, name, make } of COST_TABLES) {
    writeFileSync(pathOf(file), withSection(readFileSync(pathOf(file), 'utf8'), name, make()));
  }
}
