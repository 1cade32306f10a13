import { element } from './elements.ts';
import { type Facet, makeFacet } from './facet.ts';
import type { FleetTable } from './fleet-table.ts';

/** What a reader uses; everything is made here, since a page without a script must show none of it. */
export interface Controls {
  search: HTMLInputElement;
  /** How many hosts are found; said aloud when it changes. */
  status: HTMLElement;
  /** Ends each search and filter. */
  clear: HTMLButtonElement;
  /** Draws further rows. */
  more: HTMLButtonElement;
  facets: readonly { key: string; index: number; facet: Facet }[];
}

/** What is told of a reader's choices. */
export interface Choices {
  typed(query: string): void;
  /** The words of a facet that are chosen then. */
  chose(key: string, words: string[]): void;
  /** The heading of a column was pressed. */
  pressed(key: string, isNumber: boolean): void;
  cleared(): void;
  asksForMore(): void;
}

/** Puts the controls into the page: above the table, into its headings, and under it. */
export function addControls(table: FleetTable, finder: HTMLElement, choices: Choices): Controls {
  const search = element('input', {
    ...{ type: 'search', id: 'find', autocomplete: 'off', spellcheck: 'false' },
    placeholder: 'Name, id, release, zone…',
  });
  search.addEventListener('input', () => choices.typed(search.value));
  const status = element('p', { role: 'status' });
  const clear = element('button', { type: 'button' }, 'Show all hosts');
  clear.addEventListener('click', () => choices.cleared());
  const more = element('button', { type: 'button', class: 'more' });
  more.addEventListener('click', () => choices.asksForMore());
  const facets = facetsOf(table, choices);
  const filters = facets.map(({ facet }) => facet.root);
  finder.append(
    element('div', { class: 'search' }, element('label', { for: 'find' }, 'Find hosts'), search),
    element('div', { class: 'facets', role: 'group', 'aria-label': 'Filters' }, ...filters),
    element('div', { class: 'found' }, status, clear),
  );
  table.root.parentElement?.after(more);
  for (const [index, { key, title, isNumber }] of table.columns.entries()) {
    const button = element('button', { type: 'button' }, title);
    button.addEventListener('click', () => choices.pressed(key, isNumber));
    table.headings[index]?.replaceChildren(button);
  }
  return { search, status, clear, more, facets };
}

/** A facet for each column of few words, where hosts differ in them. */
function facetsOf({ columns, rows }: FleetTable, { chose }: Choices): Controls['facets'] {
  return columns.flatMap(({ key, title, isFacet }, index) => {
    const differ = new Set(rows.map(({ words }) => words[index])).size > 1;
    if (!isFacet || !differ) return [];
    return [{ key, index, facet: makeFacet(title, (words) => chose(key, words)) }];
  });
}
