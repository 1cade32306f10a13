import { describe, expect, it } from 'vitest';
import { startEndpoint } from './fleet.ts';
import { put } from './metric-calls.ts';

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
