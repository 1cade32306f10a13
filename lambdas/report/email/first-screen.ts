import { counted } from '../../domain/format.ts';
import type { Whereabouts } from '../../domain/records/whereabouts.ts';
import { riskFigure } from '../../domain/scoring/risk-words.ts';
import { CHANGE_KINDS } from '../changes.ts';
import { localDay } from '../local-time.ts';
import type { Changes, Report } from '../report.ts';
import { TITLES } from '../titles.ts';
import { dueText, listText, placedText, placesText, sentence, whereaboutsOf } from '../words.ts';
import { type Block, capped, type EmailSection, type Item } from './blocks.ts';

const MAXIMUM_CHANGES = 5;
const MAXIMUM_DECISIONS = 8;

/** What a reader must see without scrolling: what changed, and what to decide. */
export const firstScreen = (report: Report): (EmailSection | null)[] => [
  changeSection(report),
  decisionSection(report),
];

function changeSection({
  changes,
  notYetKnown,
  week,
  fleet,
  fleetBefore,
  coverage,
  ...report
}: Report): EmailSection {
  const unknown = notYetKnown.map((text): Block => ({ kind: 'paragraph', text }));
  if (changes === null || fleetBefore === null) {
    return { title: TITLES.notYetKnown.email, blocks: unknown };
  }
  const where = whereaboutsOf(report);
  const items = CHANGE_KINDS.flatMap(({ kind, lead }) => itemsOf(lead, changes[kind], where));
  const news: Block =
    items.length > 0
      ? { kind: 'list', items, more: null }
      : { kind: 'paragraph', text: 'No host began to leak, got worse or was fixed.' };
  const accepted = report.hosts.filter(({ acknowledgement }) => acknowledgement !== null).length;
  const counts = [
    `leaking ${fleetBefore.leaking} → ${fleet.leaking}`,
    `suspected ${fleetBefore.suspected} → ${fleet.suspected}`,
    ...(fleetBefore.unknown === undefined ? [] : [`unknown ${fleetBefore.unknown} → ${coverage.unknown}`]),
    `highest risk ${fleetBefore.score} → ${riskFigure(fleet.score)}`,
    ...(accepted === 0 ? [] : [`${accepted} acknowledged`]),
  ];
  return {
    title: `Since ${localDay(week.from, week.timeZone)}`,
    blocks: [news, { kind: 'paragraph', text: `Since last week: ${counts.join(', ')}.` }, ...unknown],
  };
}

/** Each of the first few by itself, the others together. */
function itemsOf(lead: string, changed: Changes[keyof Changes], where: Whereabouts): Item[] {
  const single = changed.length > MAXIMUM_CHANGES ? changed.slice(0, MAXIMUM_CHANGES - 1) : changed;
  const items = single.map((host) => ({
    lead: `${lead}: ${host.label}`,
    text: placedText(where.of(host), host.text),
  }));
  const rest = changed.slice(single.length).map(({ label }) => label);
  if (rest.length === 0) return items;
  return [...items, { lead: `${lead}: ${counted(rest.length, 'more host')}`, text: listText(rest) }];
}

function decisionSection({ decisions, week, ...report }: Report): EmailSection | null {
  if (decisions.length === 0) return null;
  const where = whereaboutsOf(report);
  const items = decisions.map((decision) => {
    const { what, why, hosts, members } = decision;
    const who = hosts.length > 0 ? `${listText(hosts)}. ` : '';
    const places = placesText(members, where);
    const due = dueText(decision, week);
    return { lead: `${what} (${due})`, text: sentence(`${who}${places}${why}`.trim()) };
  });
  const pointer = (count: number) => `and ${count.toLocaleString('en')} more, in the full report`;
  const { shown, more } = capped(items, MAXIMUM_DECISIONS, pointer);
  return { title: TITLES.decisions.email, blocks: [{ kind: 'list', items: shown, more }] };
}
