import { acknowledgementUntil } from '../../domain/assess/acknowledgement-words.ts';
import { silenceText, silenceWords } from '../../domain/audit/silence-words.ts';
import { counted, probabilityPhrase, sharePhrase } from '../../domain/format.ts';
import type { Whereabouts } from '../../domain/records/whereabouts.ts';
import { VERDICT_LABELS, VERDICT_MEANINGS } from '../../domain/scoring/verdict-words.ts';
import { localDay } from '../local-time.ts';
import { joinedTexts, placeSentences, silentPlaceTexts } from '../place-words.ts';
import type { Report } from '../report.ts';
import type { Coverage } from '../report-coverage.ts';
import { TITLES } from '../titles.ts';
import { capital, listText, placesText, sentence, whereaboutsOf } from '../words.ts';
import { capped, type EmailSection, type Item } from './blocks.ts';

const MAXIMUM_RELEASES = 12;
const MAXIMUM_LEAKS = 3;
const MAXIMUM_REASONS = 6;

/** What runs, what leaks of it, and what is known against it. */
export function releaseSection({ releases }: Report): EmailSection | null {
  if (releases.length === 0) return null;
  const number = (title: string) => ({ title, isNumber: true });
  const rows = releases.map(
    ({ release, branch, hosts, leaking, suspected, leakProbability, leaks, endOfLife, life }) => {
      const ids = leaks.map(({ id }) => id);
      const known =
        ids.length > MAXIMUM_LEAKS
          ? [...ids.slice(0, MAXIMUM_LEAKS - 1), `${ids.length - MAXIMUM_LEAKS + 1} more`]
          : ids;
      return [
        release,
        hosts.toLocaleString('en'),
        suspected > 0 ? `${leaking} + ${suspected}?` : `${leaking}`,
        leakProbability === null ? 'too early' : probabilityPhrase(leakProbability),
        branch === null ? 'not known' : known.length === 0 ? 'none' : known.join(', '),
        endOfLife === null ? 'not known' : life === 'ended' ? `ended ${endOfLife}` : endOfLife,
      ];
    },
  );
  const { shown, more } = capped(
    rows,
    MAXIMUM_RELEASES,
    (count) => `and ${counted(count, 'more release')}, in the full report`,
  );
  return {
    title: TITLES.releases,
    blocks: [
      {
        kind: 'table',
        caption: 'Releases that the fleet runs; N + M?: leaking and suspected hosts',
        columns: [
          { title: 'Release', isNumber: false },
          number('Hosts'),
          number('Leaking'),
          number('Leak prob.'),
          { title: 'Known leaks', isNumber: false },
          { title: 'Fixes until', isNumber: false },
        ],
        rows: shown,
        more,
      },
    ],
  };
}

/** Branches that end soon; to leave those that ended is a decision. */
export function branchSection({ endingBranches }: Report): EmailSection | null {
  const items = endingBranches
    .filter(({ life }) => life === 'ends-soon')
    .map(({ branch, endOfLife, hosts, to }) => ({
      lead: `${branch} ends on ${endOfLife}`,
      text: `${counted(hosts, 'host')}, to move to ${to}`,
    }));
  if (items.length === 0) return null;
  return { title: TITLES.endingBranches, blocks: [{ kind: 'list', items, more: null }] };
}

/** Who was heard, and who was not, with the reasons. */
export function coverageSection({ coverage, fleet, ...report }: Report): EmailSection {
  const { newestRun, week, unknown, insufficientData, notObservable } = coverage;
  const items: Item[] = [
    { lead: 'Answered', text: answeredText(newestRun, week, fleet.hosts) },
    ...(unknown > 0 ? [{ lead: 'Unknown', text: unknownText(coverage) }] : []),
    ...reasonsOf(coverage, whereaboutsOf(report)),
    ...placeItems(report),
    ...(insufficientData > 0
      ? [
          {
            lead: VERDICT_LABELS['insufficient-data'],
            text: `${counted(insufficientData, 'host')} ${insufficientData === 1 ? 'has' : 'have'} too little data to judge`,
          },
        ]
      : []),
    ...(notObservable > 0
      ? [
          {
            lead: VERDICT_LABELS['not-observable'],
            text: `${counted(notObservable, 'host')}: ${VERDICT_MEANINGS['not-observable']}`,
          },
        ]
      : []),
  ];
  return { title: TITLES.coverage, blocks: [{ kind: 'list', items, more: null }] };
}

const MAXIMUM_PLACES = 10;

/** Of a hub: which accounts and regions write samples, which don't and why, and which joined. */
function placeItems({
  places,
  week,
  accountNames,
}: Pick<Report, 'places' | 'week' | 'accountNames'>): Item[] {
  if (places === undefined) return [];
  const silent = silentPlaceTexts(places, week, accountNames);
  const rest = silent.length - MAXIMUM_PLACES;
  const joined = joinedTexts(places, week, accountNames);
  return [
    { lead: 'Accounts and regions', text: placeSentences(places, week).join(' ') },
    ...silent.slice(0, MAXIMUM_PLACES).map(({ place, since, why, fix }) => ({
      lead: `Silent: ${place}`,
      text: `since ${since}. ${sentence(why)} ${sentence(fix)}`,
    })),
    ...(rest > 0 ? [{ lead: 'Silent', text: `${rest.toLocaleString('en')} more, in the full report` }] : []),
    ...(joined.length > 0
      ? [{ lead: 'Joined in the last seven days', text: listText(joined, MAXIMUM_PLACES) }]
      : []),
  ];
}

function answeredText(newestRun: number | null, week: number | null, hosts: number): string {
  const run =
    newestRun === null
      ? 'no host was asked'
      : `${sharePhrase(newestRun)} of ${counted(hosts, 'host')} in the newest run`;
  return week === null ? run : `${run}, ${sharePhrase(week)} of all answers due in seven days`;
}

/** How many hosts nobody can speak for, and why. */
function unknownText({ unknown, silent }: Coverage): string {
  const unanswered = silent.filter(({ isUnknown }) => isUnknown).length;
  const why =
    unanswered === 0
      ? ''
      : `, ${unanswered === unknown ? 'and none of them answers' : `and ${unanswered} of them ${unanswered === 1 ? 'does' : 'do'} not answer`}`;
  return `the state of ${counted(unknown, 'host')} is unknown${why}`;
}

/** Hosts without an answer in the newest run by the reason, the commonest first. */
function reasonsOf({ unanswered }: Coverage, where: Whereabouts): Item[] {
  const groups = [...Map.groupBy(unanswered, ({ outcome, reason }) => `${outcome} ${reason}`).values()];
  return groups
    .sort((a, b) => b.length - a.length)
    .slice(0, MAXIMUM_REASONS)
    .flatMap((hosts) => {
      const [first] = hosts;
      if (first === undefined) return [];
      const who = `${hosts.length === 1 ? '' : `${counted(hosts.length, 'host')}: `}${listText(hosts.map(({ label }) => label))}`;
      return [
        {
          lead: capital(silenceText(first)),
          text: `${who}. ${placesText(hosts, where)}${sentence(capital(silenceWords(first).fix))}`,
        },
      ];
    });
}

export function acknowledgedSection({ acknowledged, week }: Report): EmailSection | null {
  if (acknowledged.length === 0) return null;
  const items = acknowledged.slice(0, 10).map(({ target, reason, until, state, findings }) => {
    const day = localDay(until, week.timeZone);
    const others = findings.filter((label) => label !== target);
    const hides = others.length > 0 ? `; keeps ${listText(others)} out of the findings` : '';
    return {
      lead: `${target}, ${acknowledgementUntil(state, day)}`,
      text: `${reason}${state === 'in-force' ? hides : ''}`,
    };
  });
  return { title: TITLES.acknowledged, blocks: [{ kind: 'list', items, more: null }] };
}
