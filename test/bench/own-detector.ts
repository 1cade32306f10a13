import { judgeFleet } from '../../lambdas/domain/scoring/judge-fleet.ts';
import { measureHost } from '../../lambdas/domain/scoring/measure-host.ts';
import { TREND_OPTIONS, type TrendOptions } from '../../lambdas/domain/scoring/trend/trend-options.ts';
import type { Detector, Judgement } from './detector.ts';

export const OWN_NAME = 'this project';

/** The project's own scoring of a fleet, each host by its own bins and by how sound ones drift. */
export const OWN: Detector = scoring(
  OWN_NAME,
  'leak probability of 50% with counted evidence, 75% without, and the days that it needs (docs/scoring.md)',
  {},
);

/** The same with one step left out. */
export const WITHOUT: readonly Detector[] = [
  scoring('without load', 'no stocks of load', { loadHours: [] }),
  scoring('without load of 6 h', 'load as it flows now alone', { loadHours: [0] }),
  scoring('without days', 'no daily season', { harmonics: 0 }),
  scoring('without warm-up', 'nothing fills after a start', { warmUpDays: [] }),
  scoring('without draining workers', 'nothing goes with the number of old workers', { draining: false }),
  scoring('without what restarts release', 'each segment has a level of its own', { jumps: [] }),
  scoring('without splitting versions', 'one growth whatever the release', { splitVersions: false }),
  scoring('without noise that goes with load', 'noise of one size', { noiseWithLoad: 0 }),
];

function scoring(name: string, rule: string, change: Partial<TrendOptions>): Detector {
  const trend = { ...TREND_OPTIONS, ...change };
  return {
    name,
    rule,
    judge: (hosts) =>
      new Map(
        judgeFleet(
          hosts.filter(({ bins }) => bins.length > 0).map(({ bins }) => measureHost(bins, trend)),
        ).map(({ hostId, verdict, leakProbability }): [string, Judgement] => [
          hostId,
          {
            leaking: verdict === 'leaking',
            suspected: verdict === 'suspected',
            probability: leakProbability,
            statistic: leakProbability,
          },
        ]),
      ),
  };
}
