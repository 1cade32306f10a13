import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, it } from 'vitest';
import { ALARM_METRICS, monthlyCost } from '../../../cli/estimate/monthly-cost.ts';
import { PRICES, priceOf } from '../../../cli/estimate/price-table.ts';
import { readConfig } from '../../../infra/config.ts';
import { FleetAuditorStack } from '../../../infra/fleet-auditor-stack.ts';
import { repositoryRoot } from '../../files.ts';
import { leastConfig } from '../../infra/least-config.ts';
import { unbundledApp } from '../../infra/template.ts';
import { writeArchive } from '../archives.ts';
import { auditor } from '../auditor.ts';

const folder = writeArchive({ 'cdk.json': JSON.stringify({ context: { auditor: leastConfig } }) });
afterAll(() => rmSync(folder, { recursive: true }));
const config = join(folder, 'cdk.json');

const costs = (hosts: number, chosen: object = {}) =>
  Object.fromEntries(
    monthlyCost(readConfig({ ...leastConfig, ...chosen }), hosts).map(({ what, dollars }) => [what, dollars]),
  );

describe('priceOf', () => {
  it.each([
    [0, 0],
    [1, 0.3],
    [10_000, 3_000],
    [10_001, 3_000.1],
    [250_000, 3_000 + 24_000],
    [1_000_001, 3_000 + 24_000 + 37_500 + 0.02],
  ])('prices %i metrics by their tiers at $%f', (quantity, dollars) => {
    expect(priceOf('metric', quantity)).toBeCloseTo(dollars, 6);
  });

  it('has a source of AWS for each price', () => {
    for (const { source } of Object.values(PRICES.prices)) {
      expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/[\w-]+\/pricing\/$/);
    }
  });
});

describe('monthlyCost', () => {
  it.each([
    { hosts: 100, metrics: 400 },
    { hosts: 10_000, metrics: 40_000 },
  ])('counts $metrics metrics for $hosts hosts where each has its own', ({ hosts, metrics }) => {
    const own = 'metrics of each host';
    const fleet = monthlyCost(readConfig(leastConfig), hosts)[0]?.quantity ?? Number.NaN;
    // The fleet's come first: some of the hosts' fall into the cheaper tier.
    const expected = priceOf('metric', fleet + metrics) - priceOf('metric', fleet);
    expect(costs(hosts, { perHostMetrics: true })[own]).toBeCloseTo(expected, 6);
    expect(costs(hosts)[own]).toBeUndefined();
  });

  it('comes to what the README says', () => {
    const readme = readFileSync(join(repositoryRoot, 'README.md'), 'utf8');
    const cellsOf = (row: string) => {
      const line = readme.split('\n').find((text) => text.startsWith(`| ${row} `)) ?? '';
      return line.split('|').slice(2, -1);
    };
    const sums = cellsOf('hosts ').map((cell) => {
      const hosts = Number(cell.replaceAll(/[ ,]/g, ''));
      return `$${Object.values(costs(hosts))
        .reduce((a, b) => a + b, 0)
        .toFixed(2)}`;
    });
    expect(sums.length).toBe(4);
    expect(cellsOf('in all').map((cell) => cell.trim())).toEqual(sums);
  });

  it('costs more for each thing that the configuration asks for', () => {
    const sum = (chosen: object, hosts = 1000) =>
      Object.values(costs(hosts, chosen)).reduce((a, b) => a + b, 0);
    const minimum = sum({});
    for (const chosen of [
      { perHostMetrics: true },
      { metricBudget: 100 },
      { schedulePeriodMinutes: 5 },
      { deadlineSeconds: 240 },
      { retentionDays: 365 },
      { largestFleet: 50_000 },
      { alarms: { emails: ['sre@example.org'] } },
      { report: { ...leastConfig.report, recipients: ['a@example.org', 'b@example.org'] } },
    ]) {
      expect(sum(chosen), JSON.stringify(chosen)).toBeGreaterThan(minimum);
    }
    expect(sum({}, 50_000)).toBeGreaterThan(minimum);
  });

  it('counts no fewer metrics of alarms than the stack has', () => {
    const stack = new FleetAuditorStack(unbundledApp(), 'Counted', { config: readConfig(leastConfig) });
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    const metrics = alarms.flatMap(({ Properties }) => Properties.Metrics ?? [Properties.MetricName]);
    expect(metrics.length).toBeLessThanOrEqual(ALARM_METRICS);
  });
});

describe('auditor estimate', () => {
  it('prints a line for each thing, their sum, and how old the prices are', async () => {
    const { status, stdout, stderr } = await auditor(['estimate', '--hosts', '1000', '--config', config]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const dollars = [...stdout.matchAll(/^ *(\d+\.\d\d) {2}/gm)].map(([, figure]) => Number(figure));
    const sum = dollars.pop();
    expect(dollars.reduce((a, b) => a + b, 0)).toBeCloseTo(sum ?? 0, 0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`Prices of us-east-1 as of ${PRICES.checkedOn}`);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('prints JSON whose lines add up', async () => {
    const { stdout } = await auditor(['estimate', '--hosts', '1000', '--json', '--config', config]);
    const { dollars, lines } = JSON.parse(stdout);
    expect(lines.reduce((sum: number, line: { dollars: number }) => sum + line.dollars, 0)).toBeCloseTo(
      dollars,
    );
  });

  it.each([
    { words: [], says: "required option '--hosts <n>' not specified" },
    { words: ['--hosts', '0'], says: 'Expected a whole number' },
    { words: ['--hosts', 'many'], says: 'Expected a whole number' },
    { words: ['--hosts', '1', '--config', 'none.json'], says: 'none.json: no such file' },
  ])('answers 2 to $words', async ({ words, says }) => {
    const { status, stderr } = await auditor(['estimate', ...words]);
    expect(status).toBe(2);
    expect(stderr).toContain(says);
  });
});
