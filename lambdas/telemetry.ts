/** The one list of metrics, shared by the functions that publish them and by what reads them. */
export const METRIC_NAMESPACE = 'HaproxyFleetAuditor';

/** Where a fleet's metrics are: one among several has a namespace of its own, so that no alarm mixes two. */
export const metricNamespace = (fleetName: string | undefined): string =>
  fleetName === undefined ? METRIC_NAMESPACE : `${METRIC_NAMESPACE}/${fleetName}`;

/** Source of the events about findings; beside the namespace, because the stack bounds what is published by both. */
export const EVENT_SOURCE = 'haproxy-fleet-auditor';

/** The events about findings, by what became of the finding; and all of a scoring's together, for people. */
export const DETAIL_TYPES = {
  opened: 'Finding Opened',
  worse: 'Finding Worsened',
  closed: 'Finding Closed',
} as const;
export const DIGEST_DETAIL_TYPE = 'Findings Digest';

/** The event about a report that lies in the archive, where somebody hears of it by other ways than mail. */
export const REPORT_DETAIL_TYPE = 'Report Ready';

export type MetricUnit = 'Count' | 'Percent' | 'Bytes' | 'Seconds' | 'None';

/**
 * Read each with the statistics Maximum and Minimum alone: a run that is repeated for the same instant publishes the
 * same data points again, which changes their Sum and SampleCount but neither of these two.
 */
export const METRICS = {
  /** Hosts that should answer. By fleet, role and release. */
  Hosts: 'Count',
  HostsUnreachable: 'Count',
  HostsMalformed: 'Count',
  /** Share of the hosts that were sampled. */
  Coverage: 'Percent',
  /** TCP memory of a host: Maximum is the fleet's worst host, Minimum its best. */
  TcpMemory: 'Bytes',
  /** TCP memory of a host as a share of its kernel's pressure limit. */
  TcpMemoryOfPressure: 'Percent',
  /** Streams that nothing can wake, all hosts together. By fleet, role and release. */
  StuckStreams: 'Count',
  /** Sockets that only a descriptor still holds, all hosts together. By fleet, role and release. */
  DeadSockets: 'Count',
  /** Times that kernels entered TCP memory pressure since the run before, all hosts together. */
  PressureEvents: 'Count',
  /** Of a hub: hosts of all its places by their newest runs, its own among them. */
  HostsOfPlaces: 'Count',
  /** Of a hub: places that should write samples, and are silent. */
  PlacesSilent: 'Count',
  /** 1 while a new document of the probe is not used because it failed its trial. */
  ProbeRefused: 'Count',
  /** The highest score of a host, 0-100. */
  MaxLeakScore: 'None',
  /** Hosts with the verdict leaking. By fleet and release. */
  LeakingHosts: 'Count',
  /** Of these, those whose finding nobody has accepted: what an alarm is about. An acknowledgement improves no score. */
  UnacknowledgedLeakingHosts: 'Count',
  SuspectedHosts: 'Count',
  /** Of the leaking or suspected host that reaches its kernel's TCP memory pressure first, at its present growth. */
  ShortestTimeToLimit: 'Seconds',
  /** Since a person last checked the knowledge of releases and bugs against its sources. */
  KnowledgeAge: 'Seconds',
  /** 1 when the archive has a knowledge document that could not be used, so that the built-in one served. */
  KnowledgeRefused: 'Count',
  /** 1 when the week's report was handed to SES, or had been before. */
  ReportSent: 'Count',
  /** Since the newest report was handed to SES; before there is one, since the first assessment. */
  ReportAge: 'Seconds',
} as const satisfies Record<string, MetricUnit>;

export type MetricName = keyof typeof METRICS;

/** Those that a hub alone publishes. */
export const HUB_METRICS = ['HostsOfPlaces', 'PlacesSilent'] as const satisfies MetricName[];

export type MetricDimension = 'Role' | 'Release' | 'HostId' | 'Account' | 'Region';

/** The dimensions that metrics have together, none aside. */
export const DIMENSION_SETS = [
  ['Role'],
  ['Release'],
  ['HostId'],
  ['Account', 'Region'],
] as const satisfies MetricDimension[][];

/** Releases that the knowledge doesn't list, and what goes over the budget, are counted together under this value. */
export const OTHER = 'other';
