import { deadlineOf } from '../../infra/config/function-size.ts';
import type { AuditorConfig } from '../../infra/config.ts';
import { usualWaitSeconds } from '../../lambdas/domain/records/command-time.ts';
import { BIN_HOURS } from '../../lambdas/domain/records/time.ts';
import type { PriceName } from './price-table.ts';

/** One line of the bill. */
export interface CostLine {
  readonly what: string;
  readonly price: PriceName;
  /** A month, in the unit of the price. */
  readonly quantity: number;
  readonly dollars: number;
}

const HOURS_A_MONTH = 730.5;

export const GIGABYTE = 1e9;

/** Seconds that an audit waits for answers, by the slower reading of how Run Command reaches all hosts. */
export const waitSeconds = (config: AuditorConfig, hosts: number): number =>
  Math.min(deadlineOf(config), usualWaitSeconds(hosts));

/** How often each function runs in a month. */
export const runsAMonth = ({ schedulePeriodMinutes }: AuditorConfig) => ({
  audits: (HOURS_A_MONTH * 60) / schedulePeriodMinutes,
  scorings: HOURS_A_MONTH / BIN_HOURS,
  reports: HOURS_A_MONTH / 168,
});
