import { describe, expect, it } from 'vitest';
import {
  fleetData,
  hostData,
  publish,
  reportAgeData,
  scoreData,
} from '../../lambdas/aws/cloudwatch-metrics.ts';
import type { FleetSummary, Group } from '../../lambdas/domain/audit/fleet-summary.ts';
import type { Assessment } from '../../lambdas/domain/records/assessment.ts';
import { METRIC_NAMESPACE, METRICS } from '../../lambdas/telemetry.ts';
import { assessedHost } from '../domain/a-leaking-host.ts';
import { sampled, unreachable, worker } from '../domain/samples.ts';
import { startEndpoint } from '../infra/local/aws/fleet.ts';

const RUN_AT = '2026-11-22T16:05:00Z';

const group = (name: string, hosts: number): Group => ({
  name,
  hosts,
  stuckStreams: hosts,
  deadSockets: null,
});

const fleet: FleetSummary = {
  hosts: 10,
  sampled: 9,
  unreachable: 1,
  malformed: 0,
  coveragePercent: 90,
  tcpMemoryBytes: { minimum: 100, maximum: 900, sum: 1_000, count: 9 },
  percentOfPressure: { minimum: 1, maximum: 9, sum: 40, count: 9 },
  stuckStreams: 0,
  deadSockets: null,
  pressureEvents: 2,
  roles: [group('edge', 6), group('internal', 4)],
  releases: [group('2.8.11', 6), group('2.8.14', 3)],
};

const named = (data: ReturnType<typeof fleetData>) =>
  data.map(({ MetricName, Dimensions }) =>
    [MetricName, ...(Dimensions ?? []).map(({ Name, Value }) => `${Name}=${Value}`)].join(' '),
  );

describe('data points of a run', () => {
  it('are the fleet figures that are known, then those of roles and releases', () => {
    expect(named(fleetData(fleet, RUN_AT, 30))).toEqual([
      'Hosts',
      'HostsUnreachable',
      'HostsMalformed',
      'Coverage',
      'TcpMemory',
      'TcpMemoryOfPressure',
      'StuckStreams',
      'PressureEvents',
      'Hosts Role=edge',
      'StuckStreams Role=edge',
      'Hosts Role=internal',
      'StuckStreams Role=internal',
      'Hosts Release=2.8.11',
      'StuckStreams Release=2.8.11',
      'Hosts Release=2.8.14',
      'StuckStreams Release=2.8.14',
    ]);
  });

  it('carry the unit of the one list and the instant of the run', () => {
    for (const { MetricName = '', Unit, Timestamp } of fleetData(fleet, RUN_AT, 30)) {
      expect({ Unit, Timestamp }).toEqual({
        Unit: METRICS[MetricName as keyof typeof METRICS],
        Timestamp: new Date(RUN_AT),
      });
    }
  });

  it.each([30, 20, 15, 12, 9, 3, 0])('stay within a budget of %i metrics', (budget) => {
    const large = {
      ...fleet,
      deadSockets: 1,
      roles: Array.from({ length: 40 }, (_, index) => ({
        ...group(`role-${index}`, 40 - index),
        deadSockets: 1,
      })),
      releases: Array.from({ length: 40 }, (_, index) => ({
        ...group(`2.8.${index}`, 40 - index),
        deadSockets: 1,
      })),
    };
    const names = named(fleetData(large, RUN_AT, budget));
    expect(names.length).toBeLessThanOrEqual(budget);
    expect(new Set(names).size).toBe(names.length);
  });

  it('count the smallest groups together, so that no host is lost', () => {
    const roles = [group('a', 4), group('b', 3), group('c', 2), group('d', 1)];
    const data = fleetData({ ...fleet, roles }, RUN_AT, 9 + 3 * 4);
    const hosts = (kind: string) =>
      data.flatMap(({ MetricName, Dimensions, Value }) =>
        MetricName === 'Hosts' && Dimensions?.[0]?.Name === kind ? [[Dimensions[0].Value, Value]] : [],
      );
    expect(hosts('Role')).toEqual([
      ['a', 4],
      ['other', 6],
    ]);
    expect(hosts('Release')).toEqual([
      ['2.8.11', 6],
      ['2.8.14', 3],
    ]);
  });

  it.each([
    { tag: 'Bücher', value: 'B?cher' },
    { tag: ':colon', value: '?colon' },
    { tag: '\u001b[2J', value: '?[2J' },
    { tag: '   ', value: '?' },
    { tag: 'x'.repeat(300), value: 'x'.repeat(255) },
  ])('a role tag $tag becomes a dimension that CloudWatch takes', async ({ tag, value }) => {
    const { cloudwatch, endpoint } = await startEndpoint();
    await publish(cloudwatch, fleetData({ ...fleet, roles: [group(tag, 1)] }, RUN_AT, 30));
    expect(endpoint.metrics().map(({ dimensions }) => dimensions[0]?.value)).toContain(value);
  });

  it('of each host are published only for hosts that were sampled, and only what is known', () => {
    const hosts = [
      sampled('i-a', {
        tcp: { memoryPages: 10, memoryPressurePages: 100 },
        processes: [worker({ stuck: 2 })],
      }),
      unreachable('i-b'),
    ];
    expect(named(hostData(hosts, RUN_AT))).toEqual([
      'TcpMemory HostId=i-a',
      'TcpMemoryOfPressure HostId=i-a',
      'StuckStreams HostId=i-a',
    ]);
  });
});

describe('data points of an assessment', () => {
  const assessment = {
    schema: 1,
    assessedAt: RUN_AT,
    knowledgeCheckedOn: '2026-11-20',
    fleet: {
      score: 81,
      hosts: 2,
      leaking: 2,
      suspected: 0,
      insufficientData: 0,
      unreachable: 0,
      coverage: 1,
    },
    cohorts: [],
    hosts: [
      assessedHost(),
      assessedHost({ acknowledgement: { reason: 'replaced next week', until: '2026-12-01T00:00:00Z' } }),
    ],
    plan: { waves: [], unplanned: [] },
    verifications: [],
    acknowledgements: [],
  } satisfies Assessment;
  const values = (data: ReturnType<typeof scoreData>) =>
    Object.fromEntries(data.map(({ Value }, index) => [named(data)[index], Value]));

  it('count a leak that was accepted among the leaks, and not among those that ring', () => {
    expect(values(scoreData(assessment, () => true))).toEqual({
      MaxLeakScore: 81,
      LeakingHosts: 2,
      UnacknowledgedLeakingHosts: 1,
      SuspectedHosts: 0,
      ShortestTimeToLimit: 9.2 * 86_400,
      KnowledgeAge: (2 * 24 + 16) * 3600 + 300,
      'LeakingHosts Release=2.8.11': 2,
    });
  });

  it('tell the time to the limit that is reached first, whichever it is', () => {
    const nearestLimit = {
      resource: 'connections',
      secondsToLimit: { estimate: 3 * 86_400, low: 2 * 86_400, high: null },
    } as const;
    const hosts = [assessedHost(), assessedHost({ nearestLimit })];
    expect(values(scoreData({ ...assessment, hosts }, () => true)).ShortestTimeToLimit).toBe(3 * 86_400);
    const restarted = [assessedHost({ nearestLimit, restartEverySeconds: 86_400 })];
    expect(values(scoreData({ ...assessment, hosts: restarted }, () => true))).not.toHaveProperty(
      'ShortestTimeToLimit',
    );
  });

  it('say that knowledge from the future is new, as is a report', () => {
    const early = { ...assessment, assessedAt: '2026-01-01T00:00:00Z' };
    expect(values(scoreData(early, () => true)).KnowledgeAge).toBe(0);
    expect(reportAgeData(new Date(RUN_AT), new Date('2026-01-01'))).toMatchObject([{ Value: 0 }]);
  });
});

describe('publish', () => {
  it('sends full batches of 1,000', async () => {
    const { cloudwatch, endpoint } = await startEndpoint();
    const hosts = Array.from({ length: 700 }, (_, index) =>
      sampled(`i-${index}`, {
        tcp: { memoryPages: 10, memoryPressurePages: 100 },
        processes: [worker({ stuck: 2 })],
      }),
    );
    const data = hostData(hosts, RUN_AT);
    expect(data).toHaveLength(2_100);
    await publish(cloudwatch, data);
    expect(endpoint.calls.filter(({ operation }) => operation === 'PutMetricData')).toHaveLength(3);
    expect(endpoint.metrics()).toHaveLength(2_100);
    expect(new Set(endpoint.metrics().map(({ namespace }) => namespace))).toEqual(
      new Set([METRIC_NAMESPACE]),
    );
  });

  it('sends nothing where there is nothing', async () => {
    const { cloudwatch, endpoint } = await startEndpoint();
    await publish(cloudwatch, []);
    expect(endpoint.calls).toEqual([]);
  });

  it('twice for one instant changes no Maximum and no Minimum', async () => {
    const { cloudwatch, endpoint } = await startEndpoint();
    const extremes = () =>
      endpoint
        .metrics()
        .map(({ metricName, points }) => [
          metricName,
          points.map(({ maximum, minimum }) => [maximum, minimum]),
        ]);
    await publish(cloudwatch, fleetData(fleet, RUN_AT, 30));
    const once = extremes();
    await publish(cloudwatch, fleetData(fleet, RUN_AT, 30));
    expect(extremes()).toEqual(once);
    expect(Object.fromEntries(once)).toMatchObject({ TcpMemory: [[900, 100]], Coverage: [[90, 90]] });
  });
});
