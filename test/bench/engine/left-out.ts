import { simulateHost } from '../../../infra/local/hosts/simulated-host.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { TREND_OPTIONS } from '../../../lambdas/domain/scoring/trend/design.ts';
import { hostOfKind, LEAKY_KINDS } from '../../corpora/corpus.ts';
import { type TuningExample, tuningExamples } from '../calibrate.ts';
import { fitWeights } from '../logistic-regression.ts';
import { table } from '../markdown.ts';
import { leftWith, type Signals } from '../signals.ts';
import { shareCells } from './goal.ts';
import type { Part } from './part.ts';
import { SEEDS } from './seeds.ts';

const DAYS = 14;
const HOSTS_A_KIND = 100;
const SHOWN = ['all', 'memory and load only'] as const satisfies Signals[];

type LeakyKind = (typeof LEAKY_KINDS)[number];

export interface LeftOut {
  kind: LeakyKind;
  signals: (typeof SHOWN)[number];
  material: number;
  /** Called leaking with weights fitted on all classes, and on all but this one. */
  foundWith: number;
  foundWithout: number;
}

/** What the weights owe to each class of leak: its recall when none of it was in the fit. */
export const LEFT_OUT: Part<LeakyKind, LeftOut[]> = {
  name: 'left-out',
  tasks: () => LEAKY_KINDS.filter((kind) => kind !== 'short-lived'),
  measure: (kind) => {
    const { examples, weights } = fitted();
    const without = fitWeights(examples.filter((example) => example.kind !== kind));
    const material = Array.from({ length: HOSTS_A_KIND }, (_, place) => {
      const { scenario, seed } = hostOfKind(kind, SEEDS.leftOut + place, { days: DAYS });
      return simulateHost(scenario, seed);
    }).filter((host) => host.truth().material);
    return SHOWN.map((signals) => {
      const shown = material.map((host) => leftWith(signals, host.bins(60)));
      const found = (fit: typeof weights): number =>
        shown.filter((bins) => scoreHost(bins, { weights: fit }).verdict === 'leaking').length;
      return {
        kind,
        signals,
        material: material.length,
        foundWith: found(weights),
        foundWithout: found(without),
      };
    });
  },
  report: (results) =>
    [
      '### Each class of leak left out of the tuning',
      `Material leaks called leaking after ${DAYS} days, with weights fitted anew on the tuning hosts of all classes, and with weights fitted on them without the class itself. Short-lived leaks are never material here. "Memory and load" withholds all counts. The goals are those of a fleet's mix of classes, so none is held against one.`,
      leftOutTable(results.flat()),
    ].join('\n\n'),
};

let once: { examples: TuningExample[]; weights: ReturnType<typeof fitWeights> } | undefined;

/** The tuning hosts and the weights of all of them: made once in a worker, they are the same for every class. */
function fitted(): NonNullable<typeof once> {
  if (once === undefined) {
    const examples = tuningExamples(TREND_OPTIONS);
    once = { examples, weights: fitWeights(examples) };
  }
  return once;
}

/** One row a class, and one for all. */
export function leftOutTable(results: readonly LeftOut[]): string {
  const rows = SHOWN.flatMap((signals) => {
    const own = results.filter((result) => result.signals === signals);
    const sum = (of: (result: LeftOut) => number): number =>
      own.reduce((total, result) => total + of(result), 0);
    const all = {
      kind: 'all',
      signals,
      material: sum(({ material }) => material),
      foundWith: sum(({ foundWith }) => foundWith),
      foundWithout: sum(({ foundWithout }) => foundWithout),
    };
    return [all, ...own];
  });
  return table(
    ['class', 'signals', 'found', 'recall', '95 %', 'found, left out', 'recall', '95 %'],
    rows.map(({ kind, signals, material, foundWith, foundWithout }) => [
      kind,
      signals === 'all' ? 'all' : 'memory and load',
      ...shareCells(foundWith, material),
      ...shareCells(foundWithout, material),
    ]),
  );
}
