import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import type { HostDetector } from '../detector.ts';
import { dailyMedians, memorySeries, seriesOf } from '../series.ts';
import { fitWithCovariate } from './least-squares.ts';

/**
 * The same regression of daily medians with two measures of load. Leaked streams are among the current sessions, so that
 * adjusting for these takes the leak away with the load; flows are free of it.
 */
export const ADJUSTED_REGRESSION: readonly HostDetector[] = [
  adjusted('Regression on sessions', 'current sessions', (bin) => bin.connections),
  adjusted('Regression on flow', 'connections a second', (bin) => bin.connectionsPerSecond),
];

function adjusted(name: string, covariate: string, read: (bin: Bin) => number | null): HostDetector {
  return {
    name,
    rule: `daily medians on time and ${covariate}; t of time > 3, 7 days or more`,
    judge(bins) {
      const memory = dailyMedians(memorySeries(bins));
      const load = dailyMedians(seriesOf(bins, read));
      const days = memory.flatMap((y, time) => {
        const carried = load[time] ?? null;
        return y === null || carried === null ? [] : [{ y, time, covariate: carried }];
      });
      const fit = days.length < 7 ? null : fitWithCovariate(days);
      return { leaking: fit !== null && fit.t > 3, statistic: fit?.t ?? null };
    },
  };
}
