import {
  type CloudWatchClient,
  type MetricDatum,
  PutMetricDataCommand,
  type StatisticSet,
} from '@aws-sdk/client-cloudwatch';
import type { FleetSummary, Group, Range } from '../domain/audit/fleet-summary.ts';
import {
  deadSockets,
  percentOfPressure,
  stuckStreams,
  tcpMemoryBytes,
} from '../domain/audit/host-figures.ts';
import type { AssessedHost, Assessment } from '../domain/records/assessment.ts';
import { limitBeforeRestart } from '../domain/records/limit.ts';
import type { Sample } from '../domain/records/sample.ts';
import { DAY } from '../domain/records/time.ts';
import { isLeaky } from '../domain/records/verdict.ts';
import { upstreamRelease } from '../domain/records/version.ts';
import { METRICS, type MetricDimension, type MetricName, metricNamespace, OTHER } from '../telemetry.ts';
import { withinBudget } from './metric-budget.ts';

/** CloudWatch's own limits: metrics a request, characters of a dimension's value. */
const MAXIMUM_DATUMS = 1_000;
const MAXIMUM_DIMENSION_LENGTH = 255;
/** Milliseconds before now; it takes no data point that is older. */
export const MAXIMUM_DATUM_AGE = 14 * DAY;

/** A figure: one value, or the range over the hosts; not published where it is `null`. */
type Figure = number | Range | null;
type Dimension = readonly [MetricDimension, string];

/**
 * Publishes data points of a fleet in as few requests as they fit. Publishing them again changes no Maximum and no
 * Minimum.
 */
export async function publish(
  cloudwatch: CloudWatchClient,
  data: readonly MetricDatum[],
  fleetName?: string,
): Promise<void> {
  const Namespace = metricNamespace(fleetName);
  for (let start = 0; start < data.length; start += MAXIMUM_DATUMS) {
    const MetricData = data.slice(start, start + MAXIMUM_DATUMS);
    await cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
  }
}

/**
 * Data points of a run: the fleet's, then by role and by release as far as the budget goes; the smallest groups are
 * counted together as `other`. Each metric costs $0.30 a month.
 *
 * @param budget most metrics (name and dimension)
 */
export function fleetData(fleet: FleetSummary, runAt: string, budget: number): MetricDatum[] {
  const fleetWide = summaryData(fleet, runAt, Object.keys(SUMMARY) as SummaryMetric[]);
  const aGroup = 3;
  const [roles, releases] = withinBudget(
    fleet.roles,
    fleet.releases,
    Math.floor((budget - fleetWide.length) / aGroup),
  );
  return [
    ...fleetWide.slice(0, budget),
    ...roles.map((group) => groupData(runAt, 'Role', group)),
    ...releases.map((group) => groupData(runAt, 'Release', group)),
  ].flat();
}

const SUMMARY = {
  Hosts: ({ hosts }) => hosts,
  HostsUnreachable: ({ unreachable }) => unreachable,
  HostsMalformed: ({ malformed }) => malformed,
  Coverage: ({ coveragePercent }) => coveragePercent,
  TcpMemory: ({ tcpMemoryBytes }) => tcpMemoryBytes,
  TcpMemoryOfPressure: ({ percentOfPressure }) => percentOfPressure,
  StuckStreams: ({ stuckStreams }) => stuckStreams,
  DeadSockets: ({ deadSockets }) => deadSockets,
  PressureEvents: ({ pressureEvents }) => pressureEvents,
} as const satisfies Partial<Record<MetricName, (fleet: FleetSummary) => Figure>>;

/** A metric of a whole run. */
export type SummaryMetric = keyof typeof SUMMARY;

/** Data points of a whole run, those of each metric by themselves. */
export const summaryData = (
  fleet: FleetSummary,
  runAt: string,
  names: readonly SummaryMetric[],
  ...dimensions: readonly Dimension[]
): MetricDatum[][] => names.map((name) => datum(runAt, name, SUMMARY[name](fleet), ...dimensions));

/** Data points of each sampled host: four metrics a host. */
export function hostData(samples: readonly Sample[], runAt: string): MetricDatum[] {
  return samples
    .filter((sample) => sample.outcome === 'sampled')
    .flatMap((host) => {
      const dimension = ['HostId', host.hostId] as const;
      return [
        datum(runAt, 'TcpMemory', tcpMemoryBytes(host), dimension),
        datum(runAt, 'TcpMemoryOfPressure', percentOfPressure(host), dimension),
        datum(runAt, 'StuckStreams', stuckStreams(host), dimension),
        datum(runAt, 'DeadSockets', deadSockets(host), dimension),
      ].flat();
    });
}

/** Data points of an assessment: the fleet's, and the leaking hosts of each known release; others count as `other`. */
export function scoreData(assessment: Assessment, isKnown: (release: string) => boolean): MetricDatum[] {
  const { fleet, hosts, assessedAt, knowledgeCheckedOn } = assessment;
  // The growth of a healthy host is noise, and so is the time that it would take. What restarts hold off needs nobody at night.
  const findings = hosts.filter(isLeaky);
  const times = findings.flatMap((host) => limitBeforeRestart(host)?.estimate ?? []);
  const releases = Map.groupBy(hosts, ({ version }) => {
    const release = version === null ? null : upstreamRelease(version);
    return release !== null && isKnown(release) ? release : OTHER;
  });
  return [
    datum(assessedAt, 'MaxLeakScore', fleet.score),
    datum(assessedAt, 'LeakingHosts', fleet.leaking),
    datum(assessedAt, 'UnacknowledgedLeakingHosts', hosts.filter(isUnacknowledgedLeak).length),
    datum(assessedAt, 'SuspectedHosts', fleet.suspected),
    datum(assessedAt, 'ShortestTimeToLimit', times.length === 0 ? null : Math.min(...times)),
    datum(assessedAt, 'KnowledgeAge', secondsBetween(knowledgeCheckedOn, assessedAt)),
    ...[...releases].map(([release, members]) => {
      const leaking = members.filter(({ verdict }) => verdict === 'leaking').length;
      return datum(assessedAt, 'LeakingHosts', leaking, ['Release', release]);
    }),
  ].flat();
}

/** Data point of whether the probe's document failed its trial, so that the one before it goes on. */
export const trialData = (isRefused: boolean, runAt: string): MetricDatum[] =>
  datum(runAt, 'ProbeRefused', isRefused ? 1 : 0);

/** Data point of whether the archive's knowledge was refused. */
export const knowledgeData = (isRefused: boolean, at: Date): MetricDatum[] =>
  datum(at.toISOString(), 'KnowledgeRefused', isRefused ? 1 : 0);

/** Says that the report of an instant was handed to SES. */
export const reportData = (scheduledAt: string): MetricDatum[] => datum(scheduledAt, 'ReportSent', 1);

/** Data point of how long ago the newest report was sent. */
export const reportAgeData = (reportedAt: Date, at: Date): MetricDatum[] =>
  datum(at.toISOString(), 'ReportAge', secondsBetween(reportedAt.toISOString(), at.toISOString()));

const isUnacknowledgedLeak = ({ verdict, acknowledgement }: AssessedHost): boolean =>
  verdict === 'leaking' && acknowledgement === null;

/** 0 where the first comes later: an archive is assessed again at instants of its past. */
const secondsBetween = (from: string, to: string): number =>
  Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);

function groupData(runAt: string, kind: MetricDimension, group: Group): MetricDatum[] {
  const dimension = [kind, group.name] as const;
  return [
    datum(runAt, 'Hosts', group.hosts, dimension),
    datum(runAt, 'StuckStreams', group.stuckStreams, dimension),
    datum(runAt, 'DeadSockets', group.deadSockets, dimension),
  ].flat();
}

/** One data point at an instant, or none where the figure is `null`. */
export function datum(
  runAt: string,
  name: MetricName,
  figure: Figure,
  ...dimensions: readonly Dimension[]
): MetricDatum[] {
  if (figure === null) return [];
  return [
    {
      MetricName: name,
      Unit: METRICS[name],
      Timestamp: new Date(runAt),
      ...(dimensions.length > 0 && {
        Dimensions: dimensions.map(([Name, value]) => ({ Name, Value: dimensionValue(value) })),
      }),
      ...(typeof figure === 'number' ? { Value: figure } : { StatisticValues: statistics(figure) }),
    },
  ];
}

const statistics = ({ minimum, maximum, sum, count }: Range): StatisticSet => ({
  Minimum: minimum,
  Maximum: maximum,
  Sum: sum,
  SampleCount: count,
});

/** Tags hold any character, dimensions printable ASCII that doesn't begin with a colon. */
function dimensionValue(text: string): string {
  const value = text
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .replace(/^:/, '?')
    .trim();
  return value.slice(0, MAXIMUM_DIMENSION_LENGTH) || '?';
}
