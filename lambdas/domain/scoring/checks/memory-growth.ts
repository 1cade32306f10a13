import { bytesPhrase } from '../../format.ts';
import type { HostTrend } from '../host-trend.ts';
import { clamp, growthCheck } from './growth-check.ts';

/** Growth that takes longer than this to reach the limit harms nobody before the next restart for other reasons. */
export const MATERIAL_DAYS = 180;

/** Pages that each CPU may hold of the kernel's figure without saying so. */
const RESERVE_PAGES = 256;

/** Does TCP memory grow more than load explains? */
export const memoryGrowth = growthCheck({
  name: 'memory-growth',
  kind: 'tcp-memory',
  reading: 'memoryBytes',
  label: 'TCP memory',
  phrase: bytesPhrase,
  countsLeak: false,
  scope: 'host',
  weights: {
    asked: -1.98,
    askedLoadUnknown: -0.38,
    material: 1.38,
    materialLoadUnknown: 1.12,
    saturating: -3.09,
    saturatingLoadUnknown: -0.05,
    significant: 4.41,
    significantLoadUnknown: 2.27,
    suspicious: 4.52,
    suspiciousLoadUnknown: 2.45,
  },
  slack: (host) => reserveBytes(host) / Math.sqrt(3),
  subject: (level) => `${bytesPhrase(level)} of TCP memory`,
  more: (host, { perDay, standardError }) => {
    const newest = host.usable.at(-1);
    const room = (newest?.pressureBytes ?? Number.NaN) - (host.level('memoryBytes') ?? Number.NaN);
    if (perDay < 2 * standardError || Number.isNaN(room)) return { material: 0 };
    const days = Math.max(room, 0) / perDay;
    return { material: clamp(Math.log10(MATERIAL_DAYS / Math.max(days, 1)), -1, 1) };
  },
});

function reserveBytes({ usable }: HostTrend): number {
  const newest = usable.at(-1);
  return RESERVE_PAGES * (newest?.pageBytes ?? 4096) * (newest?.cpuCount ?? 1);
}
