import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { runsAMonth } from '../../cli/estimate/cost-line.ts';
import { monthlyCost } from '../../cli/estimate/monthly-cost.ts';
import { readConfig } from '../../infra/config.ts';
import type { StoredPoint } from '../../infra/local/aws/metric-store.ts';
import type { StoredObject } from '../../infra/local/aws/s3-store.ts';
import { HUB_METRICS } from '../../lambdas/telemetry.ts';
import { templateAlarms } from '../infra/alarms/template-alarms.ts';
import { watchedTemplate } from '../infra/alarms/watched-stack.ts';
import { IN_SHARDS } from '../infra/in-shards.ts';
import { leastConfig } from '../infra/least-config.ts';
import { accountHub, brokenHubPromises, HUB_PROMISES, type HubPromise } from './hub-accounting.ts';
import { PLACES } from './hub-places.ts';
import { BUCKET, type HubChaosResult, runHubChaos } from './run-hub-chaos.ts';

const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0);

describe('two days of a hub whose places are late, silent and poisoned', () => {
  it.each([1, 2])(
    'leave metrics, alarms and the neighbours’ bins as they should be: seed %i',
    async (seed) => {
      const result = await runHubChaos({ seed, days: 2, calls: 0.03, deliveries: 0.08, kills: 0.1 });
      expect(sum(result.fired.calls)).toBeGreaterThan(50);
      expect(sum(result.fired.deliveries)).toBeGreaterThan(2);
      expect(result.attempts.some(({ verb, ending }) => verb === 'watch' && ending === 'killed')).toBe(true);
      const accounting = accountHub(result);
      expect(brokenHubPromises(accounting)).toEqual([]);
      expect(accounting.runs).toBe(5 * 48 - 11 - 11);
      expect(accounting.poisoned).toBe(11);
    },
  );
});

interface Planted {
  readonly breaks: HubPromise;
  readonly what: string;
  readonly spoil: (result: HubChaosResult) => HubChaosResult | undefined;
}

const objectsOf = ({ endpoint }: HubChaosResult) => endpoint.objects(BUCKET) as Map<string, StoredObject>;

function edit(result: HubChaosResult, prefix: string, change: (text: string) => string): undefined {
  const objects = objectsOf(result);
  const [key, object] = [...objects].findLast(([name]) => name.startsWith(prefix)) ?? [];
  if (key === undefined || object === undefined) throw new Error(`no object under ${prefix}`);
  objects.set(key, { ...object, body: gzipSync(change(gunzipSync(object.body).toString())) });
}

function withPoints(
  result: HubChaosResult,
  [name, dimensions]: readonly [name: string, dimensions: number],
  change: (points: readonly StoredPoint[]) => readonly StoredPoint[],
): HubChaosResult {
  const metrics = result.endpoint
    .metrics()
    .map((metric) =>
      metric.metricName === name && metric.dimensions.length === dimensions
        ? { ...metric, points: change(metric.points) }
        : metric,
    );
  return { ...result, endpoint: { ...result.endpoint, metrics: () => metrics } };
}

function renamed(result: HubChaosResult, change: (silent: readonly object[]) => object[]): HubChaosResult {
  const watches = result.watches.map((watch) =>
    'silent' in watch.result
      ? { ...watch, result: { ...watch.result, silent: change(watch.result.silent) as never } }
      : watch,
  );
  return { ...result, watches };
}

const NEIGHBOUR = 'account=222233334444/region=eu-west-1/';
const POISONED = 'account=444455556666/region=us-east-1/';

const PLANTED: readonly Planted[] = [
  {
    breaks: 'miscounted',
    what: 'a run is in no metric',
    spoil: (of) => withPoints(of, ['Hosts', 2], (points) => points.slice(0, -1)),
  },
  {
    breaks: 'miscounted',
    what: 'a run was published again with another number of hosts',
    spoil: (of) =>
      withPoints(of, ['Hosts', 2], (all) => all.map((one) => ({ ...one, maximum: one.maximum + 1 }))),
  },
  {
    breaks: 'otherWorst',
    what: 'the fleet’s metric lacks the worst place',
    spoil: (of) =>
      withPoints(of, ['TcpMemoryOfPressure', 0], (all) =>
        all.map((one) => ({ ...one, maximum: one.minimum })),
      ),
  },
  { breaks: 'misnamed', what: 'nobody names a silent place', spoil: (of) => renamed(of, () => []) },
  {
    breaks: 'misnamed',
    what: 'a silent place is named twice',
    spoil: (of) => renamed(of, (silent) => [...silent, ...silent]),
  },
  {
    breaks: 'misnamed',
    what: 'another place is named',
    spoil: (of) => renamed(of, () => [{ accountId: '222233334444', region: 'eu-west-1' }]),
  },
  {
    breaks: 'otherBins',
    what: 'a bin of a neighbour is of other samples',
    spoil: (of) => edit(of, `bins/${NEIGHBOUR}`, (text) => text.replace('"sampled":3', '"sampled":2')),
  },
  {
    breaks: 'forged',
    what: 'a host of the hub is in the bins of another place',
    spoil: (of) => edit(of, `bins/${POISONED}`, (text) => text.replaceAll('"i-4', '"i-0')),
  },
];

describe('the accounting of a hub', () => {
  const calm = () => runHubChaos({ seed: 3, days: 2, calls: 0, deliveries: 0, kills: 0 });
  let result: HubChaosResult;
  let kept: [string, StoredObject][];
  beforeAll(async () => {
    result = await calm();
    kept = [...objectsOf(result)];
  });

  it('finds nothing where nothing but the places is wrong', () => {
    expect(brokenHubPromises(accountHub(result))).toEqual([]);
  });

  it.each(PLANTED)('sees that $what', ({ breaks, spoil }) => {
    const spoilt = spoil(result) ?? result;
    const found = accountHub(spoilt)[breaks];
    for (const [key, object] of kept) objectsOf(result).set(key, object);
    expect(found).not.toEqual([]);
  });

  it('asks no more of AWS than the estimate has, and not much less', () => {
    const { attempts, endpoint } = result;
    const config = readConfig({
      ...leastConfig,
      schedulePeriodMinutes: 60,
      metricBudget: 60,
      organization: { ...IN_SHARDS.organization, regions: ['us-east-1'] },
    });
    const lines = new Map(
      monthlyCost(config, 20, PLACES.length).map(({ what, quantity }) => [what, quantity]),
    );
    const watches = attempts.filter(({ verb }) => verb === 'watch');
    const asked = (pattern: RegExp) =>
      endpoint.calls.filter(
        ({ operation, at }) =>
          pattern.test(operation) &&
          watches.some(({ startedAt, endedAt }) => startedAt <= at && at <= endedAt),
      ).length;
    const share = (pattern: RegExp, what: string) =>
      asked(pattern) / (((lines.get(what) ?? 0) / runsAMonth(config).audits) * watches.length);
    const shares = [
      share(/^(ListObjectsV2|PutObject)$/, 'watch-places: listing and writing'),
      share(/^GetObject$/, 'watch-places: reading'),
      share(/^PutMetricData$/, 'watch-places: publishing metrics'),
    ];
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
    expect(Math.min(...shares)).toBeGreaterThan(0.85);
    const ofPlaces = endpoint.metrics().filter(({ dimensions }) => dimensions.length === 2);
    expect(ofPlaces.length + HUB_METRICS.length).toBe(
      lines.get('metrics by account and region, at most the metricBudget'),
    );
  });

  it('sees that the alarm waits too long', () => {
    const alarms = templateAlarms(watchedTemplate({}, undefined, { organization: IN_SHARDS.organization }))
      .filter(({ id }) => id === 'PlaceSilent')
      .map((alarm) => ({ ...alarm, threshold: 99 }));
    expect(accountHub(result, alarms).otherAlarms).not.toEqual([]);
  });

  it('has something planted against each promise', () => {
    const broken = new Set<HubPromise>([...PLANTED.map(({ breaks }) => breaks), 'otherAlarms']);
    expect(HUB_PROMISES.map(([, key]) => key).filter((key) => !broken.has(key))).toEqual([]);
  });
});
