import { acknowledgementUntil } from '../../domain/assess/acknowledgement-words.ts';
import { counted, probabilityPhrase, sharePhrase } from '../../domain/format.ts';
import { VERDICT_LABELS, VERDICT_MEANINGS } from '../../domain/scoring/verdict-words.ts';
import { localDay } from '../local-time.ts';
import type { Coverage, Report } from '../report.ts';
import { TITLES } from '../titles.ts';
import { capital, listText } from '../words.ts';
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
export function coverageSection({ coverage, fleet }: Report): EmailSection {
  const { newestRun, week, insufficientData, notObservable } = coverage;
  const items: Item[] = [
    { lead: 'Answered', text: answeredText(newestRun, week, fleet.hosts) },
    ...reasonsOf(coverage),
    ...(insufficientData > 0
      ? [
          {
            lead: VERDICT_LABELS['insufficient-data'],
            text: `${counted(insufficientData, 'host')}, not called healthy`,
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

function answeredText(newestRun: number | null, week: number | null, hosts: number): string {
  const run =
    newestRun === null
      ? 'nobody was asked'
      : `${sharePhrase(newestRun)} of ${counted(hosts, 'host')} in the newest run`;
  return week === null ? run : `${run}, ${sharePhrase(week)} of all answers due in seven days`;
}

/** Silent hosts by the reason, the commonest first. */
function reasonsOf({ unanswered }: Coverage): Item[] {
  const groups = [...Map.groupBy(unanswered, ({ outcome, reason }) => `${outcome}, ${reason}`)];
  return groups
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, MAXIMUM_REASONS)
    .map(([reason, hosts]) => ({
      lead: capital(reason),
      text: `${hosts.length === 1 ? '' : `${counted(hosts.length, 'host')}: `}${listText(hosts.map(({ label }) => label))}`,
    }));
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
