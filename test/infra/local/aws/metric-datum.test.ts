import type { MetricDatum, StandardUnit } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { failureOf, sendSigned, startEndpoint } from './fleet.ts';
import { NAMESPACE, put } from './metric-calls.ts';
import { recorded } from './recordings.ts';

describe('PutMetricData', () => {
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
  ])('fails as recorded in $label', async ({ label, datum }) => {
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

  it('refuses an unknown unit with a message of the recorded form', async () => {
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
