import { NONCURRENT_DAYS } from '../../infra/config/account.ts';
import { hasChannels } from '../../infra/config/channels.ts';
import { functionSizes } from '../../infra/config/function-size.ts';
import { mailOf } from '../../infra/config/report.ts';
import type { AuditorConfig } from '../../infra/config.ts';
import { BIN_HOURS, BINS_A_DAY, WINDOW_DAYS } from '../../lambdas/domain/records/time.ts';
import { HUB_METRICS, METRICS } from '../../lambdas/telemetry.ts';
import { type CostLine, GIGABYTE, runsAMonth } from './cost-line.ts';
import {
  auditSeconds,
  gigabyteSeconds,
  LOG_BYTES,
  reportingSeconds,
  scoringSeconds,
  shardLines,
  spokeLines,
} from './places-cost.ts';
import { type PriceName, priceOf } from './price-table.ts';
import { placesOf, watchLines } from './watch-cost.ts';

/** Metrics that the alarms read, those of a math expression one by one. */
export const ALARM_METRICS = 20;
/** The same of what chats and pagers were not told. */
const CHANNEL_ALARM_METRICS = 1;
/** Metrics that only the audit publishes, within its budget; the others come on top. */
const AUDIT_METRICS = 9;
/** Releases that a fleet runs at once, each with a metric of its leaking hosts. */
const RELEASES = 4;
const METRICS_A_HOST = 4;
const METRICS_A_REQUEST = 1000;
/** E-mails about alarms and findings to one address: a bad month's. */
const ALERTS = 100;

/** Zipped bytes of a host in an object, measured on simulated fleets of 60. */
const BYTES = { sample: 200, bin: 120, assessment: 450, report: 500 };
/** What a scoring writes or lists, the acknowledgements among it, and what it reads beside bins and samples, at most. */
export const SCORING_CALLS = { writes: 51, reads: 26 } as const;
/** Acknowledgements in the archive, each of which every scoring reads: many, for a fleet that is looked after. */
const ACKNOWLEDGEMENTS = 100;
/** Of each place beside the hub's own, where it is in an account of its own: lists of the account, its samples and its bins, and a bin that is written. */
const PLACE_WRITES = 4;
/** Days of bins that a report reads of a place without a host that is drawn. */
const REPORT_DAYS = 7;
const BINS_READ = WINDOW_DAYS * BINS_A_DAY;

/**
 * What the auditor costs a month for a fleet of so many hosts, each line at most what the bill will say.
 * @param places accounts and regions that the hosts are in, as many in each
 */
export function monthlyCost(config: AuditorConfig, hosts: number, places = placesOf(config)): CostLine[] {
  const { audits, scorings, reports } = runsAMonth(config);
  const scoringMetrics = Object.keys(METRICS).length - HUB_METRICS.length - AUDIT_METRICS + RELEASES;
  const hostMetrics = config.perHostMetrics ? METRICS_A_HOST * hosts : 0;
  const requests = audits * Math.ceil((config.metricBudget + hostMetrics) / METRICS_A_REQUEST) + scorings;
  const sizes = functionSizes(Math.max(hosts, config.largestFleet));
  const spokes = places - 1;
  const lines: [what: string, price: PriceName, quantity: number][] = [
    ['metrics of audits, at most the metricBudget', 'metric', config.metricBudget],
    ['metrics of scorings', 'metric', scoringMetrics],
    ['publishing metrics', 'metricRequest', requests],
    ['alarms', 'alarm', ALARM_METRICS + (hasChannels(config.channels) ? CHANNEL_ALARM_METRICS : 0)],
    ['dashboard', 'dashboard', 1],
    [
      'audit-fleet, mostly waiting',
      'lambdaGigabyteSecond',
      audits * gigabyteSeconds(sizes.audit, auditSeconds(config, Math.ceil(hosts / places))),
    ],
    [
      'score-fleet',
      'lambdaGigabyteSecond',
      scorings * gigabyteSeconds(sizes.score, scoringSeconds(config, hosts)),
    ],
    ['send-report', 'lambdaGigabyteSecond', reports * gigabyteSeconds(sizes.report, reportingSeconds(hosts))],
    ['calls of the functions', 'lambdaRequest', audits + scorings + reports],
    ['schedules', 'schedulerInvocation', audits + scorings + reports],
    ['Run Command', 'runCommand', audits * hosts],
    [
      'archive: writing and listing',
      's3Put',
      audits * places +
        scorings * (SCORING_CALLS.writes + PLACE_WRITES * spokes) +
        reports * (10 + PLACE_WRITES * spokes),
    ],
    [
      'archive: reading',
      's3Get',
      2 * audits * places +
        scorings * (SCORING_CALLS.reads + ACKNOWLEDGEMENTS) +
        scorings * (BINS_READ + samplesRead(config)) * places +
        reports * (BINS_READ * 2 + REPORT_DAYS * BINS_A_DAY * spokes),
    ],
    ['archive: storage', 's3GigabyteMonth', storedBytes(config, hosts) / GIGABYTE],
    ['logs', 'logGigabyte', (audits * LOG_BYTES.audit + scorings * LOG_BYTES.scoring) / GIGABYTE],
    ['report by e-mail', 'sesMail', reports * (mailOf(config.report)?.recipients.length ?? 0)],
    ['alarms and findings by e-mail', 'snsMail', ALERTS * addresses(config.alarms)],
    ["key of the alarms' topic", 'kmsKey', 1],
    ...watchLines(config, hosts, places),
    ...spokeLines(config, hosts, places),
    ...shardLines(config, hosts, places),
  ];
  const s3Calls = lines.filter(([, price]) => price === 's3Put' || price === 's3Get');
  if (config.archiveKeyArn !== undefined) {
    const calls = s3Calls.reduce((sum, [, , quantity]) => sum + quantity, 0);
    lines.push(["requests of the archive's key", 'kmsRequest', calls]);
  }
  const perHost: CostLine[] = config.perHostMetrics
    ? [
        {
          what: 'metrics of each host',
          price: 'metric',
          quantity: hostMetrics,
          dollars:
            priceOf('metric', config.metricBudget + scoringMetrics + hostMetrics) -
            priceOf('metric', config.metricBudget + scoringMetrics),
        },
      ]
    : [];
  const [first, ...others] = lines.map(([what, price, quantity]) => ({
    what,
    price,
    quantity,
    dollars: priceOf(price, quantity),
  }));
  return [...(first ? [first] : []), ...perHost, ...others];
}

/** Of a place in a scoring: samples of a bin, and of the one before. */
const samplesRead = ({ schedulePeriodMinutes }: AuditorConfig): number =>
  (2 * BIN_HOURS * 60) / schedulePeriodMinutes;

/** Of both topics: one that hears of both has as many mails as before there were two. */
const addresses = ({ emails, page, notify }: AuditorConfig['alarms']): number =>
  new Set([...emails, ...page.emails, ...notify.emails]).size;

/** Once everything has reached the age at which it expires. */
function storedBytes({ retentionDays, schedulePeriodMinutes }: AuditorConfig, hosts: number): number {
  const aDay = {
    samples: ((24 * 60) / schedulePeriodMinutes) * BYTES.sample,
    bins: BINS_A_DAY * BYTES.bin,
    assessments: BINS_A_DAY * BYTES.assessment + BYTES.report / 7,
  };
  const binDays = retentionDays + WINDOW_DAYS;
  const days = {
    samples: retentionDays + NONCURRENT_DAYS,
    bins: binDays + NONCURRENT_DAYS,
    assessments: Math.max(400, binDays) + NONCURRENT_DAYS,
  };
  return hosts * (aDay.samples * days.samples + aDay.bins * days.bins + aDay.assessments * days.assessments);
}
