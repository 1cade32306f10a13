import * as z from 'zod';
import type { HostTrend } from './host-trend.ts';

/** An estimate with the ends of its 95 % interval. */
export const Interval = z.object({ estimate: z.number(), low: z.number(), high: z.number() });
export type Interval = z.infer<typeof Interval>;

/** One reason for or against a leak, with the numbers and the window that let a reader make it again. */
export interface Evidence {
  check: string;
  /** Added to the log-odds of a leak: above 0 speaks for one. */
  logOdds: number;
  /** A sentence for people. */
  summary: string;
  /** Growth a day in the reading's unit, where the check is about growth. */
  growthPerDay: Interval | null;
  window: { from: string; to: string };
}

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
