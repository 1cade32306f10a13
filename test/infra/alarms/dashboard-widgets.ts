import type { Template } from 'aws-cdk-lib/assertions';
import { isSameMetric } from '../../../infra/local/aws/alarms/evaluate-alarm.ts';
import type { StoredMetric } from '../../../infra/local/aws/metric-store.ts';
import { onlyProperties } from '../template.ts';

interface Widget {
  readonly type: 'metric' | 'log' | 'text' | 'alarm';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly region?: string;
    readonly markdown?: string;
    readonly query?: string;
    readonly metrics?: readonly (readonly (string | Readonly<Record<string, unknown>>)[])[];
    readonly alarms?: readonly string[];
  };
}

/** The widgets of the template's dashboard; references are `${Id}` without hash. */
export function dashboardWidgets(template: Template): Widget[] {
  const { DashboardBody } = onlyProperties(template, 'AWS::CloudWatch::Dashboard');
  return (JSON.parse(String(DashboardBody)) as { widgets: Widget[] }).widgets;
}

/** What of a widget shows nothing, since nobody publishes it. One line each. */
export function empty(
  { properties: { title, metrics = [] } }: Widget,
  published: readonly StoredMetric[],
): string[] {
  return metrics
    .flatMap((row) => {
      const texts = row.filter((part) => typeof part === 'string');
      const [rendering] = row.filter((part) => typeof part === 'object');
      if (texts.length > 0) return ofMetric(texts, String(rendering?.stat), published);
      return ofSearches(String(rendering?.expression), published);
    })
    .map((text) => `${title}: ${text}`);
}

function ofMetric(
  [namespace = '', metricName = '', ...pairs]: readonly string[],
  statistic: string,
  published: readonly StoredMetric[],
): string[] {
  const dimensions = pairs.flatMap((name, index) =>
    index % 2 === 0 ? [{ name, value: pairs[index + 1] ?? '' }] : [],
  );
  const isPublished = published.some((one) => isSameMetric({ namespace, metricName, dimensions }, one));
  return [
    ...(isPublished ? [] : [`nobody publishes ${[namespace, metricName, ...pairs].join(' ')}`]),
    ...(['Maximum', 'Minimum', 'Sum'].includes(statistic) ? [] : [`statistic ${statistic}`]),
  ];
}

function ofSearches(expression: string, published: readonly StoredMetric[]): string[] {
  const searches = expression.matchAll(/SEARCH\('\{"?([^,"}]+)"?,([^}]+)\}(?: MetricName="(\w+)")?'/g);
  return [...searches].flatMap(([search, namespace, dimension, metricName]) => {
    // Metrics of each host are off unless they are asked for.
    const isFound =
      dimension === 'HostId' ||
      published.some(
        (one) =>
          one.namespace === namespace &&
          (metricName === undefined || one.metricName === metricName) &&
          one.dimensions.length === 1 &&
          one.dimensions[0]?.name === dimension,
      );
    return isFound ? [] : [`${search} finds nothing`];
  });
}
