import {
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type MetricDataQuery,
  type MetricDatum,
  PutMetricDataCommand,
  type StandardUnit,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { failureOf, sendSigned, startEndpoint } from './fleet.ts';
import { asRecorded, recorded } from './recordings.ts';

const NAMESPACE = 'HaproxyFleet';
type Started = Awaited<ReturnType<typeof startEndpoint>>;

const put = ({ cloudwatch }: Started, MetricData: MetricDatum[], Namespace = NAMESPACE) =>
  cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }));

const window = ({ clock }: Started) => ({
  StartTime: new Date(clock.at.getTime() - 600_000),
  EndTime: new Date(clock.at.getTime() + 600_000),
});

const query = (
  Id: string,
  MetricName: string,
  Stat: string,
  Period = 60,
  Unit?: StandardUnit,
): MetricDataQuery => ({
  Id,
  MetricStat: { Metric: { Namespace: NAMESPACE, MetricName }, Period, Stat, ...(Unit && { Unit }) },
});

const read = (started: Started, ...MetricDataQueries: MetricDataQuery[]) =>
  started.cloudwatch.send(new GetMetricDataCommand({ MetricDataQueries, ...window(started) }));

/** `one` to eleven, as the recorded test put them. */
const ELEVEN = Array.from({ length: 11 }, (_, index) => ({ MetricName: 'metric1', Value: index + 1 }));

describe('PutMetricData, held against recordings', () => {
  it.each<{ label: string; datum: MetricDatum }>([
    {
      label: 'invalid-param-combination',
      datum: { MetricName: 'm', Value: 21, Values: [1, 10], Counts: [2, 4] },
    },
    { label: 'invalid-param-value', datum: { MetricName: 'm', Values: [1, 10], Counts: [2, 4, 5] } },
    {
      label: 'invalid-param-combination-2',
      datum: {
        MetricName: 'm',
        Value: 1,
        StatisticValues: { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 },
      },
    },
  ])('$label', async ({ label, datum }) => {
    const started = await startEndpoint();
    const expected = recorded('cloudwatch', 'test_put_metric_data_validation[json]', label) as {
      Error: { Code: string; Message: string; QueryErrorCode: string; Type: string };
      ResponseMetadata: { HTTPStatusCode: number };
    };
    const response = await sendSigned(started.endpoint, 'monitoring', {
      path: '/',
      headers: { 'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData' },
      body: JSON.stringify({ Namespace: NAMESPACE, MetricData: [datum] }),
    });
    const { Code, Message, QueryErrorCode, Type } = expected.Error;
    expect(response.status).toBe(expected.ResponseMetadata.HTTPStatusCode);
    expect(response.headers.get('x-amzn-query-error')).toBe(`${Code};${Type}`);
    expect(await response.json()).toEqual({
      __type: `com.amazonaws.cloudwatch.v2010_08_01#${QueryErrorCode}`,
      message: Message,
    });
    expect(await failureOf(put(started, [datum]))).toMatchObject({ message: Message });
  });

  it('enumerations, whose message has the recorded form', async () => {
    const started = await startEndpoint();
    const expected = recorded('cloudwatch', 'test_set_alarm_invalid_input[json]', 'error-invalid-state') as {
      Error: { Code: string; Message: string };
    };
    const form = expected.Error.Message.replace(
      /'[^']*' at '[^']*'/,
      "'Pages' at 'metricData.1.member.unit'",
    );
    const failure = await failureOf(
      put(started, [{ MetricName: 'm', Value: 1, Unit: 'Pages' as StandardUnit }]),
    );
    expect(failure?.message).toContain(form.slice(0, form.indexOf('[')));
  });
});

describe('PutMetricData refuses', () => {
  const many = <T>(count: number, of: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, i) => of(i));
  const hours = (count: number) => new Date(Date.parse('2026-11-22T16:05:00Z') + count * 3_600_000);

  it.each<{ what: string; data: MetricDatum[]; message: RegExp }>([
    {
      what: '1,001 datums',
      data: many(1001, () => ({ MetricName: 'm', Value: 1 })),
      message: /greater than 1000/,
    },
    { what: 'no datum', data: [], message: /required/ },
    {
      what: '151 values',
      data: [{ MetricName: 'm', Values: many(151, Number) }],
      message: /greater than 150/,
    },
    {
      what: '31 dimensions',
      data: [{ MetricName: 'm', Value: 1, Dimensions: many(31, (i) => ({ Name: `d${i}`, Value: 'v' })) }],
      message: /greater than 30/,
    },
    {
      what: 'an empty dimension',
      data: [{ MetricName: 'm', Value: 1, Dimensions: [{ Name: 'a', Value: '' }] }],
      message: /invalid/,
    },
    {
      what: 'a dimension that is no ASCII',
      data: [{ MetricName: 'm', Value: 1, Dimensions: [{ Name: 'a', Value: 'ü' }] }],
      message: /invalid/,
    },
    { what: 'NaN', data: [{ MetricName: 'm', Value: Number.NaN }], message: /value NaN .* invalid/ },
    {
      what: 'infinity',
      data: [{ MetricName: 'm', Values: [1, Number.POSITIVE_INFINITY] }],
      message: /Values.member.2 is invalid/,
    },
    { what: 'more than 2^360', data: [{ MetricName: 'm', Value: 2 ** 361 }], message: /invalid/ },
    {
      what: 'a resolution of 30',
      data: [{ MetricName: 'm', Value: 1, StorageResolution: 30 }],
      message: /StorageResolution/,
    },
    {
      what: 'an instant over two weeks ago',
      data: [{ MetricName: 'm', Value: 1, Timestamp: hours(-14 * 24 - 1) }],
      message: /two weeks/,
    },
    {
      what: 'an instant over two hours ahead',
      data: [{ MetricName: 'm', Value: 1, Timestamp: hours(2.1) }],
      message: /two hours/,
    },
    { what: 'a datum without any value', data: [{ MetricName: 'm' }], message: /must be specified/ },
    {
      what: 'a name of 256 characters',
      data: [{ MetricName: 'x'.repeat(256), Value: 1 }],
      message: /length less than or equal to 255/,
    },
  ])('$what, and stores nothing of the request', async ({ data, message }) => {
    const started = await startEndpoint();
    const failure = await failureOf(
      put(started, data.length > 0 ? [{ MetricName: 'good', Value: 1 }, ...data].slice(-1001) : data),
    );
    expect(failure?.message).toMatch(message);
    expect(started.endpoint.metrics()).toEqual([]);
  });

  it.each(['AWS/EC2', ':colon', ''])('the namespace "%s"', async (namespace) => {
    const started = await startEndpoint();
    expect(await failureOf(put(started, [{ MetricName: 'm', Value: 1 }], namespace))).toBeDefined();
  });

  it.each([-14 * 24, 1.9])('nothing at %d hours from now', async (count) => {
    const started = await startEndpoint();
    await put(started, [{ MetricName: 'm', Value: 1, Timestamp: hours(count) }]);
    expect(started.endpoint.metrics()).toHaveLength(1);
  });
});

describe('stored points', () => {
  it('of 1,000 datums come through the gzip of the SDK unchanged', async () => {
    const started = await startEndpoint();
    const data = Array.from({ length: 1000 }, (_, index) => ({
      MetricName: 'LeakScore',
      Dimensions: [
        { Name: 'HostId', Value: `i-${index}` },
        { Name: 'Role', Value: 'edge' },
      ],
      Value: index / 4,
      Timestamp: started.clock.at,
    }));
    const encodings: unknown[] = [];
    started.cloudwatch.middlewareStack.add(
      (next) => (args) => {
        encodings.push((args.request as { headers: Record<string, string> }).headers['content-encoding']);
        return next(args);
      },
      { step: 'deserialize' },
    );
    await put(started, data);
    expect(encodings).toEqual(['gzip']);
    const metrics = started.endpoint.metrics();
    expect(metrics).toHaveLength(1000);
    expect(metrics.map(({ points }) => points[0]?.sum)).toEqual(data.map(({ Value }) => Value));
    expect(metrics[7]?.dimensions).toEqual([
      { name: 'HostId', value: 'i-7' },
      { name: 'Role', value: 'edge' },
    ]);
  });

  it('add up when the same datum is put twice, but keep maximum and minimum', async () => {
    const started = await startEndpoint();
    const datum = { MetricName: 'm', Value: 4, Timestamp: started.clock.at };
    await put(started, [datum]);
    await put(started, [datum]);
    expect(started.endpoint.metrics()[0]?.points).toEqual([
      { startsAt: started.clock.at.getTime(), unit: 'None', sampleCount: 2, sum: 8, minimum: 4, maximum: 4 },
    ]);
  });

  it('take statistic sets, and are the same whatever the order of dimensions', async () => {
    const started = await startEndpoint();
    const [a, b] = [
      { Name: 'A', Value: '1' },
      { Name: 'B', Value: '2' },
    ];
    const StatisticValues = { SampleCount: 2, Sum: 10, Minimum: 3, Maximum: 7 };
    await put(started, [
      { MetricName: 'm', Dimensions: [a, b], StatisticValues },
      { MetricName: 'm', Dimensions: [b, a], Value: 1 },
    ]);
    expect(started.endpoint.metrics()).toMatchObject([
      { points: [{ sampleCount: 3, sum: 11, minimum: 1, maximum: 7 }] },
    ]);
  });
});

describe('GetMetricData, held against recordings', () => {
  it.each(['Sum', 'SampleCount', 'Minimum', 'Maximum', 'Average'])('%s', async (statistic) => {
    const started = await startEndpoint();
    await put(started, ELEVEN);
    expect(asRecorded(await read(started, query('result1', 'metric1', statistic)))).toEqual(
      recorded('cloudwatch', `test_get_metric_data_stats[json-${statistic}]`, 'get_metric_data'),
    );
  });

  it('several metrics', async () => {
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

  it('zeros, and labels that tell statistics apart', async () => {
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
  ])('generated labels, case $index', async ({ index, pairs }) => {
    const started = await startEndpoint();
    await put(started, [{ MetricName: 'metric1', Unit: 'Seconds', Values: [0, 9, 100] }]);
    const queries = pairs.map(([stat, period, unit]) =>
      query(`result_${stat}_${period}_${unit}`, 'metric1', stat, period, unit),
    );
    expect(asRecorded(await read(started, ...queries))).toEqual(
      recorded('cloudwatch', `test_label_generation[json-input_pairs${index}]`, 'label_generation'),
    );
  });

  it('one unit asked for', async () => {
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
  ])('several units and none asked for, case $index', async ({ index, data }) => {
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

  it('a metric without data', async () => {
    const started = await startEndpoint();
    const expected = recorded('cloudwatch', 'test_get_metric_with_no_results[json]', 'result');
    const answer = await read(started, { ...query('result', 'none', 'Sum'), Label: '<label:1>' });
    expect(asRecorded(answer)).toEqual(expected);
  });

  it('dimensions: data with them is another metric than data without', async () => {
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

  it('and ListMetrics: many dimensions', async () => {
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

describe('GetMetricStatistics, held against recordings', () => {
  const statistics = (
    started: Started,
    MetricName: string,
    Statistics: ('Average' | 'Maximum' | 'Minimum' | 'SampleCount' | 'Sum')[],
    times = {},
  ) =>
    started.cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: NAMESPACE,
        MetricName,
        Period: 60,
        Statistics,
        ...window(started),
        ...times,
      }),
    );

  it('all statistics', async () => {
    const started = await startEndpoint();
    await put(
      started,
      Array.from({ length: 10 }, (_, index) => ({ MetricName: 'metric', Value: index })),
    );
    expect(
      asRecorded(
        await statistics(started, 'metric', ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount']),
      ),
    ).toEqual(recorded('cloudwatch', 'test_get_metric_statistics[json]', 'get_metric_statistics'));
  });

  it('values and counts', async () => {
    const started = await startEndpoint();
    await put(started, [{ MetricName: 'test-metric', Values: [1, 10], Counts: [2, 4], Unit: 'Count' }]);
    expect(asRecorded(await statistics(started, 'test-metric', ['SampleCount', 'Sum', 'Maximum']))).toEqual(
      recorded('cloudwatch', 'test_put_metric_data_values_list[json]', 'get_metric_statistics'),
    );
  });

  it('several units', async () => {
    const started = await startEndpoint();
    await put(started, [
      { MetricName: 'm-test', Value: 10 },
      { MetricName: 'm-test', Value: 5, Unit: 'Count' },
      { MetricName: 'm-test', Value: 1, Unit: 'Seconds' },
    ]);
    expect(asRecorded(await statistics(started, 'm-test', ['Average']))).toEqual(
      recorded(
        'cloudwatch',
        'test_handle_different_units[json]',
        'get_metric_statistics_with_different_units',
      ),
    );
  });

  it.each([
    { label: 'error-invalid-amount-datapoints', hours: -24, period: 1 },
    { label: 'error-invalid-time-frame', hours: 24, period: 60 },
  ])('$label', async ({ label, hours, period }) => {
    const started = await startEndpoint();
    const expected = recorded('cloudwatch', 'test_invalid_amount_of_datapoints[json]', label) as {
      Error: { Code: string; Message: string };
      ResponseMetadata: { HTTPStatusCode: number };
    };
    const EndTime = started.clock.at;
    const StartTime = new Date(EndTime.getTime() + hours * 3_600_000);
    const failure = await failureOf(
      statistics(started, 'm', ['Sum'], { StartTime, EndTime, Period: period }),
    );
    expect(failure).toMatchObject({
      message: expected.Error.Message,
      Error: { Code: expected.Error.Code, Type: 'Sender' },
      $metadata: { httpStatusCode: expected.ResponseMetadata.HTTPStatusCode },
    });
  });
});

describe('ListMetrics', () => {
  it('pages by 500', async () => {
    const started = await startEndpoint();
    await put(
      started,
      Array.from({ length: 501 }, (_, index) => ({ MetricName: `m${index}`, Value: 1 })),
    );
    const first = await started.cloudwatch.send(new ListMetricsCommand({}));
    const second = await started.cloudwatch.send(new ListMetricsCommand({ NextToken: first.NextToken }));
    expect([first.Metrics?.length, second.Metrics?.length, second.NextToken]).toEqual([500, 1, undefined]);
  });
});
