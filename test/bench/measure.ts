import type { CorpusHost } from './detector.ts';
import type { Entry, Measure } from './entries.ts';
import { audit, daily } from './evaluate.ts';
import { summarise, type TrajectorySummary } from './figures/alarms.ts';
import type { Outcome } from './outcome.ts';
import type { Signals } from './signals.ts';

/** One fleet of a corpus and what is measured on it. */
export type Task = { corpus: string; fleet: number; measure: Measure };

/** What one detector, left with some signals, did on one fleet. */
export type Measured = {
  corpus: string;
  measure: Measure;
  detector: string;
  signals: Signals;
  /** Of an audit. */
  outcomes: readonly Outcome[];
  milliseconds: number;
  /** Of daily judgements. */
  trajectories: readonly TrajectorySummary[];
};

/** Runs every entry that takes part on the fleet; `now` gives milliseconds. */
export function measureFleet(
  task: Task,
  fleet: readonly CorpusHost[],
  entries: readonly Entry[],
  now: () => number,
): Measured[] {
  return entries
    .filter(({ measures }) => measures.includes(task.measure))
    .flatMap(({ detector, signals }) =>
      signals.map((left) => {
        const who = { corpus: task.corpus, measure: task.measure, detector: detector.name, signals: left };
        if (task.measure === 'daily') {
          const trajectories = daily(fleet, detector, left).map(summarise);
          return { ...who, outcomes: [], milliseconds: 0, trajectories };
        }
        const windowDays = task.measure === 'audit-14' ? 14 : 28;
        return { ...who, ...audit(fleet, detector, windowDays, left, now), trajectories: [] };
      }),
    );
}

/** The fleets of a corpus together. */
export function pooled(parts: readonly Measured[]): Measured[] {
  const groups = Map.groupBy(parts, ({ corpus, measure, detector, signals }) =>
    JSON.stringify([corpus, measure, detector, signals]),
  );
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    return [
      {
        ...first,
        outcomes: members.flatMap(({ outcomes }) => outcomes),
        trajectories: members.flatMap(({ trajectories }) => trajectories),
        milliseconds: members.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      },
    ];
  });
}
