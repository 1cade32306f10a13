import { placeKey } from '../records/host-key.ts';
import { compare } from '../records/ndjson.ts';
import { DAY, WINDOW_DAYS } from '../records/time.ts';
import type { SilenceReason, WatchedPlace, WatchedPlaces } from '../records/watched-places.ts';
import { figuresOf, type PlaceRun } from './place-run.ts';

type Name = Pick<WatchedPlace, 'accountId' | 'region'>;
type Silence = NonNullable<WatchedPlace['silence']>;

/** What a watch found in the folder of a place. */
export interface SeenPlace extends Name {
  /** Runs that were read now, oldest first. */
  runs: readonly PlaceRun[];
  /** The newest of the objects that were read now and are no run of which anybody was asked. */
  trouble: WatchedPlace['trouble'];
  seenTo: string | null;
  seenKeys: string[];
}

/** A stack of the StackSet. */
export interface StackInstance extends Name {
  /** CloudFormation's detailed status. */
  status: string;
  reason: string | null;
}

/** What the StackSet's list came to now: its stacks, why it could not be had, or `null` where nobody asked. */
export type ListedStacks = { stacks: readonly StackInstance[] } | { problem: string } | null;

export interface WatchRules {
  /** Audits on end that a place may miss. */
  missedAudits: number;
  /** Milliseconds between two audits. */
  period: number;
  /** Regions whose samples the archive takes. */
  regions: readonly string[];
  /** Whose silence is told by an alarm of its own. */
  home: Name;
  hasStackSet: boolean;
  /** Places that have metrics of their own at most. */
  maximumTold: number;
}

/** A stack that failed is a person's business; one that was begun a moment ago is not. */
const FIRST_SAMPLES = DAY;

/**
 * The places of a fleet after a watch: those that the StackSet has a stack in, and those that wrote in 28 days.
 *
 * @param before what the watch before knew; `null` for the first one, which can't tell who joined
 * @param seen each place that has a folder; one that was not looked at keeps what is known of it
 */
export function watchPlaces(
  before: WatchedPlaces | null,
  { at, seen, listed }: { at: string; seen: readonly SeenPlace[]; listed: ListedStacks },
  rules: WatchRules,
): WatchedPlaces {
  const places = new Map(before?.places.map((place) => [placeKey(place), place]));
  const named = ({ accountId, region }: Name) =>
    places.get(placeKey({ accountId, region })) ?? newPlace({ accountId, region }, at);
  for (const place of seen) places.set(placeKey(place), withSeen(named(place), place, before === null));
  if (listed !== null && 'stacks' in listed) {
    const stacks = new Map(listed.stacks.map((stack) => [placeKey(stack), stack]));
    for (const stack of listed.stacks) places.set(placeKey(stack), named(stack));
    for (const [key, place] of places) places.set(key, withStack(place, stacks.get(key), at));
  }
  const listedAt = listed !== null && 'stacks' in listed ? at : (before?.stackSet?.listedAt ?? null);
  const problem =
    listed === null ? (before?.stackSet?.problem ?? null) : 'problem' in listed ? listed.problem : null;
  const expected = [...places.values()].filter((place) => isExpected(place, at, rules.home));
  return {
    schema: 1,
    watchedAt: at,
    stackSet: rules.hasStackSet ? { listedAt, problem } : null,
    places: expected
      .map((place) => ({ ...place, silence: silenceOf(place, at, rules) }))
      .sort((a, b) => compare(placeKey(a), placeKey(b))),
    told: toldOf(expected, before, at, rules.maximumTold),
  };
}

/** Those nearest to pressure, of an hour the same. */
function toldOf(
  places: readonly WatchedPlace[],
  before: WatchedPlaces | null,
  at: string,
  maximum: number,
): string[] {
  const nearest = places
    .filter(({ newest }) => newest !== null)
    .sort((a, b) => (b.newest?.percentOfPressure ?? -1) - (a.newest?.percentOfPressure ?? -1))
    .map(placeKey);
  const isSameHour = before !== null && before.watchedAt.slice(0, 13) === at.slice(0, 13);
  return [...new Set([...(isSameHour ? before.told : []), ...nearest])].slice(0, maximum);
}

/** A place of which nothing is known but that samples of it are waited for, since an instant. */
export const newPlace = ({ accountId, region }: Name, at: string): WatchedPlace => ({
  accountId,
  region,
  expectedSince: at,
  joinedAt: null,
  stack: null,
  removedAt: null,
  newest: null,
  trouble: null,
  silence: null,
  seenTo: null,
  seenKeys: [],
});

function withSeen(place: WatchedPlace, seen: SeenPlace, isFirstWatch: boolean): WatchedPlace {
  const { runs, trouble, seenTo, seenKeys } = seen;
  const newestRun = runs.reduce<PlaceRun | null>(
    (last, run) => (last && last.runAt > run.runAt ? last : run),
    null,
  );
  const isNewer = newestRun !== null && newestRun.runAt >= (place.newest?.runAt ?? '');
  const newest = isNewer ? figuresOf(newestRun) : place.newest;
  const first = runs[0]?.runAt ?? null;
  const newestTrouble = trouble ?? place.trouble;
  return {
    ...place,
    newest,
    joinedAt: isFirstWatch || place.newest !== null ? place.joinedAt : first,
    removedAt: runs.some(({ runAt }) => runAt > (place.removedAt ?? '')) ? null : place.removedAt,
    trouble: newestTrouble !== null && newestTrouble.runAt > (newest?.runAt ?? '') ? newestTrouble : null,
    seenTo,
    seenKeys,
  };
}

function withStack(place: WatchedPlace, stack: StackInstance | undefined, at: string): WatchedPlace {
  if (stack !== undefined) {
    return { ...place, stack: { status: stack.status, reason: stack.reason }, removedAt: null };
  }
  return place.stack === null ? place : { ...place, stack: null, removedAt: at };
}

/** One whose stack is gone is kept for as long as its samples are looked back at: they would bring it up anew. */
function isExpected(place: WatchedPlace, at: string, home: Name): boolean {
  if (place.stack !== null || isSame(place, home)) return true;
  const wroteAt = place.newest?.runAt ?? place.trouble?.runAt;
  return wroteAt !== undefined && Date.parse(at) - Date.parse(wroteAt) < WINDOW_DAYS * DAY;
}

const isSame = (a: Name, b: Name): boolean => placeKey(a) === placeKey(b);

function silenceOf(place: WatchedPlace, at: string, rules: WatchRules): WatchedPlace['silence'] {
  const { newest, expectedSince, removedAt, stack, silence } = place;
  // Nobody can do anything in an account that was closed.
  const isClosed = stack?.status === 'SKIPPED_SUSPENDED_ACCOUNT';
  if (removedAt !== null || isClosed || isSame(place, rules.home)) return null;
  const since = newest?.runAt ?? expectedSince;
  // The audit that was due last may be under way.
  const patience = newest === null ? FIRST_SAMPLES : (rules.missedAudits + 1) * rules.period;
  if (Date.parse(at) - Date.parse(since) < patience) return null;
  return { since: silence?.since ?? since, ...reasonOf(place, rules) };
}

/** Of CloudFormation's detailed statuses, those of a stack that is not there, or not as it should be. */
const FAILED = new Set(['FAILED', 'CANCELLED', 'INOPERABLE', 'FAILED_IMPORT']);
export const isFailedStack = ({ status }: Pick<StackInstance, 'status'>): boolean => FAILED.has(status);
const PENDING = new Set(['PENDING', 'RUNNING']);

function reasonOf(
  { region, stack, trouble, newest }: WatchedPlace,
  { regions }: WatchRules,
): { reason: SilenceReason; detail: string | null } {
  const because = (reason: SilenceReason, detail: string | null = null) => ({ reason, detail });
  if (!regions.includes(region)) return because('write-denied');
  if (stack !== null && isFailedStack(stack)) return because('stack-failed', stack.reason ?? stack.status);
  if (trouble !== null) return because(trouble.reason, trouble.detail);
  if (stack !== null && PENDING.has(stack.status)) return because('stack-pending');
  return because(newest === null ? 'nothing-written' : 'stopped');
}

/** Places whose silence is told, the longest silent first. */
export const silentPlaces = ({ places }: WatchedPlaces): (WatchedPlace & { silence: Silence })[] =>
  places
    .flatMap((place) => (place.silence === null ? [] : { ...place, silence: place.silence }))
    .sort((a, b) => compare(a.silence.since, b.silence.since));
