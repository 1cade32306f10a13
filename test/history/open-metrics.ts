import type { MadeSeries } from './made-series.ts';

const TYPES: readonly (readonly [ending: string, type: string])[] = [
  ['_total', 'counter'],
  ['_info', 'info'],
];

/**
 * Series as OpenMetrics, which `promtool tsdb create-blocks-from openmetrics` reads: the points of a metric together, in
 * the order of time.
 */
export function openMetrics(series: readonly MadeSeries[]): string {
  const lines: string[] = [];
  for (const [name, ofName] of Map.groupBy(series, (each) => each.name)) {
    const [ending = '', type = 'gauge'] = TYPES.find(([end]) => name.endsWith(end)) ?? [];
    lines.push(`# TYPE ${name.slice(0, name.length - ending.length)} ${type}`);
    for (const { labels, points } of ofName) {
      const text = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
      for (const [at, value] of points) {
        lines.push(`${name}{${text.join(',')}} ${value} ${at}`);
      }
    }
  }
  return `${[...lines, '# EOF'].join('\n')}\n`;
}
