import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmPlan, SCORING_PERIOD, type Watched } from './alarm-plan.ts';

/** What hosts ring for. */
export const hostAlarms = ({
  thresholds,
  auditPeriod,
  watch,
  metrics: { fleetMetric, inDays },
}: Watched): AlarmPlan[] => [
  {
    id: 'HostLeaks',
    // An accepted finding pages nobody; its score stays what it is (docs/adr/0008-alarms.md).
    metric: fleetMetric('UnacknowledgedLeakingHosts', 'Maximum', SCORING_PERIOD),
    breaches: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: thresholds.leakingHosts,
    // Two more than have to agree: on its first day a leak may be found, not found, and found again.
    of: [thresholds.leakingScorings, thresholds.leakingScorings + 2],
    // Every scoring counts them, none as 0. Without a scoring nothing is known, and ScoringNotRunning rings.
    missing: TreatMissingData.IGNORE,
    meaning:
      'HAProxy hosts leak, and nobody has acknowledged it. They will reach a limit of connections, descriptors or memory.',
    firstSteps:
      'Find the host in the digest of findings or on the dashboard; see which limit comes first and when; upgrade or restart the host before.',
    heading: 'A host leaks',
  },
  {
    id: 'MemoryNearPressure',
    // The worst host's: Maximum over the hosts. An acknowledged host rings too: this is the outage, not the finding.
    metric: fleetMetric('TcpMemoryOfPressure', 'Maximum', auditPeriod),
    breaches: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: thresholds.memoryOfPressurePercent,
    of: [3, 4],
    // Without an audit nothing is known of memory, and AuditNotRunning rings.
    missing: TreatMissingData.IGNORE,
    pages: true,
    meaning: `TCP memory of a host is at ${thresholds.memoryOfPressurePercent}% of its kernel's pressure limit or above. At the limit the kernel cuts the buffers of all connections.`,
    firstSteps: `Find the host ${watch ? 'in the newest result of WatchPlaces' : 'on the dashboard'}, take it out of service, restart HAProxy on it; memory is free at once.`,
    heading: 'Memory is near pressure',
  },
  {
    id: 'LimitExpected',
    metric: inDays('ShortestTimeToLimit', SCORING_PERIOD, 'days to a limit'),
    breaches: ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: thresholds.daysToLimit,
    of: [2, 3],
    // There is a data point only while a host is found to leak: none is good news.
    missing: TreatMissingData.NOT_BREACHING,
    pages: true,
    meaning: `At its present growth a leaking host reaches a limit (of connections, descriptors or memory) within ${thresholds.daysToLimit} days.`,
    firstSteps: 'Find the host on the dashboard; plan its restart before that day, then its upgrade.',
    heading: 'A limit is expected within days',
  },
  {
    id: 'CoverageLow',
    metric: fleetMetric('Coverage', 'Minimum', auditPeriod),
    breaches: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: thresholds.coveragePercent,
    of: [3, 4],
    // A fleet without hosts has no coverage (FleetEmpty rings), nor has a time without audits (AuditNotRunning rings).
    missing: TreatMissingData.IGNORE,
    meaning: `Fewer than ${thresholds.coveragePercent}% of the hosts ${watch ? 'of an account and region ' : ''}answer. The state of the others is unknown: they may leak unseen.`,
    firstSteps: 'Count the reasons in the newest samples: most often the SSM agent or a role is missing.',
    heading: 'Hosts do not answer',
  },
  {
    id: 'FleetEmpty',
    // A hub may well have no hosts beside it.
    metric: fleetMetric(watch ? 'HostsOfPlaces' : 'Hosts', 'Maximum', auditPeriod),
    breaches: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 1,
    of: [3, 4],
    // Without an audit nothing is known of the fleet, and AuditNotRunning rings.
    missing: TreatMissingData.IGNORE,
    meaning: 'No running instance has the tag of the fleet: nothing is audited.',
    firstSteps: 'Compare fleetTag in cdk.json with the tags of the load balancers.',
    heading: 'The fleet is empty',
  },
];
