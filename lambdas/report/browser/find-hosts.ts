import { addControls } from './controls.ts';
import { type FleetTable, type PageRow, readFleetTable } from './fleet-table.ts';
import { facetCounts, foundText, matcherOf, sorted } from './rows.ts';
import { parseView, printView, type View, WHOLE, withFacet } from './view.ts';

// Sorts, filters and finds in the page's table of hosts. It asks nothing of the network, keeps nothing but the page's own
// fragment, and without it the page is whole.

/** Rows that are drawn at first, and how many times as many with each step. */
const [FIRST, TIMES] = [100, 5];

function findHosts(table: FleetTable, finder: HTMLElement): void {
  const { columns, rows } = table;
  const keys = columns.map(({ key }) => key);
  let view = WHOLE;
  let order: readonly PageRow[] = rows;
  let found: readonly PageRow[] = rows;
  let drawn = FIRST;

  const controls = addControls(table, finder, {
    typed: (query) => choose({ query }),
    chose: (key, words) => choose({ facets: withFacet(view, key, words) }),
    pressed: (key, isNumber) => {
      const current = view.sort ?? table.order;
      choose({ sort: { key, isDescending: current?.key === key ? !current.isDescending : isNumber } });
    },
    cleared: () => {
      choose({ query: '', facets: WHOLE.facets });
      controls.search.value = '';
      controls.search.focus();
    },
    asksForMore: () => {
      const next = found[drawn];
      drawn *= TIMES;
      draw();
      next?.element.querySelector('a')?.focus();
    },
  });
  show(WHOLE);
  follow();
  window.addEventListener('hashchange', follow);

  /** A reader's choice: kept in the page's address, so that a link leads to it again. */
  function choose(changed: Partial<View>): void {
    show({ ...view, ...changed });
    history.replaceState(null, '', printView(view));
  }

  /** Shows what the page's address asks for: a view, or a host. */
  function follow(): void {
    const asked = parseView(location.hash, keys);
    if (asked !== null) {
      controls.search.value = asked.query;
      show(asked);
      document.getElementById('all-hosts')?.scrollIntoView();
    }
    const host = rows.find(({ element }) => element.id === location.hash.slice(1));
    if (host !== undefined) reveal(host);
  }

  function reveal(host: PageRow): void {
    if (!found.includes(host)) {
      controls.search.value = '';
      show({ ...WHOLE, sort: view.sort });
    }
    drawn = Math.max(drawn, found.indexOf(host) + 1);
    draw();
    host.element.scrollIntoView({ block: 'center' });
  }

  function show(chosen: View): void {
    view = chosen;
    drawn = FIRST;
    const ordered = sorted(rows, view.sort, columns);
    if (ordered.some((row, index) => row !== order[index])) table.arrange(ordered);
    order = ordered;
    found = ordered.filter(matcherOf(view, columns));
    table.markOrder(view.sort ?? table.order);
    for (const { key, index, facet } of controls.facets) {
      facet.show(facetCounts(rows, view, index, columns), view.facets.get(key) ?? []);
    }
    draw();
  }

  function draw(): void {
    const shown = found.slice(0, drawn);
    const later = found.length - shown.length;
    table.draw(shown, found.slice(drawn));
    controls.status.textContent = foundText(rows.length, found.length, shown.length);
    controls.clear.hidden = found.length === rows.length;
    controls.more.hidden = later === 0;
    controls.more.textContent = `Show ${Math.min(later, (TIMES - 1) * drawn).toLocaleString('en')} more`;
  }
}

const table = readFleetTable(document.getElementById('fleet'));
const finder = document.getElementById('finder');
if (table !== null && finder !== null) findHosts(table, finder);
