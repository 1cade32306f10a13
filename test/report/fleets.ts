import type { AssessedHost } from '../../lambdas/domain/records/assessment.ts';
import type { RolloutPlan } from '../../lambdas/domain/records/rollout-plan.ts';
import type { ReportSources } from '../../lambdas/report/compose-report.ts';
import { AT, answered, assessed, assessment, leaking, silent, sources, WEEK_AGO } from './assessed.ts';

const MIB = 2 ** 20;

/** The five fleets that every form of the report is looked at for. */
export const FLEETS = {
  'all-well': allWell,
  'founding-leak': foundingLeak,
  'fix-that-failed': fixThatFailed,
  'first-run': firstRun,
  'large-fleet': () => largeFleet(5_000),
} as const satisfies Record<string, () => ReportSources>;
export type FleetName = keyof typeof FLEETS;

function allWell(): ReportSources {
  const hosts = [...healthy(1, 24), ...healthy(25, 8, { role: 'internal', version: '3.2.26' })];
  return sources(assessment(hosts), {
    before: assessment(hosts, { assessedAt: WEEK_AGO }),
    earlier: weeks([0, 0, 0]),
  });
}

/** Fourteen of the edge on 2.8.11, six of which leak; the rest runs newer releases. */
function foundingLeak(): ReportSources {
  const leaks = [
    leaking(1, 260, { recommendation: urgent(leaking(1, 260)) }),
    leaking(2, 190),
    leaking(3, 140),
    leaking(4, 95),
    leaking(5, 60),
  ];
  const suspected = leaking(6, 20, {
    verdict: 'suspected',
    leakProbability: 0.44,
    version: '2.6.12-1+deb12u4',
    cohort: 'edge/2.6.12',
    evidence: [
      {
        check: 'memory-growth',
        logOdds: 2.9,
        summary: '240 MiB of TCP memory, growing by 5.2 MiB/day (95% CI 1.1–9.3)',
        growthPerDay: null,
        window: { from: '2026-11-14T03:00:00Z', to: '2026-11-23T00:00:00Z' },
      },
    ],
    daysObserved: 8.6,
  });
  const accepted = leaking(7, 80, {
    acknowledgement: { reason: 'Replaced by lb-30 in December', until: '2026-12-20T00:00:00Z' },
  });
  const fixed = assessed(8, {
    verification: {
      changedAt: '2026-11-17T09:00:00Z',
      from: '2.8.11',
      to: '2.8.30',
      before: { estimate: 41 * MIB, low: 38 * MIB, high: 44 * MIB },
      after: { estimate: 0.2 * MIB, low: -1.1 * MIB, high: 1.5 * MIB },
      verdict: 'fixed',
      daysToGo: null,
      summary: '41 MiB/day before, 0.2 MiB/day after (95% CI -1.1 to 1.5)',
    },
  });
  const rest = [
    ...healthy(9, 7, { version: '2.8.11-1ubuntu2', recommendation: routine() }),
    ...healthy(20, 6),
    ...healthy(30, 8, { role: 'internal', version: '3.2.26' }),
    ...healthy(40, 2, { role: 'internal', version: '3.1.17' }),
    assessed(50, { verdict: 'insufficient-data', reachable: false, daysObserved: 0.5, version: null }),
  ];
  const hosts = [...leaks, suspected, accepted, fixed, ...rest];
  const now = assessment(hosts, {
    plan: planOf(hosts),
    verifications: [
      {
        role: 'edge',
        from: '2.8.11',
        to: '2.8.30',
        firstAt: '2026-11-17T09:00:00Z',
        lastAt: '2026-11-17T09:00:00Z',
        hosts: 1,
        others: 13,
        before: { estimate: 41 * MIB, low: 38 * MIB, high: 44 * MIB },
        after: { estimate: 0.2 * MIB, low: -1.1 * MIB, high: 1.5 * MIB },
        effect: null,
        verdict: 'fixed',
        daysToGo: null,
        summary: '41 MiB/day before, 0.2 MiB/day after (95% CI -1.1 to 1.5)',
      },
    ],
    acknowledgements: [
      {
        target: 'lb-7',
        reason: 'Replaced by lb-30 in December',
        until: '2026-12-20T00:00:00Z',
        state: 'in-force',
        hosts: 1,
      },
    ],
  });
  const weekAgo = hosts.map((host): AssessedHost => {
    if (host.name === 'lb-1') return assessed(1, { version: '2.8.11-1ubuntu2' });
    if (host.name === 'lb-2') return leaking(2, 150, { verdict: 'suspected', score: 31 });
    return host.name === 'lb-8' ? leaking(8, 158) : host;
  });
  const before = assessment([...weekAgo, leaking(60, 70)], { assessedAt: WEEK_AGO });
  const newestRun = [
    silent(50, 'DeliveryTimedOut'),
    silent(51, 'NoJsonLine'),
    ...hosts.slice(0, 31).map((_, index) => answered(index)),
  ];
  return sources(now, {
    before,
    earlier: weeks([4, 9, 12, 20, 28, 41]),
    newestRun,
  });
}

/** All of the edge went to 2.8.12 last week, whose fix does not work. */
function fixThatFailed(): ReportSources {
  const upgraded = (index: number, perDay: number) =>
    leaking(index, perDay, {
      version: '2.8.12-1ubuntu1',
      verification: {
        changedAt: '2026-11-16T10:00:00Z',
        from: '2.8.11',
        to: '2.8.12',
        before: { estimate: perDay * 0.26 * MIB, low: perDay * 0.24 * MIB, high: perDay * 0.28 * MIB },
        after: { estimate: perDay * 0.25 * MIB, low: perDay * 0.22 * MIB, high: perDay * 0.28 * MIB },
        verdict: 'not-fixed',
        daysToGo: null,
        summary: `${Math.round(perDay * 0.26)} MiB a day before, ${Math.round(perDay * 0.25)} MiB after`,
      },
    });
  const hosts = [upgraded(1, 180), upgraded(2, 120), upgraded(3, 90), upgraded(4, 90), ...healthy(10, 12)];
  const now = assessment(hosts, {
    plan: planOf(hosts),
    verifications: [
      {
        role: 'edge',
        from: '2.8.11',
        to: '2.8.12',
        firstAt: '2026-11-16T10:00:00Z',
        lastAt: '2026-11-16T14:00:00Z',
        hosts: 4,
        others: 12,
        before: { estimate: 31 * MIB, low: 29 * MIB, high: 33 * MIB },
        after: { estimate: 30 * MIB, low: 27 * MIB, high: 33 * MIB },
        effect: { bytesPerDay: { estimate: -1 * MIB, low: -4 * MIB, high: 2 * MIB }, pValue: 0.52 },
        verdict: 'not-fixed',
        daysToGo: null,
        summary:
          '31 MiB/day before, 30 MiB/day after (95% CI 27–33); hosts that did not upgrade did not change',
      },
    ],
  });
  const before = assessment(
    hosts.map((host, index) => (index < 4 ? leaking(index + 1, 100) : host)),
    { assessedAt: WEEK_AGO },
  );
  return sources(now, { before, earlier: weeks([30, 33, 36, 40, 44, 49]) });
}

/** Ten hosts, asked for a day and a half. */
function firstRun(): ReportSources {
  const hosts = Array.from({ length: 10 }, (_, index) =>
    assessed(index + 1, {
      verdict: 'insufficient-data',
      leakProbability: 0.04,
      memoryGrowthBytesPerDay: null,
      daysObserved: 1.5,
      version: index < 4 ? '2.8.11' : '2.8.30',
      recommendation: index < 4 ? routine() : assessed(0).recommendation,
    }),
  );
  return sources(assessment(hosts));
}

/** A fleet of the largest size that is looked at: one host in twenty leaks. */
export function largeFleet(count: number): ReportSources {
  const hosts = Array.from({ length: count }, (_, index) => {
    if (index % 20 === 0) return leaking(index, 20 + ((index * 7919) % 240));
    return assessed(index, index % 3 === 0 ? { role: 'internal', version: '3.2.24' } : {});
  });
  const now = assessment(hosts, { plan: planOf(hosts) });
  const calmer = hosts.map((host, index) => (index % 100 === 0 ? assessed(index) : host));
  return sources(now, {
    before: assessment(calmer, { assessedAt: WEEK_AGO }),
    earlier: weeks([60, 70, 72]),
    newestRun: hosts.map((_, index) =>
      index % 41 === 1 ? silent(index, index % 3 ? 'DeliveryTimedOut' : 'NotManaged') : answered(index),
    ),
  });
}

const healthy = (from: number, count: number, overrides: Partial<AssessedHost> = {}): AssessedHost[] =>
  Array.from({ length: count }, (_, index) => assessed(from + index, overrides));

const urgent = ({ recommendation }: AssessedHost): AssessedHost['recommendation'] => ({
  ...recommendation,
  urgency: 'now',
  restartBy: '2026-12-04T00:00:00Z',
});

const routine = (): AssessedHost['recommendation'] => ({
  ...leaking(1, 10).recommendation,
  urgency: 'next-window',
  mitigations: [],
});

/** One canary, then waves of a quarter of the hosts that are to be upgraded. */
function planOf(hosts: readonly AssessedHost[]): RolloutPlan {
  const due = hosts.filter(
    ({ recommendation, acknowledgement }) => recommendation.action === 'upgrade' && acknowledgement === null,
  );
  const size = Math.max(2, Math.ceil(due.length / 4));
  const portions = [due.slice(0, 1)];
  for (let start = 1; start < due.length; start += size) portions.push(due.slice(start, start + size));
  return {
    waves: portions
      .filter((portion) => portion.length > 0)
      .map((portion, index) => ({
        wave: index + 1,
        kind: index === 0 ? 'canary' : 'wave',
        hosts: portion.map(
          ({ hostId, accountId, region, name, role, availabilityZone, version, recommendation }) => ({
            hostId,
            accountId,
            region,
            name,
            role,
            availabilityZone,
            action: 'upgrade',
            from: version,
            to: recommendation.to,
            urgency: recommendation.urgency,
            reason: index === 0 ? 'leaks fastest, so that the effect shows first' : 'one zone at a time',
          }),
        ),
        watchDays: index === 0 ? 3 : 2,
        stopRule: 'Go no further if growth after the upgrade is still above half of what it was',
      })),
    unplanned: [],
  };
}

/** The fleet at the assessments of the weeks before, its score as given. */
const weeks = (scores: readonly number[]): ReportSources['earlier'] =>
  scores.map((score, index) => ({
    at: new Date(Date.parse(AT) - (scores.length - index) * 7 * 86_400_000).toISOString(),
    score,
    leaking: Math.round(score / 12),
    suspected: score > 20 ? 1 : 0,
    hosts: 34,
  }));
