import { PLACE_SILENCE_WORDS, placeSilenceText } from '../domain/audit/place-silence-words.ts';
import { counted } from '../domain/format.ts';
import { type AccountNames, accountLabel } from '../domain/records/whereabouts.ts';
import type { DecisionFacts, OpenDecision } from './decision-facts.ts';
import { localDay, localMinute } from './local-time.ts';
import type { ReportedWeek } from './report.ts';
import type { ReportedPlaces } from './report-places.ts';
import { capital, listText, sentence } from './words.ts';

interface Named {
  accountId: string;
  region: string;
}

const nameOf = ({ accountId, region }: Named, names: AccountNames): string =>
  `${accountLabel(accountId, names)}/${region}`;

const PROBLEMS = {
  missing: 'Nobody has looked yet which accounts and regions are silent.',
  unreadable: 'Which accounts and regions are silent is unknown: what the hub wrote of them is not readable.',
} as const;

/** What is said of all accounts and regions together, each fact a sentence; nothing of a fleet in one place. */
export function placeSentences(
  { watchedAt, problem, stackSetProblem, expected, withoutHosts, silent }: ReportedPlaces,
  { timeZone }: Pick<ReportedWeek, 'timeZone'>,
): string[] {
  if (problem === 'missing' || problem === 'unreadable') return [PROBLEMS[problem]];
  const wrote = expected - silent.length;
  return [
    `${wrote.toLocaleString('en')} of ${counted(expected, 'account and region', 'accounts and regions')} ${wrote === 1 ? 'writes' : 'write'} samples.`,
    ...(withoutHosts === 0
      ? []
      : [
          `${withoutHosts.toLocaleString('en')} of them ${withoutHosts === 1 ? 'has' : 'have'} no host with the tag of the fleet.`,
        ]),
    ...(problem === 'old' && watchedAt !== null
      ? [
          `They were last looked at on ${localMinute(watchedAt, timeZone)}: which have fallen silent since then is unknown.`,
        ]
      : []),
    ...(stackSetProblem === null
      ? []
      : [
          `CloudFormation did not list the stacks (${stackSetProblem}): accounts that never wrote are unknown.`,
        ]),
  ];
}

/** `payments 222233334444/us-east-1 since 22 Nov 2026: it stopped …`: who, since when and why. */
export function silentPlaceTexts(
  { silent }: ReportedPlaces,
  { timeZone }: Pick<ReportedWeek, 'timeZone'>,
  names: AccountNames,
): { place: string; since: string; why: string; fix: string }[] {
  return silent.map((place) => ({
    place: nameOf(place, names),
    since: localMinute(place.since, timeZone),
    why: capital(placeSilenceText(place)),
    fix: capital(PLACE_SILENCE_WORDS[place.reason].fix),
  }));
}

/** `payments 222233334444/us-east-1 (first samples on 22 Nov 2026)`, for each that joined. */
export const joinedTexts = (
  { joined }: ReportedPlaces,
  { timeZone }: Pick<ReportedWeek, 'timeZone'>,
  names: AccountNames,
): string[] =>
  joined.map((place) => `${nameOf(place, names)} (first samples on ${localDay(place.at, timeZone)})`);

/** Accounts and regions that are silent, by the reason, with the first step to bring each back. */
export function placeDecisions({ silentPlaces, accountNames: names }: DecisionFacts): OpenDecision[] {
  const groups = [...Map.groupBy(silentPlaces, ({ reason }) => reason).values()];
  return groups.map((places) => {
    const [first] = places;
    const one = places.length === 1;
    const who = listText(places.map((place) => nameOf(place, names)));
    const why =
      first === undefined
        ? []
        : [
            capital(placeSilenceText(one ? first : { ...first, detail: null })),
            capital(PLACE_SILENCE_WORDS[first.reason].fix),
          ];
    return {
      urgency: 'now',
      what: one
        ? `Get ${who} to write samples`
        : `Get ${counted(places.length, 'account and region', 'accounts and regions')} to write samples`,
      why: [...(one ? [] : [who]), ...why, 'Until then nobody watches the hosts there']
        .map(sentence)
        .join(' '),
      hosts: [],
      members: [],
    };
  });
}
