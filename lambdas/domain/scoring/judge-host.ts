import type { Evidence, ShownKind } from '../records/evidence.ts';
import { DAY_SECONDS } from '../records/time.ts';
import type { Verdict } from '../records/verdict.ts';
import type { Answer } from './checks/check.ts';
import { CHECKS, type CheckName, countsLeak, isLevel } from './checks/index.ts';
import { type Balance, decideVerdict } from './decide-verdict.ts';
import { type JudgedKind, judgeKinds } from './kinds.ts';
import type { MeasuredHost } from './measure-host.ts';
import { answersOf } from './measured-checks.ts';
import type { SoundGrowth } from './sound-growth.ts';

/** What the fleet says of a host before its own readings do. */
export interface FleetContext {
  /** Share of the fleet's hosts that leak (`fleetPrevalence`); 4% where it isn't given, never under .5%. */
  prevalence?: number;
  /** How sound hosts of the fleet drift; as usual where it isn't given. */
  sound?: SoundGrowth;
}

/** What a host's bins say, as far as records keep it. */
export interface HostAssessment extends Omit<MeasuredHost, 'window' | 'checks' | 'facts'> {
  verdict: Verdict;
  /** 0-1, calibrated: of hosts at .3, three in ten leak. */
  leakProbability: number;
  /** What the log-odds of all evidence are added to. */
  priorLogOdds: number;
  /** 0-100: probability times how soon it hurts. */
  score: number;
  /** Kinds of leak that the readings speak for, strongest first. */
  kinds: ShownKind[];
  /** Of the likeliest kind, which adds up to the probability; then what the other readings say, which counts nothing. */
  evidence: Evidence[];
}

/** Nobody's fleet is known to be free of leaks; and what is taken while nothing is known of it. */
export const MINIMUM_PREVALENCE = 0.005;
export const USUAL_PREVALENCE = 0.04;

/** Within a week is worst; beyond a year it doesn't matter. */
const [WORST_DAYS, HARMLESS_DAYS] = [7, 365];

/** What it comes to for a host, before it is put into words. */
export interface Judgement extends Pick<HostAssessment, 'verdict' | 'leakProbability' | 'priorLogOdds'> {
  kinds: readonly JudgedKind[];
}

/** Weighs what a host measured by its fleet. */
export function weighHost(
  { checks, facts }: MeasuredHost,
  { prevalence, sound }: FleetContext = {},
): Judgement {
  const answers = answersOf(checks, sound);
  const kinds = judgeKinds(answers);
  const prior = logit(Math.min(0.5, Math.max(MINIMUM_PREVALENCE, prevalence ?? USUAL_PREVALENCE)));
  const balance = balanceOf(kinds, prior);
  const verdict = decideVerdict(facts, balance);
  const isBeyondLevels = () =>
    decideVerdict(facts, balanceOf(judgeKinds(withoutLevels(answers)), prior)) === 'leaking';
  return {
    // A level alone makes a host suspected: that it leaks, growth must show.
    verdict:
      verdict === 'leaking' && isLevel(balance.witness ?? '') && !isBeyondLevels() ? 'suspected' : verdict,
    leakProbability: balance.probability,
    priorLogOdds: prior,
    kinds,
  };
}

function balanceOf([leading]: readonly JudgedKind[], prior: number): Balance {
  const pieces = leading?.pieces ?? [];
  const sum = (isCount: boolean) =>
    pieces.reduce((total, piece) => total + (countsLeak(piece) === isCount ? piece.logOdds : 0), 0);
  const [mechanismLogOdds, statisticsLogOdds] = [sum(true), sum(false)];
  return {
    probability: sigmoid(prior + mechanismLogOdds + statisticsLogOdds),
    mechanismLogOdds,
    statisticsLogOdds,
    witness: pieces[0]?.check ?? null,
    isAlone: leading?.isAlone ?? false,
  };
}

const withoutLevels = (answers: ReadonlyMap<CheckName, Answer>): ReadonlyMap<CheckName, Answer> =>
  new Map([...answers].filter(([name]) => !isLevel(name)));

/** Judges a host by what it measured and by its fleet. */
export function judgeHost(measured: MeasuredHost, context: FleetContext = {}): HostAssessment {
  const { window, checks: _, facts: __, ...figures } = measured;
  const { kinds, ...weighed } = weighHost(measured, context);
  const secondsToLimit = figures.nearestLimit?.secondsToLimit.estimate ?? Infinity;
  return {
    ...figures,
    ...weighed,
    score: Math.round(100 * weighed.leakProbability * severityOf(secondsToLimit)),
    kinds: kinds.flatMap((kind) => shownKind(kind, weighed.priorLogOdds)),
    evidence: evidenceOf(kinds, weighed.verdict, window),
  };
}

function shownKind({ kind, logOdds, pieces }: JudgedKind, prior: number): ShownKind[] {
  const [lead] = pieces;
  if (logOdds <= 0 || !lead) return [];
  return [{ kind, probability: sigmoid(prior + logOdds), witness: lead.check }];
}

/** The pieces of the likeliest kind, those that count first, then what else was asked. */
function evidenceOf(
  [leading, ...others]: readonly JudgedKind[],
  verdict: Verdict,
  window: MeasuredHost['window'],
): Evidence[] {
  const pieces = [
    ...(leading?.pieces ?? []).map((piece) => ({ ...piece, kind: leading?.kind })),
    ...others.flatMap(({ kind, pieces }) => pieces.map((piece) => ({ ...piece, kind, logOdds: 0 }))),
  ];
  const byCheck = new Map(pieces.toReversed().map((piece) => [piece.check as string, piece]));
  const ordered = [...CHECKS].flatMap(({ name }) => byCheck.get(name) ?? []);
  const place = ({ kind, logOdds }: (typeof ordered)[number]) =>
    Number(kind === leading?.kind) + Number(logOdds !== 0);
  return ordered
    .sort((a, b) => place(b) - place(a))
    .map(({ check, kind, logOdds, because: disbelief, answer }) => {
      const isUnclear = logOdds === 0 && (answer.growthPerDay?.low ?? 0) <= 0;
      const isLoads = verdict === 'load-growth' && check === 'memory-growth' && isUnclear;
      const because = isLoads && (disbelief ?? 'unclear') === 'unclear' ? 'load' : disbelief;
      return {
        check,
        ...(kind && { kind }),
        logOdds,
        ...(because && { because }),
        ...(!answer.isLoadOut && { loadUnknown: true as const }),
        summary: answer.summary,
        growthPerDay: answer.growthPerDay,
        window,
      };
    });
}

/** 1 within a week, 0 from a year on, by the logarithm of the time between. */
export function severityOf(secondsToLimit: number): number {
  const days = Math.max(secondsToLimit / DAY_SECONDS, 1e-9);
  const part = Math.log10(days / WORST_DAYS) / Math.log10(HARMLESS_DAYS / WORST_DAYS);
  return Math.min(1, Math.max(0, 1 - part));
}

const logit = (probability: number): number => Math.log(probability / (1 - probability));
const sigmoid = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));
