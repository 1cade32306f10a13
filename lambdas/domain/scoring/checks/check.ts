import type { Interval } from '../../records/evidence.ts';
import type { HostTrend } from '../host-trend.ts';

/** What a check measures, each about -1 to 1; the weights beside them were fitted (calibration.ts). */
export type Features = Readonly<Record<string, number>>;

/** One question asked of a host. */
export interface Check {
  name: string;
  /** Whether it counts what leaks itself, rather than what a leak makes of memory: no minimum of days then. */
  isMechanism: boolean;
  /** `null` where the host's bins can't answer. */
  ask(host: HostTrend): { features: Features; summary: string; growthPerDay: Interval | null } | null;
}
