import type { HostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import type { Reading } from '../../../lambdas/domain/scoring/readings.ts';
import type { Growth } from '../../../lambdas/domain/scoring/trend/growth.ts';
import { syntheticBins } from '../synthetic-bins.ts';

/** How a reading goes on a made-up host: what stands, what it gains a day, and whether anything but a line explains that. */
export interface MadeGrowth extends Partial<Growth> {
  level?: number;
  perDay: number;
}

const DAYS = 14;

/** A trend whose readings grow as told; what is not named was not read. */
export function madeTrend(readings: Partial<Record<Reading, MadeGrowth>>): HostTrend {
  const bins = syntheticBins(1, { days: DAYS });
  return {
    bins,
    usable: bins,
    usableOfHost: bins,
    days: DAYS,
    restartEverySeconds: null,
    isLoadKnown: true,
    limit: () => null,
    lastDay: () => [],
    level: (reading) => {
      const made = readings[reading];
      return made ? (made.level ?? Math.max(0, made.perDay) * DAYS + 10) : null;
    },
    growth: (reading) => {
      const made = readings[reading];
      if (!made) return null;
      const standardError = Math.abs(made.perDay) / 30 + 0.01;
      return { standardError, degreesOfFreedom: 90, shape: 30, step: 30, noise: 1, days: DAYS, ...made };
    },
  };
}
