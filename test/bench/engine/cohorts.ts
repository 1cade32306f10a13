import { simulateHost } from '../../../infra/local/hosts/simulated-host.ts';
import { assessCohorts, type CohortAssessment } from '../../../lambdas/domain/scoring/assess-cohorts.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { cohorts } from '../../corpora/corpus.ts';
import { table } from '../markdown.ts';
import { type Goal, goalCells, shareCells } from './goal.ts';
import type { Part } from './part.ts';
import { SEEDS } from './seeds.ts';

/** A cohort is taken to leak from this probability on: likelier than not. */
export const COHORT_LEAKS_FROM = 0.5;
const LEAKING_COHORT = 'edge/2.8.11';
const DAYS = 14;
/** Slopes, and how many fleets of each for one that is asked for. */
const SLOPES = [
  { r: 0, share: 1 },
  { r: 0.05, share: 0.25 },
  { r: 0.1, share: 1 },
  { r: 0.2, share: 0.25 },
] as const;

interface Task {
  r: number;
  seed: number;
}

export interface CohortOutcome {
  r: number;
  found: boolean;
  /** Of the cohorts taken to leak the likeliest is the one that does. */
  named: boolean;
  anyFound: boolean;
  soundCohorts: number;
  falseCohorts: number;
}

/** Cohorts of 100 hosts whose leak is far below what can be seen on one of them. */
export const COHORTS: Part<Task, CohortOutcome> = {
  name: 'cohorts',
  tasks: (fleets) =>
    SLOPES.flatMap(({ r, share }, place) =>
      Array.from({ length: Math.ceil(fleets * share) }, (_, fleet) => ({
        r,
        seed: SEEDS.cohorts + 4000 * place + fleet,
      })),
    ),
  measure: ({ r, seed }) => {
    const hosts = cohorts(seed, r, { days: DAYS }).map((host) =>
      scoreHost(simulateHost(host.scenario, host.seed).bins(60)),
    );
    return cohortOutcome(r, assessCohorts(hosts));
  },
  report: (outcomes) =>
    [
      '### Cohorts',
      `Fleets of three releases with 100 hosts each, ${DAYS} days; the hosts of one release leak r standard deviations of their daily noise a day, and the load drifts for all. A cohort is taken to leak from a probability of ${COHORT_LEAKS_FROM} on. Intervals are 95% (Wilson); a goal is held against the share as measured.`,
      cohortTable(outcomes),
    ].join('\n\n'),
};

/** @param cohorts the likeliest first */
export function cohortOutcome(r: number, cohorts: readonly CohortAssessment[]): CohortOutcome {
  const taken = cohorts.filter(({ leakProbability }) => leakProbability >= COHORT_LEAKS_FROM);
  const leaks = ({ cohort }: CohortAssessment): boolean => r > 0 && cohort === LEAKING_COHORT;
  const [first] = taken;
  return {
    r,
    found: taken.some(leaks),
    named: first !== undefined && leaks(first),
    anyFound: taken.length > 0,
    soundCohorts: cohorts.filter((cohort) => !leaks(cohort)).length,
    falseCohorts: taken.filter((cohort) => !leaks(cohort)).length,
  };
}

/** One row a figure: found and named by slope, then what is taken to leak and doesn't. */
export function cohortTable(outcomes: readonly CohortOutcome[]): string {
  const count = (of: readonly CohortOutcome[], is: (outcome: CohortOutcome) => boolean): number =>
    of.filter(is).length;
  const total = (of: readonly CohortOutcome[], number: (outcome: CohortOutcome) => number): number =>
    of.reduce((sum, outcome) => sum + number(outcome), 0);
  const bySlope = [...Map.groupBy(outcomes, ({ r }) => r)].sort(([a], [b]) => a - b);
  return table(
    ['', 'count', 'share', '95%', 'goal', ''],
    bySlope.flatMap(([r, own]) => {
      const goal = (wanted: Goal): Goal | null => (r >= 0.1 || r === 0 ? wanted : null);
      const sound = total(own, ({ soundCohorts }) => soundCohorts);
      const wrong = total(own, ({ falseCohorts }) => falseCohorts);
      const named = count(own, (outcome) => outcome.named);
      const any = count(own, ({ anyFound }) => anyFound);
      const found = count(own, (outcome) => outcome.found);
      const leaky = [
        row(`r = ${r}: leaking release found`, found, own.length, goal({ minimum: 0.99 })),
        row(`r = ${r}: right release named, where any is`, named, any, goal({ minimum: 0.95 })),
      ];
      const about = r === 0 ? 'nothing leaks: cohorts taken to' : `r = ${r}: sound cohorts taken to leak`;
      return [...(r > 0 ? leaky : []), row(about, wrong, sound, goal({ maximum: 0.005 }))];
    }),
  );
}

const row = (title: string, successes: number, trials: number, goal: Goal | null): string[] => [
  title,
  ...shareCells(successes, trials),
  ...goalCells(successes, trials, goal),
];
