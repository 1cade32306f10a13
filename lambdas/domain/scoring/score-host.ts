import type { Bin } from '../records/bin.ts';
import type { Evidence, Interval, SecondsToPressure, ShownKind } from '../records/evidence.ts';
import type { HostLimit, NearestLimit } from '../records/limit.ts';
import { DAY_SECONDS } from '../records/time.ts';
import type { Verdict } from '../records/verdict.ts';
import { CHECKS, countsLeak } from './checks/index.ts';
import { decideVerdict } from './decide-verdict.ts';
import { type HostTrend, hostTrend } from './host-trend.ts';
import { type JudgedKind, judgeKinds } from './kinds.ts';
import { hostLimits, nearestOf, nearLimits } from './limits.ts';
import type { Slope } from './pooled-slope.ts';
import { timeToPressure } from './time-to-limit.ts';
import { TREND_OPTIONS, type TrendOptions } from './trend/design.ts';
import { interval } from './trend/growth.ts';

export interface ScoreContext {
  /** Share of the fleet's hosts that leak (`fleetPrevalence`); 4 % where it isn't given, never under .5 %. */
  prevalence?: number;
  trend?: TrendOptions;
}

/** What a host's bins say. */
export interface HostAssessment {
  hostId: string;
  role: string | null;
  version: string | null;
  verdict: Verdict;
  /** 0-1, calibrated: of hosts at .3, three in ten leak. */
  leakProbability: number;
  /** What the log-odds of all evidence are added to. */
  priorLogOdds: number;
  /** 0-100: probability times how soon it hurts. */
  score: number;
  /** Load taken out; `null` where it can't be told. */
  memoryGrowthBytesPerDay: Interval | null;
  /** The same as a part of the present level, for cohorts. */
  relativeGrowthPerDay: Slope | null;
  /** Until the kernel's TCP memory pressure at the present growth; `null` for never, `high` also. */
  secondsToPressure: SecondsToPressure | null;
  /** Every limit that was read. */
  limits: HostLimit[];
  /** What severity goes by; `null` where none is reached at the present growth. */
  nearestLimit: NearestLimit | null;
  /** Whether it stands at 90 % of any. */
  nearLimit: boolean;
  /** Kinds of leak that the readings speak for, strongest first. */
  kinds: ShownKind[];
  /** Of the likeliest kind, which adds up to the probability; then what the other readings say, which counts nothing. */
  evidence: Evidence[];
  daysObserved: number;
}

/** Nobody's fleet is known to be free of leaks; and what is taken while nothing is known of it. */
export const MINIMUM_PREVALENCE = 0.005;
export const USUAL_PREVALENCE = 0.04;

/** Within a week is worst; beyond a year it doesn't matter. */
const [WORST_DAYS, HARMLESS_DAYS] = [7, 365];

/**
 * Judges one host by its own bins.
 * @param bins of one host, in any order; 28 days of them at most are of use
 * @throws RangeError where there is no bin
 */
export function scoreHost(bins: readonly Bin[], context: ScoreContext = {}): HostAssessment {
  const options = context.trend ?? TREND_OPTIONS;
  const host = hostTrend(bins, options);
  const newest = host.bins.at(-1);
  if (!newest) throw new RangeError('a host without bins has no score');
  const judged = judgeKinds(host);
  const evidence = evidenceOf(host, judged);
  const sum = (isCount: boolean) =>
    evidence.reduce((total, piece) => total + (countsLeak(piece) === isCount ? piece.logOdds : 0), 0);
  const [mechanismLogOdds, statisticsLogOdds] = [sum(true), sum(false)];
  const prevalence = Math.max(MINIMUM_PREVALENCE, context.prevalence ?? USUAL_PREVALENCE);
  const prior = logit(Math.min(0.5, prevalence));
  const probability = 1 / (1 + Math.exp(-(prior + mechanismLogOdds + statisticsLogOdds)));
  const memory = host.growth('memoryBytes');
  const unadjusted = () => hostTrend(bins, { ...options, loadHours: [] }).growth('memoryBytes');
  const limits = hostLimits(host);
  const nearestLimit = nearestOf(limits, host);
  return {
    hostId: newest.hostId,
    role: newest.role,
    version: host.usable.at(-1)?.version ?? newest.version,
    verdict: decideVerdict(host, { probability, mechanismLogOdds, statisticsLogOdds }, unadjusted),
    leakProbability: probability,
    priorLogOdds: prior,
    score: Math.round(100 * probability * severityOf(nearestLimit?.secondsToLimit.estimate ?? Infinity)),
    memoryGrowthBytesPerDay: memory && interval(memory),
    relativeGrowthPerDay: relativeGrowth(host),
    secondsToPressure: timeToPressure(host),
    limits,
    nearestLimit,
    nearLimit: nearLimits(limits).length > 0,
    kinds: judged.flatMap((kind) => shownKind(kind, prior)),
    evidence,
    daysObserved: host.days,
  };
}

function shownKind({ kind, logOdds, pieces }: JudgedKind, prior: number): ShownKind[] {
  const [lead] = pieces;
  if (logOdds <= 0 || !lead) return [];
  return [{ kind, probability: 1 / (1 + Math.exp(-(prior + logOdds))), witness: lead.check }];
}

/** The pieces of the likeliest kind, then what else was asked. */
function evidenceOf(host: HostTrend, [leading, ...others]: readonly JudgedKind[]): Evidence[] {
  const window = { from: host.usable[0]?.binAt ?? '', to: host.usable.at(-1)?.binAt ?? '' };
  const pieces = [
    ...(leading?.pieces ?? []).map((piece) => ({ ...piece, kind: leading?.kind })),
    ...others.flatMap(({ kind, pieces }) => pieces.map((piece) => ({ ...piece, kind, logOdds: 0 }))),
  ];
  const byCheck = new Map(pieces.toReversed().map((piece) => [piece.check as string, piece]));
  const ordered = [...CHECKS].flatMap(({ name }) => byCheck.get(name) ?? []);
  return ordered
    .sort((a, b) => Number(b.kind === leading?.kind) - Number(a.kind === leading?.kind))
    .map(({ check, kind, logOdds, because, answer }) => ({
      check,
      ...(kind && { kind }),
      logOdds,
      ...(because && { because }),
      summary: answer.summary,
      growthPerDay: answer.growthPerDay,
      window,
    }));
}

function relativeGrowth(host: HostTrend): Slope | null {
  const growth = host.growth('memoryBytes');
  const level = host.level('memoryBytes');
  if (!growth || !level || !host.isLoadKnown) return null;
  return { estimate: growth.perDay / level, standardError: growth.standardError / level };
}

/** 1 within a week, 0 from a year on, by the logarithm of the time between. */
export function severityOf(secondsToLimit: number): number {
  const days = Math.max(secondsToLimit / DAY_SECONDS, 1e-9);
  const part = Math.log10(days / WORST_DAYS) / Math.log10(HARMLESS_DAYS / WORST_DAYS);
  return Math.min(1, Math.max(0, 1 - part));
}

const logit = (probability: number): number => Math.log(probability / (1 - probability));

/**
 * Share of a fleet's hosts that leak, from what their evidence alone says: the share that explains the evidence best,
 * by expectation and maximisation, with two hosts' worth of the usual share so that a small fleet doesn't run away.
 */
export function fleetPrevalence(assessments: readonly Pick<HostAssessment, 'evidence'>[]): number {
  const odds = assessments.map(({ evidence }) =>
    Math.exp(evidence.reduce((sum, { logOdds }) => sum + logOdds, 0)),
  );
  let share = USUAL_PREVALENCE;
  for (let step = 0; step < 50; step += 1) {
    const leaking = odds.reduce((sum, ratio) => sum + (share * ratio) / (share * ratio + 1 - share), 0);
    share = (leaking + 2 * USUAL_PREVALENCE) / (odds.length + 2);
  }
  return Math.max(MINIMUM_PREVALENCE, share);
}
