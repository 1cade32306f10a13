import { html } from 'hono/html';
import { type NamedAdvisory, namedAdvisories, splitAtIds, whereFixed } from '../advisories.ts';
import type { Markup } from '../charts/canvas.ts';
import type { Report } from '../report.ts';
import { TITLES } from '../titles.ts';
import { type Cell, type PageColumn, type PageSection, table } from './parts.ts';

const COLUMNS: readonly PageColumn[] = [
  { title: 'Advisory' },
  { title: 'What goes wrong' },
  { title: 'Releases in use' },
];

/** Every known leak of the releases in use, and what else the page names, each with its title and a link to check it. */
export function advisories(report: Report): PageSection | null {
  const named = advisoriesOf(report);
  if (named.length === 0) return null;
  const content = table({
    caption:
      'What is known to leak in the releases in use, the most pressing of the first release first; each links to its fix',
    columns: COLUMNS,
    rows: named.map(row),
  });
  return { id: 'advisories', title: TITLES.advisories, content };
}

const row = (advisory: NamedAdvisory): Cell[] => [
  html`<span id="${advisory.id}">${advisory.source === null ? advisory.id : html`<a href="${advisory.source}">${advisory.id}</a>`}</span>`,
  advisory.summary,
  html`${whereFixed(advisory).map((text) => html`<div>${text}</div>`)}`,
];

/** A text in which each id of an advisory leads to what is said of it. */
export function advisoryLinks(report: Report): (text: string) => Markup {
  const ids = new Set(advisoriesOf(report).map(({ id }) => id));
  return (text) =>
    html`${splitAtIds(text).map((piece) => (piece.isId && ids.has(piece.text) ? html`<a href="#${piece.text}">${piece.text}</a>` : piece.text))}`;
}

function advisoriesOf(report: Report): NamedAdvisory[] {
  const { releases, decisions, findings } = report;
  const leaks = releases.flatMap(({ leaks }) => leaks.map(({ id }) => id));
  const said = [
    ...decisions.flatMap(({ what, why }) => [what, why]),
    ...findings.flatMap(({ adviceReasons }) => adviceReasons),
  ];
  return namedAdvisories([...leaks, ...said], report);
}
