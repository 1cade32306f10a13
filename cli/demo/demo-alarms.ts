import { ringings } from '../../infra/local/aws/alarms/evaluate-alarm.ts';
import { HOST_ALARMS } from '../../infra/local/aws/alarms/host-alarms.ts';
import type { StoredMetric, StoredPoint } from '../../infra/local/aws/metric-store.ts';
import { BIN, HOUR } from '../../lambdas/domain/records/time.ts';

/** An alarm and a time in which it would have rung; `to` is `null` where it rings still. */
export interface Rung {
  readonly id: string;
  readonly from: Date;
  readonly to: Date | null;
}

/** What the stack's alarms on hosts would have done, in the order in which they rang. */
export function rungAlarms(
  { audits, scores }: { audits: readonly StoredMetric[]; scores: readonly StoredMetric[] },
  time: { from: Date; until: Date },
): Rung[] {
  const metrics = [...audits, ...scores.map((metric) => standing(metric, time.until))];
  const evaluation = { extraPeriods: 2, delaySeconds: 60, windows: 'aligned' } as const;
  const at = (hours: number) => new Date(time.from.getTime() + hours * HOUR);
  return HOST_ALARMS.flatMap((alarm) =>
    ringings(alarm, metrics, time, evaluation).map(({ from, to }) => ({
      id: alarm.id,
      from: at(from),
      to: at(to).getTime() >= time.until.getTime() - HOUR ? null : at(to),
    })),
  ).sort((a, b) => a.from.getTime() - b.from.getTime());
}

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
