export interface MetricIdentity {
  readonly namespace: string;
  readonly metricName: string;
  /** Sorted by name. */
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
}

export interface Statistics {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** What CloudWatch keeps of all that was put for one metric, unit and minute (or second). */
export interface StoredPoint extends Statistics {
  /** Start of its minute (second, where put with a StorageResolution of 1); milliseconds since 1970. */
  readonly startsAt: number;
  readonly unit: string;
  /** When it was put, where that was long after the instant that it is of; milliseconds since 1970. */
  readonly putAt?: number;
}

export interface StoredMetric extends MetricIdentity {
  readonly points: readonly StoredPoint[];
}

export interface MetricStore {
  add(metric: MetricIdentity, point: StoredPoint): void;
  find(metric: MetricIdentity): readonly StoredPoint[];
  list(): readonly StoredMetric[];
}

/** Points of one metric, unit and instant are merged: SampleCount and Sum add up, whoever put them and how often. */
export function createMetricStore(): MetricStore {
  const metrics = new Map<string, MetricIdentity & { readonly points: Map<string, StoredPoint> }>();
  return {
    add(metric, point) {
      const metricKey = keyOf(metric);
      const stored = metrics.get(metricKey) ?? { ...metric, points: new Map<string, StoredPoint>() };
      metrics.set(metricKey, stored);
      const pointKey = `${point.startsAt} ${point.unit}`;
      const storedPoint = stored.points.get(pointKey);
      stored.points.set(pointKey, storedPoint ? { ...point, ...merge([storedPoint, point]) } : point);
    },
    find: (metric) => [...(metrics.get(keyOf(metric))?.points.values() ?? [])],
    list: () =>
      [...metrics.values()].map(({ points, ...metric }) => ({ ...metric, points: [...points.values()] })),
  };
}

/** Statistics over at least one set of them. */
export function merge(sets: readonly Statistics[]): Statistics {
  return sets.reduce((a, b) => ({
    sampleCount: a.sampleCount + b.sampleCount,
    sum: a.sum + b.sum,
    minimum: Math.min(a.minimum, b.minimum),
    maximum: Math.max(a.maximum, b.maximum),
  }));
}

const keyOf = ({ namespace, metricName, dimensions }: MetricIdentity): string =>
  JSON.stringify([namespace, metricName, ...dimensions.map(({ name, value }) => [name, value])]);
