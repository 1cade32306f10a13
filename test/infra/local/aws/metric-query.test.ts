import { ListMetricsCommand, type StandardUnit } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { startEndpoint } from './fleet.ts';
import { ELEVEN, NAMESPACE, put, query, read } from './metric-calls.ts';
import { asRecorded, recorded } from './recordings.ts';

describe('GetMetricData, held against recordings', () => {
  it.each(['Sum', 'SampleCount', 'Minimum', 'Maximum', 'Average'])('answers with %s', async (statistic) => {
    const started = await startEndpoint();
    await put(started, ELEVEN);
    expect(asRecorded(await read(started, query('result1', 'metric1', statistic)))).toEqual(
      recorded('cloudwatch', `test_get_metric_data_stats[json-${statistic}]`, 'get_metric_data'),
    );
  });

  it('answers with several metrics', async () => {
    const started = await startEndpoint();
    await put(started, [
      { MetricName: 'metric1', Value: 50 },
      { MetricName: 'metric2', Value: 25 },
      { MetricName: 'metric3', Value: 55 },
    ]);
    const queries = [1, 2, 3].map((index) => query(`result${index}`, `metric${index}`, 'Sum'));
    expect(asRecorded(await read(started, ...queries))).toEqual(
      recorded('cloudwatch', 'test_get_metric_data_for_multiple_metrics[json]', 'get_metric_data'),
    );
  });

  it('answers with zeros, and labels that tell statistics apart', async () => {
    const started = await startEndpoint();
    await put(started, [{ MetricName: 'metric1', Values: [0, 0, 0, 0.5, 16, 100] }]);
    const queries = ['Average', 'Sum', 'Minimum', 'Maximum'].map((name) =>
      query(`result_${name}`, 'metric1', name),
    );
    expect(asRecorded(await read(started, ...queries))).toEqual(
      recorded(
        'cloudwatch',
        'test_get_metric_data_with_zero_and_labels[json]',
        'get_metric_data_with_zero_and_labels',
      ),
    );
  });

  it.each<{ index: number; pairs: [stat: string, period: number, unit: StandardUnit][] }>([
    {
      index: 0,
      pairs: [
        ['Sum', 60, 'Seconds'],
        ['Minimum', 30, 'Seconds'],
      ],
    },
    {
      index: 1,
      pairs: [
        ['Sum', 60, 'Seconds'],
        ['Minimum', 60, 'Seconds'],
      ],
    },
    {
      index: 2,
      pairs: [
        ['Sum', 60, 'Seconds'],
        ['Sum', 30, 'Seconds'],
      ],
    },
    {
      index: 3,
      pairs: [
        ['Sum', 60, 'Seconds'],
        ['Minimum', 30, 'Milliseconds'],
      ],
    },
    {
      index: 4,
      pairs: [
        ['Sum', 60, 'Seconds'],
        ['Minimum', 60, 'Milliseconds'],
      ],
    },
    {
      index: 5,
      pairs: [
        ['Sum', 60, 'Seconds'],
        ['Sum', 30, 'Milliseconds'],
      ],
    },
    {
      index: 6,
      pairs: [
        ['Sum', 60, 'Seconds'],
        ['Sum', 60, 'Milliseconds'],
      ],
    },
  ])('generates labels, case $index', async ({ index, pairs }) => {
    const started = await startEndpoint();
    await put(started, [{ MetricName: 'metric1', Unit: 'Seconds', Values: [0, 9, 100] }]);
    const queries = pairs.map(([stat, period, unit]) =>
      query(`result_${stat}_${period}_${unit}`, 'metric1', stat, period, unit),
    );
    expect(asRecorded(await read(started, ...queries))).toEqual(
      recorded('cloudwatch', `test_label_generation[json-input_pairs${index}]`, 'label_generation'),
    );
  });

  it('answers with the one unit that is asked for', async () => {
    const started = await startEndpoint();
    await put(started, [
      { MetricName: 'm-test', Value: 1, Unit: 'Seconds' },
      { MetricName: 'm-test', Value: 5, Unit: 'Count' },
    ]);
    expect(asRecorded(await read(started, query('m1', 'm-test', 'Sum', 60, 'Seconds')))).toEqual(
      recorded(
        'cloudwatch',
        'test_get_metric_data_with_different_units[json]',
        'get_metric_data_with_different_units',
      ),
    );
  });

  it.each<{ index: number; data: [number, StandardUnit][] }>([
    {
      index: 0,
      data: [
        [1, 'Seconds'],
        [60_000, 'Milliseconds'],
      ],
    },
    {
      index: 1,
      data: [
        [120_000, 'Milliseconds'],
        [1, 'Seconds'],
      ],
    },
    {
      index: 2,
      data: [
        [1, 'Seconds'],
        [30_000, 'Milliseconds'],
        [5, 'Count'],
      ],
    },
  ])('answers with several units where none is asked for, case $index', async ({ index, data }) => {
    const started = await startEndpoint();
    await put(
      started,
      data.map(([Value, Unit]) => ({ MetricName: 'm-test', Value, Unit })),
    );
    expect(asRecorded(await read(started, query('m1', 'm-test', 'Sum')))).toEqual(
      recorded(
        'cloudwatch',
        `test_get_metric_data_different_units_no_unit_in_query[json-metric_data${index}]`,
        'get_metric_data_with_no_unit_specified',
      ),
    );
  });

  it('answers with no values for a metric without data', async () => {
    const started = await startEndpoint();
    const expected = recorded('cloudwatch', 'test_get_metric_with_no_results[json]', 'result');
    const answer = await read(started, { ...query('result', 'none', 'Sum'), Label: '<label:1>' });
    expect(asRecorded(answer)).toEqual(expected);
  });

  it('takes data with dimensions for another metric than data without', async () => {
    const started = await startEndpoint();
    const Dimensions = [{ Name: 'InstanceId', Value: 'one' }];
    await put(started, [
      { MetricName: 'metric1', Value: 11, Dimensions },
      { MetricName: 'metric1', Value: 22, Dimensions: [{ Name: 'InstanceId', Value: 'two' }] },
      { MetricName: 'metric1', Value: 33 },
    ]);
    const Metric = { Namespace: NAMESPACE, MetricName: 'metric1', Dimensions };
    const answer = await read(started, { Id: 'result1', MetricStat: { Metric, Period: 60, Stat: 'Sum' } });
    expect(asRecorded(answer)).toEqual(
      recorded('cloudwatch', 'test_get_metric_data_with_dimensions[json]', 'get_metric_data'),
    );
  });

  it('answers with many dimensions, and so does ListMetrics', async () => {
    const started = await startEndpoint();
    const pairs = {
      error: 'none',
      exception: 'none',
      method: 'GET',
      outcome: 'SUCCESS',
      status: '200',
      uri: '/greetings',
    };
    const Dimensions = Object.entries(pairs).map(([Name, Value]) => ({ Name, Value }));
    const MetricName = 'http.server.requests.count';
    await put(started, [{ MetricName, Value: 5, Dimensions }], '<namespace:1>');
    const Metric = { Namespace: '<namespace:1>', MetricName, Dimensions };
    const data = await read(started, { Id: 'result1', MetricStat: { Metric, Period: 60, Stat: 'Maximum' } });
    const test = 'test_multiple_dimensions_statistics[json]';
    expect(asRecorded(data)).toEqual(recorded('cloudwatch', test, 'get-metric-stats-max'));
    const list = await started.cloudwatch.send(new ListMetricsCommand({ Namespace: '<namespace:1>' }));
    expect(asRecorded(list)).toEqual(recorded('cloudwatch', test, 'list-metrics'));
  });
});
