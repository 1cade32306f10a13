type Properties = Record<string, unknown>;

/** What would make an alarm useless, put into the template, and what is complained of. */
export interface Planted {
  readonly of: string;
  /** Logical id of the resource. */
  readonly in: RegExp;
  readonly change: (properties: Properties) => void;
  readonly complaint: RegExp;
}

export const PLANTED: readonly Planted[] = [
  {
    of: 'a metric that was renamed',
    in: /HostLeaks/,
    change: (alarm) => Object.assign(alarm, { MetricName: 'LeakyHosts' }),
    complaint: /^HostLeaks: nobody publishes HaproxyFleetAuditor LeakyHosts$/,
  },
  {
    of: 'another namespace',
    in: /CoverageLow/,
    change: (alarm) => Object.assign(alarm, { Namespace: 'HAProxyFleetAuditor' }),
    complaint: /^CoverageLow: nobody publishes/,
  },
  {
    of: 'a dimension that nobody publishes',
    in: /MemoryNearPressure/,
    change: (alarm) => Object.assign(alarm, { Dimensions: [{ Name: 'Role', Value: 'edge' }] }),
    complaint: /^MemoryNearPressure: nobody publishes .* with these dimensions$/,
  },
  {
    of: 'a dimension that is left out',
    in: /AuditFleetFails/,
    change: (alarm) => Object.assign(alarm, { Dimensions: undefined }),
    complaint: /^AuditFleetFails: nobody publishes AWS.Lambda Errors with these dimensions$/,
  },
  {
    of: 'another unit',
    in: /CoverageLow/,
    change: (alarm) => Object.assign(alarm, { Unit: 'Count' }),
    complaint: /^CoverageLow: unit Count, but Coverage comes in Percent$/,
  },
  {
    of: 'a Sum, which a repeated run doubles',
    in: /HostLeaks/,
    change: (alarm) => Object.assign(alarm, { Statistic: 'Sum' }),
    complaint: /^HostLeaks: statistic Sum of UnacknowledgedLeakingHosts$/,
  },
  {
    of: 'a period of 45 s',
    in: /FleetEmpty/,
    change: (alarm) => Object.assign(alarm, { Period: 45 }),
    complaint: /^FleetEmpty: period 45 s is no multiple of 60$/,
  },
  {
    of: 'a period shorter than that of the metric',
    in: /ScoringNotRunning/,
    change: (alarm) => Object.assign(alarm, { Period: 3600 }),
    complaint: /^ScoringNotRunning: period 3600 s, but MaxLeakScore comes each 10800 s$/,
  },
  {
    of: 'more periods than CloudWatch looks back at',
    in: /ReportNotSent/,
    change: (alarm) => Object.assign(alarm, { EvaluationPeriods: 57 }),
    complaint: /^ReportNotSent: looks back more than 604800 s$/,
  },
  {
    of: 'a warm-up that outlasts what it takes to ring',
    in: /ScoringNotRunning/,
    change: (alarm) => Object.assign(alarm, { WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 720 } }),
    complaint:
      /^ScoringNotRunning: a warm-up of 43200 s begins anew with each update, and it rings within 21600 s$/,
  },
  {
    of: 'more data points than periods',
    in: /HostLeaks/,
    change: (alarm) => Object.assign(alarm, { DatapointsToAlarm: 9 }),
    complaint: /^HostLeaks: 9 of 4 periods$/,
  },
  {
    of: 'a description that is too long',
    in: /HostLeaks/,
    change: (alarm) => Object.assign(alarm, { AlarmDescription: 'x'.repeat(1025) }),
    complaint: /^HostLeaks: description of 1025 characters$/,
  },
  {
    of: "AWS's own key on the topic",
    in: /^AlertsTopic[0-9A-F]{8}$/,
    change: (topic) => Object.assign(topic, { KmsMasterKeyId: 'alias/aws/sns' }),
    complaint: /AlertsTopic}: cloudwatch.amazonaws.com may not use its key$/,
  },
  {
    of: 'a key that does not let CloudWatch in',
    in: /^AlertsKey/,
    change: ({ KeyPolicy }) => (KeyPolicy as { Statement: unknown[] }).Statement.splice(1, 1),
    complaint: /AlertsTopic}: cloudwatch.amazonaws.com may not use its key$/,
  },
  {
    of: 'a topic without a policy for CloudWatch',
    in: /^AlertsTopicPolicy/,
    change: ({ PolicyDocument }) => (PolicyDocument as { Statement: unknown[] }).Statement.splice(1, 1),
    complaint: /AlertsTopic}: cloudwatch.amazonaws.com may not publish$/,
  },
];
