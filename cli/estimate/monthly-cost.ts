import { deadlineOf, type FunctionSize, functionSizes } from '../../infra/config/function-size.ts';
import type { AuditorConfig } from '../../infra/config.ts';
import { BIN_HOURS, BINS_A_DAY, WINDOW_DAYS } from '../../lambdas/domain/records/time.ts';
import { METRICS } from '../../lambdas/telemetry.ts';
import { type PriceName, priceOf } from './price-table.ts';

/** One line of the bill. */
export interface CostLine {
  readonly what: string;
  readonly price: PriceName;
  /** A month, in the unit of the price. */
  readonly quantity: number;
  readonly dollars: number;
}

const HOURS_A_MONTH = 730.5;
const SCORINGS = HOURS_A_MONTH / BIN_HOURS;
const REPORTS = HOURS_A_MONTH / 168;

/** Metrics of alarms, a math expression's counted one by one, rounded up; the stack has fewer. */
export const ALARM_METRICS = 40;
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
const GIGABYTE = 1e9;
const BINS_READ = WINDOW_DAYS * BINS_A_DAY;

/** What the auditor costs a month for a fleet of so many hosts, each line at most what the bill will say. */
export function monthlyCost(config: AuditorConfig, hosts: number): CostLine[] {
  const audits = (HOURS_A_MONTH * 60) / config.schedulePeriodMinutes;
  const fleetMetrics = config.metricBudget + Object.keys(METRICS).length - AUDIT_METRICS + RELEASES;
  const hostMetrics = config.perHostMetrics ? METRICS_A_HOST * hosts : 0;
  const requests = audits * Math.ceil((config.metricBudget + hostMetrics) / METRICS_A_REQUEST) + SCORINGS;
  const scoringSeconds = 3 + 0.006 * hosts;
  const sizes = functionSizes(Math.max(hosts, config.largestFleet));
  const gigabyteSeconds = ({ memoryMiB }: FunctionSize, seconds: number) => (memoryMiB / 1024) * seconds;
  const auditSeconds = deadlineOf(config) + 0.004 * hosts;
  const lines: [what: string, price: PriceName, quantity: number][] = [
    ['metrics of the fleet, roles and releases', 'metric', fleetMetrics],
    ['publishing metrics', 'metricRequest', requests],
    ['alarms', 'alarm', ALARM_METRICS],
    ['dashboard', 'dashboard', 1],
    // A host that stays silent keeps the function waiting until the deadline.
    [
      'audit-fleet, waiting for its deadline',
      'lambdaGigabyteSecond',
      audits * gigabyteSeconds(sizes.audit, auditSeconds),
    ],
    ['score-fleet', 'lambdaGigabyteSecond', SCORINGS * gigabyteSeconds(sizes.score, scoringSeconds)],
    ['send-report', 'lambdaGigabyteSecond', REPORTS * gigabyteSeconds(sizes.report, scoringSeconds)],
    ['calls of the functions', 'lambdaRequest', audits + SCORINGS + REPORTS],
    ['schedules', 'schedulerInvocation', audits + SCORINGS + REPORTS],
    ['Run Command', 'runCommand', audits * hosts],
    ['archive: writing and listing', 's3Put', audits + SCORINGS * 50 + REPORTS * 10],
    ['archive: reading', 's3Get', 2 * audits + SCORINGS * (BINS_READ + 50) + REPORTS * BINS_READ * 2],
    ['archive: storage', 's3GigabyteMonth', storedBytes(config, hosts) / GIGABYTE],
    ['logs', 'logGigabyte', (audits * 2_000 + SCORINGS * 5_000) / GIGABYTE],
    ['report by e-mail', 'sesMail', REPORTS * config.report.recipients.length],
    ['alarms and findings by e-mail', 'snsMail', ALERTS * config.alarms.emails.length],
    ["key of the alarms' topic", 'kmsKey', 1],
  ];
  const perHost: CostLine[] = config.perHostMetrics
    ? [
        {
          what: 'metrics of each host',
          price: 'metric',
          quantity: hostMetrics,
          dollars: priceOf('metric', fleetMetrics + hostMetrics) - priceOf('metric', fleetMetrics),
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

/** Once everything has reached the age at which it expires. */
function storedBytes({ retentionDays, schedulePeriodMinutes }: AuditorConfig, hosts: number): number {
  const aDay = {
    samples: ((24 * 60) / schedulePeriodMinutes) * BYTES.sample,
    bins: BINS_A_DAY * BYTES.bin,
    assessments: BINS_A_DAY * BYTES.assessment + BYTES.report / 7,
  };
  const binDays = retentionDays + WINDOW_DAYS;
  const days = { samples: retentionDays, bins: binDays, assessments: Math.max(400, binDays) };
  return hosts * (aDay.samples * days.samples + aDay.bins * days.bins + aDay.assessments * days.assessments);
}
