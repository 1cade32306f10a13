import type { AssessedHost } from '../records/assessment.ts';
import { compareHosts, placeOf } from '../records/host-key.ts';
import { forecastOf, type LimitedResource } from '../records/limit.ts';
import { DAY_SECONDS } from '../records/time.ts';

const MAXIMUM = 10;

/** A host in the log of a scoring, where the dashboard reads it: metrics of each host would cost $0.30 a month each. */
export interface WorstHost {
  host: string;
  hostId: string;
  /** `111122223333/eu-west-1`. */
  place: string | null;
  cohort: string;
  verdict: AssessedHost['verdict'];
  score: number;
  leakProbability: number;
  /** The limit that is reached first. */
  limit: LimitedResource | null;
  daysToLimit: number | null;
  action: AssessedHost['recommendation']['action'];
  to: string | null;
}

/** The ten hosts with the highest scores, of those that have one. */
export function worstHosts(hosts: readonly AssessedHost[]): WorstHost[] {
  return hosts
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || compareHosts(a, b))
    .slice(0, MAXIMUM)
    .map((host) => {
      const { hostId, name, cohort, verdict, score, leakProbability, recommendation } = host;
      const nearest = forecastOf(host);
      return {
        host: name ?? hostId,
        hostId,
        place: placeOf(host),
        cohort,
        verdict,
        score: round(score, 0.1),
        leakProbability: round(leakProbability, 0.001),
        limit: nearest?.resource ?? null,
        daysToLimit: nearest && round(nearest.secondsToLimit.estimate / DAY_SECONDS, 0.1),
        action: recommendation.action,
        to: recommendation.to,
      };
    });
}

const round = (value: number, step: number): number => Math.round(value / step) / Math.round(1 / step);
