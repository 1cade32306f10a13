import type { EvaluatedAlarm } from '../../infra/local/aws/alarms/alarm.ts';
import { ringings } from '../../infra/local/aws/alarms/evaluate-alarm.ts';
import { HOST_ALARMS, HUB_ALARMS } from '../../infra/local/aws/alarms/host-alarms.ts';
import type { StoredMetric, StoredPoint } from '../../infra/local/aws/metric-store.ts';
import { BIN, HOUR } from '../../lambdas/domain/records/time.ts';
import { HUB_METRICS } from '../../lambdas/telemetry.ts';

/** An alarm and a time in which it would have rung; `to` is `null` where it rings still. */
export interface Rung {
  readonly id: string;
  readonly from: Date;
  readonly to: Date | null;
}

/**
 * What the stack's alarms on hosts would have done, and those of a hub on its places, in the order in which they rang.
 *
 * @param published what scorings and watches published, in one
 * @param watchedFrom the first watch over the places of a hub; `null` where there is none
 */
export function rungAlarms(
  { audits, published }: { audits: readonly StoredMetric[]; published: readonly StoredMetric[] },
  { from, watchedFrom, until }: { from: Date; watchedFrom: Date | null; until: Date },
): Rung[] {
  const hourly = new Set([...HUB_METRICS, ...audits.map(({ metricName }) => metricName)]);
  const metrics = [
    ...audits,
    ...published.map((metric) => (hourly.has(metric.metricName) ? metric : standing(metric, until))),
  ];
  const evaluation = { extraPeriods: 2, delaySeconds: 60, windows: 'aligned' } as const;
  return (watchedFrom === null ? HOST_ALARMS : HUB_ALARMS)
    .flatMap((alarm) => {
      const since = watchedFrom !== null && isOfWatch(alarm) ? watchedFrom : from;
      const at = (hours: number) => new Date(since.getTime() + hours * HOUR);
      return ringings(alarm, metrics, { from: since, until }, evaluation).map(({ from, to }) => ({
        id: alarm.id,
        from: at(from),
        to: at(to).getTime() >= until.getTime() - HOUR ? null : at(to),
      }));
    })
    .sort((a, b) => a.from.getTime() - b.from.getTime());
}

/** Whether it reads what the watch of a hub alone publishes. */
const isOfWatch = ({ metrics }: EvaluatedAlarm): boolean =>
  [...metrics.values()].some(({ metricName }) => HUB_METRICS.some((name) => name === metricName));

/** AWS scores once a bin, the demo once a day or two: each score stands until the next. */
function standing(metric: StoredMetric, until: Date): StoredMetric {
  const points = metric.points.toSorted((a, b) => a.startsAt - b.startsAt);
  return {
    ...metric,
    points: points.flatMap((point, index): StoredPoint[] => {
      const end = points[index + 1]?.startsAt ?? until.getTime();
      const bins = Math.max(1, Math.ceil((end - point.startsAt) / BIN));
      return Array.from({ length: bins }, (_, bin) => ({ ...point, startsAt: point.startsAt + bin * BIN }));
    }),
  };
}
