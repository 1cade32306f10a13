import { assessFleet } from '../../lambdas/domain/assess/assess-fleet.ts';
import type { Acknowledgement } from '../../lambdas/domain/records/acknowledgement.ts';
import type { AssessedHost, Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import { hostKey } from '../../lambdas/domain/records/host-key.ts';
import { DAY, WEEK, WINDOW_DAYS } from '../../lambdas/domain/records/time.ts';
import { hostLoad } from '../../lambdas/domain/rollout/host-load.ts';
import { planRollout } from '../../lambdas/domain/rollout/plan-rollout.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { composeReport, type ReportSources } from '../../lambdas/report/compose-report.ts';
import type { Report } from '../../lambdas/report/report.ts';
import { gatherBins } from '../../lambdas/report/report-bins.ts';
import type { FleetPoint } from '../../lambdas/report/series.ts';
import { type Copies, type ExampleHost, exampleReadings, REPORT_AT } from './example-hosts.ts';

const sound: ExampleHost[] = [
  ...roles('api', ['2.8.30', '2.8.30', '3.0.27', '3.0.27', '3.0.27', '3.2.26']),
  ...roles('internal', ['2.8.30', '2.8.30', '2.8.30', '3.2.26', '3.2.26']),
];

const EXAMPLES = {
  'all-well': () => ({
    hosts: [...roles('edge', ['2.8.30', '2.8.30', '2.8.30', '2.8.30', '3.0.27']), ...sound],
  }),
  'founding-leak': () => ({
    hosts: [
      {
        name: 'edge-1',
        role: 'edge',
        version: '2.8.11',
        leaksInDays: 95,
        events: [{ type: 'restart', daysAgo: 24.2 }],
      },
      { name: 'edge-2', role: 'edge', version: '2.8.11', leaksInDays: 70 },
      {
        name: 'edge-3',
        role: 'edge',
        version: '2.8.11',
        leaksInDays: 130,
        gap: { fromDaysAgo: 15, toDaysAgo: 12.5 },
      },
      { name: 'edge-4', role: 'edge', version: '2.8.11', leaksInDays: 160, pattern: 'with-traffic' },
      { name: 'edge-5', role: 'edge', version: '2.8.11', leaksInDays: 200 },
      { name: 'edge-6', role: 'edge', version: '2.8.30' },
      { name: 'edge-7', role: 'edge', version: '2.8.30' },
      ...sound,
      { name: 'legacy-1', role: 'legacy', version: '2.4.24', gap: { fromDaysAgo: 0.4, toDaysAgo: 0 } },
      { name: 'legacy-2', role: 'legacy', version: '2.4.24', accounting: 'bypassed' },
    ],
    acknowledgements: [
      { target: 'edge-5', reason: 'edge-7 takes its place in December', until: '2026-12-20T00:00:00Z' },
    ],
  }),
  'fix-that-failed': () => ({
    hosts: [
      ...[1, 2, 3, 4].map((number) => upgraded(`edge-${number}`, '2.8.13', 45 + 15 * number)),
      ...[5, 6].map((number) => ({
        ...upgraded(`edge-${number}`, '2.8.30', 110),
      })),
      ...[7, 8, 9].map((number) => ({
        name: `edge-${number}`,
        role: 'edge',
        version: '2.8.11',
        leaksInDays: 30 + 10 * number,
      })),
      ...sound,
    ],
  }),
  'first-run': () => ({
    hosts: [
      { name: 'edge-1', role: 'edge', version: '2.8.11', leaksInDays: 12 },
      { name: 'edge-2', role: 'edge', version: '2.8.11', leaksInDays: 40 },
      { name: 'edge-3', role: 'edge', version: '2.8.30' },
      ...sound,
    ],
    days: 3,
  }),
  'large-fleet': () => ({ hosts: largeFleet(), days: 35 }),
} as const satisfies Record<string, () => Example>;

interface Example {
  hosts: readonly ExampleHost[];
  /** How long the fleet has been observed: 56 days by default, which five reports lie in. */
  days?: number;
  acknowledgements?: readonly Acknowledgement[];
}
export type ExampleName = keyof typeof EXAMPLES;
export const EXAMPLE_NAMES = Object.keys(EXAMPLES) as ExampleName[];

/** The report of an example fleet, made as `send-report` makes it. */
export const exampleReport = (name: ExampleName): Report => composeReport(exampleSources(name));

export function exampleSources(name: ExampleName): ReportSources {
  const { hosts, days = 56, acknowledgements = [] }: Example = EXAMPLES[name]();
  const { bins, newestRun, copies } = exampleReadings(hosts, days);
  const assessments = assessWeekly(bins, copies, acknowledgements);
  const [before = null, now] = assessments.length > 1 ? assessments.slice(-2) : [null, assessments[0]];
  if (now === undefined) throw new Error('an example without an assessment');
  const gather = gatherBins(now);
  const since = Date.parse(now.assessedAt) - WINDOW_DAYS * DAY;
  for (const bin of bins) if (Date.parse(bin.binAt) >= since) gather.add(copies(bin));
  return {
    accountId: '111122223333',
    region: 'eu-west-1',
    at: REPORT_AT,
    timeZone: 'Europe/Berlin',
    now,
    before,
    earlier: assessments
      .slice(0, -1)
      .map(({ assessedAt, fleet }): FleetPoint => ({ at: assessedAt, ...fleet })),
    bins: gather.gathered(),
    newestRun: newestRun.flatMap(copies),
    knowledge,
  };
}

/** An assessment at the instant of each report, as far back as four weeks of readings reach. */
function assessWeekly(
  bins: readonly Bin[],
  copies: Copies,
  acknowledgements: readonly Acknowledgement[],
): Assessment[] {
  const first = Math.min(...bins.map(({ binAt }) => Date.parse(binAt)));
  const instants: Date[] = [];
  for (let at = REPORT_AT.getTime(); at - first >= 4 * WEEK || instants.length === 0; at -= WEEK) {
    instants.unshift(new Date(at));
  }
  const made: Assessment[] = [];
  for (const at of instants) {
    const before = made.at(-1) ?? null;
    made.push(multiplied(assessFleet(bins, { at, knowledge, before, acknowledgements }), bins, copies));
  }
  return made;
}

/** With all copies of each host: to simulate and score each of 5,000 would take a minute. */
function multiplied(assessment: Assessment, bins: readonly Bin[], copies: Copies): Assessment {
  const hosts = assessment.hosts.flatMap(copies);
  if (hosts.length === assessment.hosts.length) return assessment;
  const number = (of: (host: AssessedHost) => boolean) => hosts.filter(of).length;
  return {
    ...assessment,
    fleet: {
      ...assessment.fleet,
      hosts: hosts.length,
      leaking: number(({ verdict }) => verdict === 'leaking'),
      suspected: number(({ verdict }) => verdict === 'suspected'),
      insufficientData: number(({ verdict }) => verdict === 'insufficient-data'),
      unreachable: number(({ reachable }) => !reachable),
    },
    cohorts: assessment.cohorts.map((one) => ({
      ...one,
      hosts: number(({ cohort }) => cohort === one.cohort),
      leaking: number(({ cohort, verdict }) => cohort === one.cohort && verdict === 'leaking'),
    })),
    hosts,
    plan: planRollout(hosts, {
      loads: new Map(
        [...Map.groupBy(bins, hostKey).values()].flatMap((own) => {
          const [{ hostId, accountId, region } = { hostId: '' }] = own;
          const load = hostLoad(own);
          return load === null
            ? []
            : copies({ hostId, accountId, region, name: null }).map((copy) => [hostKey(copy), load] as const);
        }),
      ),
      verifications: assessment.verifications,
    }),
  };
}

function roles(role: string, versions: readonly string[]): ExampleHost[] {
  return versions.map((version, index) => ({ name: `${role}-${index + 1}`, role, version }));
}

/** A host of the founding leak that got another release nine days before the report. */
function upgraded(name: string, version: string, leaksInDays: number): ExampleHost {
  return {
    name,
    role: 'edge',
    version: '2.8.11',
    affected: ['2.8.11', '2.8.13'],
    leaksInDays,
    events: [{ type: 'upgrade', version, by: 'restart', daysAgo: 9.1 }],
  };
}

/** 120 hosts that leak, each in its own way, among 4,880 that don't. */
function largeFleet(): ExampleHost[] {
  const leaking = Array.from({ length: 120 }, (_, index) => ({
    name: `edge-${index + 1}`,
    role: 'edge',
    version: index % 3 === 0 ? '2.8.9' : '2.8.11',
    leaksInDays: 60 + 2 * index,
  }));
  const versions = ['2.6.33', '2.8.30', '2.8.27', '3.0.27', '3.0.26', '3.2.26'];
  const others = Array.from({ length: 122 }, (_, index) => {
    const role = ['edge', 'api', 'internal'][index % 3] ?? 'edge';
    return {
      name: `${role}-${index + 121}`,
      role,
      version: versions[(index * 5) % 6] ?? '2.8.30',
      copies: 40,
    };
  });
  return [...leaking, ...others];
}
