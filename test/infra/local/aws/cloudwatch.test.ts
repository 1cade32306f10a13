import { GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { failureOf, startEndpoint } from './fleet.ts';
import { NAMESPACE, put, type Started, window } from './metric-calls.ts';
import { asRecorded, recorded } from './recordings.ts';

describe('GetMetricStatistics', () => {
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

  it('answers all statistics as recorded', async () => {
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

  it('answers values and counts as recorded', async () => {
    const started = await startEndpoint();
    await put(started, [{ MetricName: 'test-metric', Values: [1, 10], Counts: [2, 4], Unit: 'Count' }]);
    expect(asRecorded(await statistics(started, 'test-metric', ['SampleCount', 'Sum', 'Maximum']))).toEqual(
      recorded('cloudwatch', 'test_put_metric_data_values_list[json]', 'get_metric_statistics'),
    );
  });

  it('answers several units as recorded', async () => {
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
  ])('fails as recorded in $label', async ({ label, hours, period }) => {
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
