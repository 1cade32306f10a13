import { simulateHost } from '../../../infra/local/hosts/simulated-host.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { hostOfKind, LEAKY_KINDS } from '../../corpora/corpus.ts';
import { table } from '../markdown.ts';
import { leftWith, type Signals } from '../signals.ts';
import { shareCells } from './goal.ts';
import type { Part } from './part.ts';
import { SEEDS } from './seeds.ts';

const DAYS = 14;
const HOSTS_A_KIND = 100;
const SHOWN = [
  'all',
  'without stuck streams',
  'without dead sockets',
  'without stuck, untimed and dead',
  'without connections, files, pools, RSS',
  'memory and load only',
] as const satisfies Signals[];

type LeakyKind = (typeof LEAKY_KINDS)[number];

export interface LeftOut {
  kind: LeakyKind;
  signals: (typeof SHOWN)[number];
  material: number;
  /** Called leaking, and called leaking or suspected. */
  leaking: number;
  flagged: number;
}

/** What is found of each class of leak, the readings that tell it left out. */
export const LEFT_OUT: Part<LeakyKind, LeftOut[]> = {
  name: 'left-out',
  tasks: () => LEAKY_KINDS.filter((kind) => kind !== 'short-lived'),
  measure: (kind) => {
    const material = Array.from({ length: HOSTS_A_KIND }, (_, place) => {
      const { scenario, seed } = hostOfKind(kind, SEEDS.leftOut + place, { days: DAYS });
      return simulateHost(scenario, seed);
    }).filter((host) => host.truth().material);
    const shown = material.map((host) => host.bins(60));
    return SHOWN.map((signals) => {
      const verdicts = shown.map((bins) => scoreHost(leftWith(signals, bins)).verdict);
      const leaking = verdicts.filter((verdict) => verdict === 'leaking').length;
      const suspected = verdicts.filter((verdict) => verdict === 'suspected').length;
      return { kind, signals, material: material.length, leaking, flagged: leaking + suspected };
    });
  },
  report: (results) =>
    [
      '### Each class of leak with readings left out',
      `Material leaks called leaking, and leaking or suspected, after ${DAYS} days. Short-lived leaks are never material here. The goals are those of a fleet's mix of classes, so none is held against one.`,
      leftOutTable(results.flat()),
    ].join('\n\n'),
};

/** For all classes and for each, one row for each set of signals. */
export function leftOutTable(results: readonly LeftOut[]): string {
  const rows = SHOWN.flatMap((signals) => {
    const own = results.filter((result) => result.signals === signals);
    const sum = (of: (result: LeftOut) => number): number =>
      own.reduce((total, result) => total + of(result), 0);
    const all = {
      kind: 'all',
      signals,
      material: sum(({ material }) => material),
      leaking: sum(({ leaking }) => leaking),
      flagged: sum(({ flagged }) => flagged),
    };
    return own.length === 0 ? [] : [all, ...own];
  });
  return table(
    ['class', 'signals', 'leaking', 'recall', '95%', 'or suspected', 'recall', '95%'],
    rows.map(({ kind, signals, material, leaking, flagged }) => [
      kind,
      signals,
      ...shareCells(leaking, material),
      ...shareCells(flagged, material),
    ]),
  );
}
