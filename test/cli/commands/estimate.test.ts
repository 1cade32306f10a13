import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { runsAMonth } from '../../../cli/estimate/cost-line.ts';
import { ALARM_METRICS, monthlyCost } from '../../../cli/estimate/monthly-cost.ts';
import { PRICES, priceOf } from '../../../cli/estimate/price-table.ts';
import { HUB_ALARM_METRICS, watchLines } from '../../../cli/estimate/watch-cost.ts';
import { readConfig } from '../../../infra/config.ts';
import { FleetAuditorStack } from '../../../infra/fleet-auditor-stack.ts';
import { ALL_CHANNELS } from '../../infra/all-channels.ts';
import { IN_SHARDS } from '../../infra/in-shards.ts';
import { leastConfig } from '../../infra/least-config.ts';
import { unbundledApp } from '../../infra/template.ts';
import { FIRST_WATCH, HUB, hostAt, later, runBefore, SPOKE, startHub } from '../../watched-hub.ts';
import { writeArchive } from '../archives.ts';
import { auditor } from '../auditor.ts';
import { COST_TABLES, writtenTable } from '../cost-tables.ts';

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
    // Of audits and of scorings.
    const fleet = monthlyCost(readConfig(leastConfig), hosts)
      .slice(0, 2)
      .reduce((sum, { quantity }) => sum + quantity, 0);
    // The fleet's come first: some of the hosts' fall into the cheaper tier.
    const expected = priceOf('metric', fleet + metrics) - priceOf('metric', fleet);
    expect(costs(hosts, { perHostMetrics: true })[own]).toBeCloseTo(expected, 6);
    expect(costs(hosts)[own]).toBeUndefined();
  });

  it.each(COST_TABLES)('comes to what $file says', (costs) => {
    // npm run costs
    expect(writtenTable(costs)).toBe(costs.make());
  });

  it('costs more for each thing that the configuration asks for', () => {
    const sum = (chosen: object, hosts = 1000) =>
      Object.values(costs(hosts, chosen)).reduce((a, b) => a + b, 0);
    const minimum = sum({});
    for (const chosen of [
      { perHostMetrics: true },
      { metricBudget: 100 },
      { schedulePeriodMinutes: 5 },
      { archiveKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k' },
      { retentionDays: 365 },
      { largestFleet: 50_000, memoryQuotaMiB: 10_240 },
      { alarms: { emails: ['sre@example.org'] } },
      { report: { ...leastConfig.report, recipients: ['a@example.org', 'b@example.org'] } },
      { channels: { slack: ALL_CHANNELS.slack } },
      { organization: IN_SHARDS.organization },
    ]) {
      expect(sum(chosen), JSON.stringify(chosen)).toBeGreaterThan(minimum);
    }
    expect(sum({}, 50_000)).toBeGreaterThan(minimum);
    expect(sum({ deadlineSeconds: 60 })).toBeLessThan(minimum);
  });

  const alarmMetrics = (chosen: object): number => {
    const config = readConfig({ ...leastConfig, ...chosen });
    const stack = new FleetAuditorStack(unbundledApp(), 'Counted', { config });
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    // An expression reads others, and is none itself.
    const metrics = alarms.flatMap(
      ({ Properties: { Metrics, MetricName } }) =>
        Metrics?.filter((metric: { Expression?: string }) => metric.Expression === undefined) ?? [MetricName],
    );
    return metrics.length;
  };

  it('counts the metrics of alarms that the stack has', () => {
    expect(alarmMetrics({})).toBe(ALARM_METRICS);
    expect(alarmMetrics({ organization: IN_SHARDS.organization })).toBe(ALARM_METRICS + HUB_ALARM_METRICS);
  });

  it('counts what a hub asks of S3 in a watch, and its metrics, within the budget of each', async () => {
    const hub = startHub();
    hub.write(HUB, runBefore(-1), [hostAt(HUB, 10)]);
    for (const place of [HUB, SPOKE]) hub.write(place, runBefore(0), [hostAt(place, 10)]);
    await hub.watch(FIRST_WATCH);
    for (const place of [HUB, SPOKE]) hub.write(place, runBefore(1), [hostAt(place, 10)]);
    const before = hub.endpoint.calls.length;
    await hub.watch(later(1));
    const asked = (pattern: RegExp) =>
      hub.endpoint.calls.slice(before).filter(({ operation }) => pattern.test(operation)).length;
    const config = readConfig({
      ...leastConfig,
      schedulePeriodMinutes: 60,
      organization: { ...IN_SHARDS.organization, regions: ['us-east-1'] },
    });
    const lines = new Map(watchLines(config, 2, 2).map(([what, , quantity]) => [what, quantity]));
    const perWatch = (what: string) => (lines.get(what) ?? 0) / runsAMonth(config).audits;
    expect(asked(/^GetObject$/)).toBe(perWatch('watch-places: reading'));
    expect(asked(/^(ListObjectsV2|PutObject)$/)).toBe(perWatch('watch-places: listing and writing'));
    expect(perWatch('watch-places: calls')).toBe(1);
    expect(perWatch('watch-places: schedules')).toBe(1);
    expect(asked(/^PutMetricData$/)).toBe(1);
    const metrics = hub.endpoint.metrics().filter(({ dimensions }) => dimensions.length === 2);
    expect(metrics.length + 2).toBeLessThanOrEqual(
      lines.get('metrics by account and region, at most the metricBudget') ?? 0,
    );
  });
});

describe('auditor estimate', () => {
  it('prints a line for each thing, their sum, and how old the prices are', async () => {
    const { status, stdout, stderr } = await auditor(['estimate', '--hosts', '1000', '--config', config]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [bill = '', others = ''] = stdout.split('BESIDES');
    const dollarsOf = (text: string) =>
      [...text.matchAll(/^ *(\d+\.\d\d) {2}/gm)].map(([, figure]) => Number(figure));
    const dollars = dollarsOf(bill);
    const sum = dollars.pop();
    expect(dollarsOf(others)).toHaveLength(4);
    expect(stdout).toContain('1,344 copies of the probe');
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

  it('needs no configuration, and takes a region', async () => {
    const home = process.cwd();
    process.chdir(mkdtempSync(join(tmpdir(), 'estimate-')));
    onTestFinished(() => process.chdir(home));
    const elsewhere = await auditor(['estimate', '--hosts', '40', '--region', 'eu-west-1']);
    expect(elsewhere).toMatchObject({ status: 0, stderr: '' });
    expect(elsewhere.stdout.replaceAll(/\s+/g, ' ')).toContain('In eu-west-1 most are higher');
    const { stdout } = await auditor(['estimate', '--hosts', '40', '--region', 'us-west-2', '--json']);
    const bySizes = monthlyCost(readConfig(leastConfig), 40).reduce((sum, { dollars }) => sum + dollars, 0);
    expect(JSON.parse(stdout).dollars).toBeCloseTo(bySizes);
  });

  it.each([
    { words: ['--hosts', '1', '--region', 'Ireland'], says: 'the name of a region, such as eu-west-1' },
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
