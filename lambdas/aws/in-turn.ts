/** What each comes to, in their order; so many are asked for at once. */
export async function inTurn<T, Result>(
  all: readonly T[],
  together: number,
  ask: (one: T) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < all.length; start += together) {
    results.push(...(await Promise.all(all.slice(start, start + together).map(ask))));
  }
  return results;
}
