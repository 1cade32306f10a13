import { describe, expect, it } from 'vitest';
import { parseView, printView, type View, WHOLE, withFacet } from '../../../lambdas/report/browser/view.ts';

const KEYS = ['host', 'verdict', 'role', 'growth'];

const VIEWS: readonly { fragment: string; view: View }[] = [
  { fragment: '#all-hosts', view: WHOLE },
  { fragment: '#all-hosts?q=edge-1', view: { ...WHOLE, query: 'edge-1' } },
  {
    fragment: '#all-hosts?verdict=Leaking&verdict=Suspected&role=edge',
    view: {
      ...WHOLE,
      facets: new Map([
        ['verdict', ['Leaking', 'Suspected']],
        ['role', ['edge']],
      ]),
    },
  },
  { fragment: '#all-hosts?role=', view: { ...WHOLE, facets: new Map([['role', ['']]]) } },
  { fragment: '#all-hosts?sort=-growth', view: { ...WHOLE, sort: { key: 'growth', isDescending: true } } },
  { fragment: '#all-hosts?sort=host', view: { ...WHOLE, sort: { key: 'host', isDescending: false } } },
  {
    fragment: '#all-hosts?q=a%26b%3D%23c+%C3%BC&role=x%26y',
    view: { query: 'a&b=#c ü', facets: new Map([['role', ['x&y']]]), sort: null },
  },
];

describe('a view of the hosts', () => {
  it.each(VIEWS)('is $fragment in a link, and comes back from it', ({ fragment, view }) => {
    expect(printView(view)).toBe(fragment);
    expect(parseView(fragment, KEYS)).toEqual(view);
  });

  it.each([['#host-i-1'], ['#all-hosts-title'], [''], ['#releases?q=x']])(
    'is not read from %s',
    (fragment) => {
      expect(parseView(fragment, KEYS)).toBeNull();
    },
  );

  it('leaves out what the table does not have', () => {
    expect(parseView('#all-hosts?planet=mars&sort=-planet&sort=', KEYS)).toEqual(WHOLE);
    expect(parseView('#all-hosts?__proto__=x&constructor=y', KEYS)).toEqual(WHOLE);
  });

  it('has no word where nothing but spaces was typed', () => {
    expect(printView({ ...WHOLE, query: '  ' })).toBe('#all-hosts');
  });

  it('takes the words of one facet at a time, and drops a facet without words', () => {
    const chosen = withFacet(WHOLE, 'role', ['edge']);
    const both = withFacet({ ...WHOLE, facets: chosen }, 'verdict', ['Leaking']);
    expect([...both]).toEqual([
      ['role', ['edge']],
      ['verdict', ['Leaking']],
    ]);
    expect([...withFacet({ ...WHOLE, facets: both }, 'role', [])]).toEqual([['verdict', ['Leaking']]]);
  });
});
