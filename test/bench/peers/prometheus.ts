import { BIN_HOURS } from '../../../lambdas/domain/records/time.ts';
import type { HostDetector } from '../detector.ts';
import { memorySeries, type Series } from '../series.ts';
import { fitLine, type Line } from './least-squares.ts';

/**
 * Alerts as they are written with PromQL, on the three-hour medians in place of scrapes, which is kind to them: a bin is
 * a sample at its middle, and the rule is evaluated at the end of the newest bin. Windows and horizons are those in
 * common use: 6 h and 4 days in kube-prometheus' KubePersistentVolumeFillingUp, a day and 3 to 7 days in many disk
 * alerts, a week and four for slow growth; `deriv(…[1d]) > 0` in advice on memory leaks, which a daily season never lets hold for a
 * day, and so a window of a week too.
 * The conditions on the present level that some of them add are left out: they are thresholds, not trends.
 */
export const PROMETHEUS: readonly HostDetector[] = [
  predicted(6, 4),
  predicted(24, 7),
  predicted(7 * 24, 28),
  rising(24, 1),
  rising(7 * 24, 1),
];

function predicted(windowHours: number, horizonDays: number): HostDetector {
  return {
    name: `predict_linear [${inWords(windowHours)}], ${horizonDays} d`,
    rule: `predict_linear(memory[${inWords(windowHours)}], ${horizonDays}d) > pressure`,
    judge(bins, pressureBytes) {
      const predictedBytes = predictLinear(memorySeries(bins), windowHours, horizonDays * 24);
      return {
        leaking: predictedBytes !== null && pressureBytes !== null && predictedBytes > pressureBytes,
        statistic: predictedBytes,
      };
    },
  };
}

function rising(windowHours: number, forDays: number): HostDetector {
  return {
    name: `deriv [${inWords(windowHours)}] for ${forDays} d`,
    rule: `deriv(memory[${inWords(windowHours)}]) > 0 at each three hours of ${forDays} d`,
    judge(bins) {
      const series = memorySeries(bins);
      const evaluations = (forDays * 24) / BIN_HOURS;
      let minimum: number | null = Number.POSITIVE_INFINITY;
      for (let back = 0; back < evaluations && minimum !== null; back++) {
        // An alert whose expression yields nothing starts its `for` anew.
        const enough = series.length - back >= windowHours / BIN_HOURS;
        const slope = enough ? deriv(series.slice(0, series.length - back), windowHours) : null;
        minimum = slope === null ? null : Math.min(minimum, slope);
      }
      return { leaking: minimum !== null && minimum > 0, statistic: minimum };
    },
  };
}

/** PromQL's `deriv`: per-second slope of least squares over the window; `null` with fewer than two samples. */
export function deriv(series: Series, windowHours: number): number | null {
  const line = regress(series, windowHours);
  return line === null ? null : line.slope / 3600;
}

/** PromQL's `predict_linear`: the line of the window, `horizonHours` after the end of the newest bin. */
export function predictLinear(series: Series, windowHours: number, horizonHours: number): number | null {
  const line = regress(series, windowHours);
  return line === null ? null : line.intercept + line.slope * horizonHours;
}

/** x in hours, 0 at the end of the newest bin: the evaluation. */
function regress(series: Series, windowHours: number): Line | null {
  const window = series.slice(-Math.floor(windowHours / BIN_HOURS));
  return fitLine(
    window.flatMap((y, index) => (y === null ? [] : [{ x: (index + 0.5 - window.length) * BIN_HOURS, y }])),
  );
}

function inWords(hours: number): string {
  return hours % 24 === 0 ? `${hours / 24}d` : `${hours}h`;
}
