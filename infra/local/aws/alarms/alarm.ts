/** A metric as an alarm reads it. */
export interface ReadMetric {
  readonly namespace: string;
  readonly metricName: string;
  /** Sorted by name. */
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
  readonly statistic: string;
  readonly periodSeconds: number;
  readonly unit: string | undefined;
}

/** An alarm, as far as its evaluation goes. */
export interface EvaluatedAlarm {
  /** The end of its name: what tables and runbook call it. */
  readonly id: string;
  /** By their ids in the expression. */
  readonly metrics: ReadonlyMap<string, ReadMetric>;
  readonly expression: string;
  readonly periodSeconds: number;
  readonly operator:
    | 'GreaterThanOrEqualToThreshold'
    | 'GreaterThanThreshold'
    | 'LessThanThreshold'
    | 'LessThanOrEqualToThreshold';
  readonly threshold: number;
  readonly datapoints: number;
  readonly periods: number;
  readonly missing: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
  readonly warmUpSeconds: number;
  /** Whether it tells that it got without data, once it had some. */
  readonly ringsWithoutData: boolean;
}
