import { html } from 'hono/html';
import { counted, probabilityPhrase } from '../../domain/format.ts';
import { LEAK_KIND_WORDS } from '../../domain/records/leak-kind.ts';
import type { Markup } from '../charts/canvas.ts';
import { localDay } from '../local-time.ts';
import type { EndingBranch, KnownLeak, ReleaseRow } from '../release-row.ts';
import type { Report } from '../report.ts';
import { TITLES } from '../titles.ts';
import { advisoryLinks } from './advisories.ts';
import { type Cell, type PageColumn, type PageSection, remainder, table } from './parts.ts';

const SHOWN = 40;
const SHOWN_LEAKS = 2;

const COLUMNS: readonly PageColumn[] = [
  { title: 'Release' },
  { title: 'Hosts', isNumber: true },
  { title: 'Leaking', isNumber: true },
  { title: 'Suspected', isNumber: true },
  { title: 'Release leaks', isNumber: true },
  { title: 'Known leaks' },
  { title: 'Known bugs', isNumber: true },
  { title: 'Fixes until' },
  { title: 'Run instead' },
];

/** Releases in use, what is seen of each on its hosts and what is known of it. */
export function releases(report: Report): PageSection | null {
  const { releases, endingBranches } = report;
  const links = advisoryLinks(report);
  if (releases.length === 0) return null;
  const cellsOf = (row: ReleaseRow): Cell[] => [
    html`${row.release}${row.kinds.map(({ kind }) => html`<small class="kind">${LEAK_KIND_WORDS[kind]}</small>`)}`,
    row.hosts,
    row.leaking,
    row.suspected,
    row.leakProbability === null
      ? html`<span class="none">too early</span>`
      : probabilityPhrase(row.leakProbability),
    ...(row.branch === null ? [NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, NOT_KNOWN] : knownCells(row)),
  ];
  const knownCells = (row: ReleaseRow): Cell[] => [
    row.leaks.length === 0
      ? html`<span class="none">none</span>`
      : html`${row.leaks.slice(0, SHOWN_LEAKS).map((leak) => leakMarkup(leak, links))}${more(row.leaks.length - SHOWN_LEAKS)}`,
    row.advisories,
    row.endOfLife === null ? NOT_KNOWN : html`${day(row.endOfLife)}${LIFE[row.life ?? 'alive']}`,
    row.to === null || row.to === row.release ? html`<span class="none">as it is</span>` : row.to,
  ];
  const day = (date: string) => localDay(date, 'UTC');
  const ending = endingBranches.map(
    (branch) => html`<li>${endingWords(branch, localDay(branch.endOfLife, 'UTC'))}</li>`,
  );
  const content = html`${table({ caption: 'Releases in use: hosts, what their readings show together, and what is known of each', columns: COLUMNS, rows: releases.slice(0, SHOWN).map(cellsOf) })}${remainder(releases.length - SHOWN, 'releases')}${
    ending.length === 0 ? '' : html`<h3>${TITLES.endingBranches}</h3><ul>${ending}</ul>`
  }`;
  return { id: 'releases', title: TITLES.releases, content };
}

const NOT_KNOWN = html`<span class="none">not known</span>`;

const more = (count: number): Markup | '' =>
  count > 0 ? html`<small>and <a href="#advisories">${count} more</a></small>` : '';

const LIFE = {
  alive: '',
  'ends-soon': html`<small>soon</small>`,
  ended: html`<small>ended</small>`,
} as const;

const STATUS: Readonly<Record<KnownLeak['status'], string>> = {
  affected: 'affected',
  'partly-fixed': 'partly fixed',
  probable: 'probably affected',
};

/** Its title and where to check it stand in a table of their own. */
const leakMarkup = ({ id, status, fixedIn, summary }: KnownLeak, links: (text: string) => Markup): Markup => {
  const fix = fixedIn === null ? 'no fix known' : `fixed in ${fixedIn}`;
  return html`<div title="${summary}">${links(id)}<small>${STATUS[status]}, ${fix}</small></div>`;
};

const endingWords = ({ branch, life, hosts, to }: EndingBranch, day: string) =>
  html`<b>${branch}</b> ${life === 'ended' ? 'got its last fixes on' : 'gets fixes until'} ${day}: ${counted(hosts, 'host')}, to move to ${to}.`;
