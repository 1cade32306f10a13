import { describe, expect, it } from 'vitest';
import {
  type Column,
  facetCounts,
  foundText,
  matcherOf,
  type Row,
  sorted,
} from '../../../lambdas/report/browser/rows.ts';
import { type View, WHOLE } from '../../../lambdas/report/browser/view.ts';

const COLUMNS: readonly Column[] = [
  { key: 'host', title: 'Host', isFacet: false, isNumber: false },
  { key: 'verdict', title: 'Verdict', isFacet: true, isNumber: false },
  { key: 'release', title: 'Release', isFacet: true, isNumber: false },
  { key: 'growth', title: 'Growth', isFacet: false, isNumber: true },
];

function row(host: string, verdict: string, release: string, growth: number | null): Row {
  const words = [host, verdict, release, growth === null ? '' : `${growth} MiB`];
  return { text: words.join('\n').toLowerCase(), words, values: [null, null, null, growth] };
}

const ROWS = [
  row('edge-10', 'Leaking', '2.8.11', 20),
  row('edge-9', 'Leaking', '2.8.9', 3),
  row('API-2', 'Healthy', '3.2.26', null),
  row('api-1', 'Healthy', '2.8.11', -1),
  row('new-1', 'Too little data', '', 0),
];

const facet = (key: string, ...words: string[]): View => ({ ...WHOLE, facets: new Map([[key, words]]) });
const namesOf = (rows: readonly Row[]) => rows.map(({ words }) => words[0]);

describe('the hosts that are found', () => {
  it.each<{ view: View; what: string; expected: string[] }>([
    {
      what: 'all, where nothing is asked',
      view: WHOLE,
      expected: ['edge-10', 'edge-9', 'API-2', 'api-1', 'new-1'],
    },
    {
      what: 'a part of a name, in capitals or not',
      view: { ...WHOLE, query: 'aPi' },
      expected: ['API-2', 'api-1'],
    },
    { what: 'each word, in any cell', view: { ...WHOLE, query: ' 2.8.11 leak ' }, expected: ['edge-10'] },
    { what: 'none, where one word is nowhere', view: { ...WHOLE, query: 'edge moon' }, expected: [] },
    { what: 'those of a facet', view: facet('verdict', 'Healthy'), expected: ['API-2', 'api-1'] },
    {
      what: 'those of one word of a facet or another',
      view: facet('release', '2.8.9', '3.2.26'),
      expected: ['edge-9', 'API-2'],
    },
    { what: 'those that have no word there', view: facet('release', ''), expected: ['new-1'] },
    { what: 'those of a whole word', view: facet('release', '2.8'), expected: [] },
    {
      what: 'those of both facets and the search',
      view: {
        query: '1',
        facets: new Map([
          ['verdict', ['Leaking', 'Healthy']],
          ['release', ['2.8.11']],
        ]),
        sort: null,
      },
      expected: ['edge-10', 'api-1'],
    },
  ])('are $what', ({ view, expected }) => {
    expect(namesOf(ROWS.filter(matcherOf(view, COLUMNS)))).toEqual(expected);
  });
});

describe('the hosts in order', () => {
  it.each<{ key: string; isDescending: boolean; expected: string[] }>([
    { key: 'host', isDescending: false, expected: ['api-1', 'API-2', 'edge-9', 'edge-10', 'new-1'] },
    { key: 'release', isDescending: false, expected: ['edge-9', 'edge-10', 'api-1', 'API-2', 'new-1'] },
    { key: 'release', isDescending: true, expected: ['API-2', 'edge-10', 'api-1', 'edge-9', 'new-1'] },
    { key: 'growth', isDescending: true, expected: ['edge-10', 'edge-9', 'new-1', 'api-1', 'API-2'] },
    { key: 'growth', isDescending: false, expected: ['api-1', 'new-1', 'edge-9', 'edge-10', 'API-2'] },
  ])(
    'of $key, descending: $isDescending; numbers as numbers, what is empty last',
    ({ expected, ...sort }) => {
      expect(namesOf(sorted(ROWS, sort, COLUMNS))).toEqual(expected);
    },
  );

  it('stay as they are without one', () => {
    expect(sorted(ROWS, null, COLUMNS)).toEqual(ROWS);
    expect(sorted(ROWS, { key: 'planet', isDescending: true }, COLUMNS)).toEqual(ROWS);
  });
});

describe('the words of a facet', () => {
  it('come with the hosts that each would leave under all else that is asked, most first', () => {
    const view = { ...facet('verdict', 'Leaking'), query: '1' };
    expect(facetCounts(ROWS, view, 1, COLUMNS)).toEqual([
      { word: 'Healthy', rows: 1 },
      { word: 'Leaking', rows: 1 },
      { word: 'Too little data', rows: 1 },
    ]);
    expect(facetCounts(ROWS, view, 2, COLUMNS)).toEqual([
      { word: '2.8.11', rows: 1 },
      { word: '', rows: 0 },
      { word: '2.8.9', rows: 0 },
      { word: '3.2.26', rows: 0 },
    ]);
  });
});

it.each([
  [5000, 5000, 100, '5,000 hosts, the first 100 shown'],
  [5000, 120, 120, '120 of 5,000 hosts'],
  [5000, 0, 0, '0 of 5,000 hosts'],
  [1, 1, 1, '1 host'],
])('of %d hosts, %d found and %d shown, it says so', (all, found, shown, expected) => {
  expect(foundText(all, found, shown)).toBe(expected);
});
