import { placeSilenceText } from '../audit/place-silence-words.ts';
import { silentPlaces } from '../audit/watch-places.ts';
import { instantPhrase } from '../format.ts';
import { placeKey } from '../records/host-key.ts';
import { DAY } from '../records/time.ts';
import type { WatchedPlaces } from '../records/watched-places.ts';
import type { Whereabouts } from '../records/whereabouts.ts';
import { line } from './finding-text.ts';

/** Places told in a digest, and characters of each. */
const MAXIMUM_TOLD = 5;
const LONGEST = 300;

/**
 * What a digest says of a hub's accounts and regions: which are silent, and which joined within a day before it. Nothing
 * where that is not known: the report says so.
 */
export function digestPlaces(
  watched: WatchedPlaces | 'missing' | 'unreadable',
  assessedAt: string,
  whereabouts: Whereabouts,
): string[] {
  if (typeof watched === 'string') return [];
  const nameOf = (place: { accountId: string; region: string }) => whereabouts.of(place) ?? placeKey(place);
  const silent = silentPlaces(watched).map((place) => {
    const { since } = place.silence;
    return `${nameOf(place)} has been silent since ${instantPhrase(since)}: ${placeSilenceText(place.silence)}.`;
  });
  const from = Date.parse(assessedAt) - DAY;
  const joined = watched.places
    .filter(({ joinedAt }) => joinedAt !== null && Date.parse(joinedAt) > from)
    .map(
      (place) =>
        `${nameOf(place)} joined: its hosts have been audited since ${instantPhrase(place.joinedAt ?? '')}.`,
    );
  return [...first(silent, 'are silent'), ...first(joined, 'joined')];
}

const first = (texts: readonly string[], what: string): string[] => [
  ...texts.slice(0, MAXIMUM_TOLD).map((text) => `- ${line(text, LONGEST)}`),
  ...(texts.length > MAXIMUM_TOLD ? [`- ${texts.length - MAXIMUM_TOLD} more ${what}.`] : []),
];
