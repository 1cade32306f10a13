import type { Bin } from '../records/bin.ts';
import { type FleetContext, type HostAssessment, judgeHost } from './judge-host.ts';
import { measureHost } from './measure-host.ts';
import type { TrendOptions } from './trend/trend-options.ts';

/**
 * Judges one host by its own bins.
 * @param bins of one host, in any order; 28 days of them at most are of use
 * @throws RangeError where there is no bin
 */
export const scoreHost = (
  bins: readonly Bin[],
  { trend, ...fleet }: FleetContext & { trend?: TrendOptions } = {},
): HostAssessment => judgeHost(measureHost(bins, trend), fleet);
