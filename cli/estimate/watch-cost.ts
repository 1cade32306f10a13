import { functionSizes } from '../../infra/config/function-size.ts';
import type { AuditorConfig } from '../../infra/config.ts';
import { mostPlaceMetrics } from '../../lambdas/aws/place-metrics.ts';
import { MINUTE } from '../../lambdas/domain/records/time.ts';
import { LATEST_WRITE } from '../../lambdas/domain/records/watched-places.ts';
import { HUB_METRICS } from '../../lambdas/telemetry.ts';
import { GIGABYTE, runsAMonth } from './cost-line.ts';
import type { PriceName } from './price-table.ts';

/** Metrics that the alarms of a hub read beside those of every stack. */
export const HUB_ALARM_METRICS = 5;
/** Accounts of an organization whose accounts the configuration does not name. */
const ASSUMED_ACCOUNTS = 10;
const KEYS_A_LIST = 1000;
/** A watch's seconds: its own, those of a place with its calls of S3, and those of a host in two runs. */
const SECONDS = { watch: 2, place: 0.1, host: 0.0002 };
/** Of a watch's lines, Lambda's own three among them, and of a silent place in them. */
const LOG_BYTES = { watch: 5_000, place: 300 };

/** Accounts and regions that write into a hub's archive, its own among them; 1 of a stack without others. */
export function placesOf({ organization }: AuditorConfig): number {
  if (organization === undefined) return 1;
  return 1 + (organization.accounts?.length ?? ASSUMED_ACCOUNTS) * organization.regions.length;
}

/** What a hub's watch over its places costs a month, by line; nothing of a stack without others. */
export function watchLines(
  config: AuditorConfig,
  hosts: number,
  places = placesOf(config),
): [what: string, price: PriceName, quantity: number][] {
  const { organization, metricBudget, schedulePeriodMinutes } = config;
  if (organization === undefined) return [];
  const watches = runsAMonth(config).audits;
  const lists = Math.ceil(LATEST_WRITE / MINUTE / schedulePeriodMinutes / KEYS_A_LIST);
  // The hub's own place, and accounts that are in every region; of others there may be more.
  const accounts = 1 + Math.ceil((places - 1) / organization.regions.length);
  const { memoryMiB } = functionSizes(Math.max(hosts, config.largestFleet)).watch;
  const seconds = SECONDS.watch + SECONDS.place * places + SECONDS.host * hosts;
  return [
    [
      'metrics by account and region, at most the metricBudget',
      'metric',
      mostPlaceMetrics(places, metricBudget) + HUB_METRICS.length,
    ],
    ['alarms about accounts and regions', 'alarm', HUB_ALARM_METRICS],
    ['watch-places', 'lambdaGigabyteSecond', watches * (memoryMiB / 1024) * seconds],
    ['watch-places: calls', 'lambdaRequest', watches],
    ['watch-places: schedules', 'schedulerInvocation', watches],
    ['watch-places: publishing metrics', 'metricRequest', watches],
    ['watch-places: listing and writing', 's3Put', watches * (2 + accounts + lists * places)],
    ['watch-places: reading', 's3Get', watches * (1 + 2 * places)],
    [
      'watch-places: logs',
      'logGigabyte',
      (watches * (LOG_BYTES.watch + LOG_BYTES.place * places)) / GIGABYTE,
    ],
  ];
}
