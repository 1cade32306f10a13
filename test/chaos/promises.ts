/** Promises, each with the name of what was found against it. */
export type Promises<Key extends string> = readonly (readonly [promise: string, key: Key])[];

/** What was found against each. */
export type Found<Key extends string> = Readonly<Record<Key, readonly string[]>>;

/** Those that were not kept, each with what was found. */
export const broken = <Key extends string>(promises: Promises<Key>, found: Found<Key>): string[] =>
  promises.flatMap(([promise, key]) => found[key].map((what) => `${promise}: ${what}`));

/**
 * Lines of Markdown: each, what it was held against, and how often it was broken.
 * @param accountings of every run
 */
export const promiseTable = <Key extends string>(
  promises: Promises<Key>,
  accountings: readonly Found<Key>[],
  against: (key: Key) => string,
): string[] => [
  '| promise | held against | broken |',
  '| --- | --- | ---: |',
  ...promises.map(([promise, key]) => {
    const times = accountings.reduce((total, found) => total + found[key].length, 0);
    return `| ${promise} | ${against(key)} | ${times} |`;
  }),
];
