/** What a reader has chosen to see of the table of hosts. */
export interface View {
  /** As it was typed. */
  query: string;
  /** By the key of a column, the words of which a row must have one. */
  facets: ReadonlyMap<string, readonly string[]>;
  sort: Sort | null;
}

export interface Sort {
  /** Of a column. */
  key: string;
  isDescending: boolean;
}

/** Every row, in the order in which the page has them. */
export const WHOLE: View = { query: '', facets: new Map(), sort: null };

/** A view's facets with these words of one of them, or without it where there are none. */
export function withFacet({ facets }: View, key: string, words: readonly string[]): View['facets'] {
  const others = [...facets].filter(([name]) => name !== key);
  return new Map(words.length === 0 ? others : [...others, [key, words]]);
}

const START = '#all-hosts';

/** A view as the fragment of a link: `#all-hosts?q=edge&verdict=Leaking&sort=-growth`. */
export function printView({ query, facets, sort }: View): string {
  const parameters = new URLSearchParams();
  if (query.trim() !== '') parameters.set('q', query.trim());
  for (const [key, words] of facets) for (const word of words) parameters.append(key, word);
  if (sort !== null) parameters.set('sort', `${sort.isDescending ? '-' : ''}${sort.key}`);
  return parameters.size === 0 ? START : `${START}?${parameters}`;
}

/**
 * Reads such a fragment; `null` for one that leads elsewhere. What the table doesn't have is left out.
 * @param keys of its columns
 */
export function parseView(fragment: string, keys: readonly string[]): View | null {
  if (fragment !== START && !fragment.startsWith(`${START}?`)) return null;
  const parameters = new URLSearchParams(fragment.slice(START.length + 1));
  const [, minus, key = ''] = /^(-?)(.*)$/.exec(parameters.get('sort') ?? '') ?? [];
  const facets = keys.map((name) => [name, parameters.getAll(name)] as const);
  return {
    query: parameters.get('q') ?? '',
    facets: new Map(facets.filter(([, words]) => words.length > 0)),
    sort: keys.includes(key) ? { key, isDescending: minus === '-' } : null,
  };
}
