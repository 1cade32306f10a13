import { type AssessedHost, Assessment } from '../../lambdas/domain/records/assessment.ts';
import { Bin } from '../../lambdas/domain/records/bin.ts';
import { refOf } from '../../lambdas/domain/records/host-key.ts';
import type { Recommendation } from '../../lambdas/domain/records/recommendation.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { DAY_SECONDS } from '../../lambdas/domain/records/time.ts';
import { upstreamRelease } from '../../lambdas/domain/records/version.ts';
import type { ReportSources } from '../../lambdas/report/compose-report.ts';
import { gatherBins } from '../../lambdas/report/report-bins.ts';
import { sampled } from '../domain/samples.ts';
import { randomNumbers } from '../domain/synthetic-bins.ts';
import { KNOWLEDGE } from './known.ts';

const MIB = 2 ** 20;

/** Monday morning; the report's week is 2026-W48, its zone an hour ahead of UTC. */
export const AT = '2026-11-23T06:00:00Z';
/** The newest bin that had closed was judged at this instant. */
export const NOW = '2026-11-23T03:20:00Z';
export const WEEK_AGO = '2026-11-16T03:20:00Z';

export const NOTHING: Recommendation = {
  action: 'nothing',
  to: null,
  floor: null,
  urgency: 'none',
  restartBy: null,
  mitigations: [],
  reasons: [],
};

/** A host that an assessment calls healthy, unless told otherwise. */
export function assessed(index: number, overrides: Partial<AssessedHost> = {}): AssessedHost {
  const version = overrides.version === undefined ? '2.8.30' : overrides.version;
  const role = overrides.role === undefined ? 'edge' : overrides.role;
  return {
    hostId: `i-${index.toString(16).padStart(17, '0')}`,
    accountId: '111122223333',
    region: 'eu-west-1',
    name: `lb-${index}`,
    role,
    availabilityZone: `eu-west-1${'abc'[index % 3]}`,
    cohort: `${role ?? 'none'}/${(version && upstreamRelease(version)) ?? 'unknown'}`,
    version,
    verdict: 'healthy',
    leakProbability: 0.006,
    priorLogOdds: -3.2,
    score: 0,
    memoryGrowthBytesPerDay: { estimate: 0.1 * MIB, low: -0.4 * MIB, high: 0.6 * MIB },
    secondsToPressure: null,
    evidence: [],
    recommendation: NOTHING,
    verification: null,
    acknowledgement: null,
    daysObserved: 28,
    scoredAt: NOW,
    reachable: true,
    ...overrides,
  };
}

/** A host with the founding leak: so many streams stuck a day. */
export function leaking(index: number, perDay: number, overrides: Partial<AssessedHost> = {}): AssessedHost {
  const growth = perDay * 0.26 * MIB;
  const seconds = (1400 * MIB * DAY_SECONDS) / growth;
  const window = { from: '2026-10-26T03:00:00Z', to: NOW };
  const evidence = (check: string, logOdds: number, summary: string) => ({
    check,
    logOdds,
    summary,
    growthPerDay: null,
    window,
  });
  const streams = `${perDay * 11} stuck streams (${perDay * 10} older than a day), growing by ${perDay}/day (95% CI ${Math.round(perDay * 0.93)}–${Math.round(perDay * 1.07)})`;
  return assessed(index, {
    version: '2.8.11-1ubuntu2',
    verdict: 'leaking',
    leakProbability: 0.9993,
    score: Math.round(100 * (1 - Math.log(Math.max(1, seconds / DAY_SECONDS / 7)) / Math.log(365 / 7))),
    memoryGrowthBytesPerDay: { estimate: growth, low: 0.92 * growth, high: 1.08 * growth },
    secondsToPressure: { estimate: seconds, low: 0.9 * seconds, high: 1.13 * seconds },
    evidence: [
      evidence('stuck-streams', 6.4, streams),
      evidence('memory-growth', 5.1, `800 MiB of TCP memory, growing by ${Math.round(growth / MIB)} MiB/day`),
      evidence('connection-growth', -0.2, '4,200 connections, no growth'),
    ],
    recommendation: {
      action: 'upgrade',
      to: '2.8.30',
      floor: '2.8.14',
      urgency: seconds < 40 * DAY_SECONDS ? 'this-week' : 'this-month',
      restartBy: null,
      mitigations: ['Set hard-stop-after 30m in the global section, so that old workers end after a reload'],
      reasons: ['HAPX-0001 is fixed in 2.8.14', '2.8.30 is the latest known release of long-term branch 2.8'],
    },
    ...overrides,
  });
}

/** An assessment of these hosts, the highest score first. */
export function assessment(hosts: readonly AssessedHost[], overrides: Partial<Assessment> = {}): Assessment {
  const number = (of: (host: AssessedHost) => boolean) => hosts.filter(of).length;
  const cohorts = [...Map.groupBy(hosts, ({ cohort }) => cohort)].map(([cohort, members]) => {
    const leaks = members.filter(({ verdict }) => verdict === 'leaking').length;
    return {
      cohort,
      hosts: members.length,
      leaking: leaks,
      leakProbability: members.length < 5 ? null : leaks > 0 ? 0.998 : 0.004,
      growthPerDay: null,
      beyondOthers: null,
    };
  });
  const unreachable = number(({ reachable }) => !reachable);
  return Assessment.parse({
    schema: 1,
    assessedAt: NOW,
    knowledgeCheckedOn: KNOWLEDGE.checkedOn,
    fleet: {
      score: Math.max(0, ...hosts.map(({ score }) => score)),
      hosts: hosts.length,
      leaking: number(({ verdict }) => verdict === 'leaking'),
      suspected: number(({ verdict }) => verdict === 'suspected'),
      insufficientData: number(({ verdict }) => verdict === 'insufficient-data'),
      unreachable,
      coverage: hosts.length === 0 ? null : 1 - unreachable / hosts.length,
    },
    cohorts,
    hosts: hosts.toSorted((a, b) => b.score - a.score || (a.hostId < b.hostId ? -1 : 1)),
    plan: { waves: [], unplanned: [] },
    verifications: [],
    acknowledgements: [],
    ...overrides,
  });
}

/** What a report is made of, with bins for the hosts that are charted. */
export function sources(now: Assessment, overrides: Partial<ReportSources> = {}): ReportSources {
  const { add, gathered } = gatherBins(now);
  for (const host of now.hosts)
    add(trajectory(host, host.verdict === 'leaking' || host.verdict === 'suspected'));
  return {
    accountId: '111122223333',
    region: 'eu-west-1',
    at: new Date(AT),
    timeZone: 'Europe/Berlin',
    now,
    before: null,
    earlier: [],
    bins: gathered(),
    newestRun: [],
    knowledge: KNOWLEDGE,
    ...overrides,
  };
}

/** A host of the newest run that did not answer. */
export const silent = (index: number, reason: string): Sample => ({
  schema: 1,
  runAt: '2026-11-23T05:45:00Z',
  hostId: assessed(index).hostId,
  accountId: '111122223333',
  region: 'eu-west-1',
  availabilityZone: 'eu-west-1a',
  role: 'edge',
  name: `lb-${index}`,
  outcome: reason === 'NoJsonLine' ? 'malformed' : 'unreachable',
  reason,
});

/** A host of the newest run that did. */
export const answered = (index: number): Sample => ({
  ...sampled(assessed(index).hostId),
  runAt: '2026-11-23T05:45:00Z',
  name: `lb-${index}`,
});

/** Bins that agree with what is said of a host: all of 28 days, or its newest alone. */
function trajectory(host: AssessedHost, all: boolean): Bin[] {
  const end = Date.parse('2026-11-23T03:00:00Z');
  const random = randomNumbers(Number.parseInt(host.hostId.slice(-6), 16));
  const growth = host.memoryGrowthBytesPerDay?.estimate ?? 0;
  const bins = Math.round(Math.min(28, host.daysObserved) * 8);
  const count = all ? bins : Math.min(1, bins);
  const restartedAt = bins > 80 ? 60 : -1;
  const changedAt = host.verification === null ? -1 : Date.parse(host.verification.changedAt);
  let days = 6;
  return Array.from({ length: count }, (_, index) => {
    const at = end - (count - index) * 3 * 3_600_000;
    const restarts = index === restartedAt;
    const upgrades = at <= changedAt && changedAt < at + 3 * 3_600_000;
    days = restarts || upgrades ? 0 : days + 1 / 8;
    const stuck = Math.max(0, Math.round((days * growth) / (0.26 * MIB)));
    const load = 1 + 0.3 * Math.sin((index / 4) * Math.PI) + 0.04 * random();
    return Bin.parse({
      schema: 1,
      binAt: new Date(at).toISOString().replace('.000Z', 'Z'),
      ...refOf(host),
      sampled: 12,
      unreachable: 0,
      malformed: 0,
      usable: !restarts,
      events: [...(restarts ? ['restart'] : []), ...(upgrades ? ['upgrade'] : [])],
      version: changedAt >= at + 3 * 3_600_000 ? host.verification?.from : host.version,
      pressureBytes: 1600 * MIB,
      memoryBytes: Math.round(160 * MIB * load + days * Math.max(0, growth)),
      stuckStreams: stuck,
      deadSockets: 2 * stuck,
    });
  });
}
