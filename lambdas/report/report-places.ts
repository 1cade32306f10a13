import { silentPlaces } from '../domain/audit/watch-places.ts';
import { HOUR, WEEK } from '../domain/records/time.ts';
import type { SilenceReason, WatchedPlaces } from '../domain/records/watched-places.ts';

/** What a hub's report says of its accounts and regions. */
export interface ReportedPlaces {
  /** When they were looked at last; `null` where nobody knows. */
  watchedAt: string | null;
  /** Why it is not known, or not of this day, which of them are silent. */
  problem: 'missing' | 'unreadable' | 'old' | null;
  /** CloudFormation's error where the list of stacks could not be had. */
  stackSetProblem: string | null;
  /** Those that should write samples, and of them those that do and have no hosts. */
  expected: number;
  withoutHosts: number;
  /** The longest silent first. */
  silent: SilentPlace[];
  /** Those whose first run is of the seven days before the report. */
  joined: { accountId: string; region: string; at: string }[];
}

export interface SilentPlace {
  accountId: string;
  region: string;
  since: string;
  reason: SilenceReason;
  detail: string | null;
}

/** A watch comes with each audit, at least once an hour. */
const MAXIMUM_AGE = 3 * HOUR;

/** @param watched what the hub knew at its newest watch, or why that is not known */
export function placesOf(watched: WatchedPlaces | 'missing' | 'unreadable', at: Date): ReportedPlaces {
  if (typeof watched === 'string') {
    const nothing = { expected: 0, withoutHosts: 0, silent: [], joined: [] };
    return { watchedAt: null, problem: watched, stackSetProblem: null, ...nothing };
  }
  const { watchedAt, stackSet, places } = watched;
  return {
    watchedAt,
    problem: at.getTime() - Date.parse(watchedAt) > MAXIMUM_AGE ? 'old' : null,
    stackSetProblem: stackSet?.problem ?? null,
    expected: places.filter(({ removedAt }) => removedAt === null).length,
    withoutHosts: places.filter(({ newest, silence }) => silence === null && newest?.hosts === 0).length,
    silent: silentPlaces(watched).map(({ accountId, region, silence }) => ({
      accountId,
      region,
      ...silence,
    })),
    joined: places.flatMap(({ accountId, region, joinedAt }) =>
      joinedAt !== null && at.getTime() - Date.parse(joinedAt) <= WEEK
        ? { accountId, region, at: joinedAt }
        : [],
    ),
  };
}
