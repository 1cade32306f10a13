/** The middle value, or the mean of the middle two; `null` of none. */
export function median(values: Iterable<number>): number | null {
  const sorted = sortedOf(values);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** The middle value, of two the lesser: one that was really there; `null` of none. */
export const lowerMedian = (values: Iterable<number>): number | null => {
  const sorted = sortedOf(values);
  return sorted[(sorted.length - 1) >> 1] ?? null;
};

/** The middle value, of two the greater; `null` of none. */
export const upperMedian = (values: Iterable<number>): number | null => {
  const sorted = sortedOf(values);
  return sorted[sorted.length >> 1] ?? null;
};

/** Up to so many values, such as the runs of a bin, are sorted sooner by insertion. */
const FEW = 24;

function sortedOf(values: Iterable<number>): ArrayLike<number> {
  const sorted = [...values];
  if (sorted.length > FEW) return new Float64Array(sorted).sort();
  for (let end = 1; end < sorted.length; end += 1) {
    const value = sorted[end] as number;
    let place = end;
    for (; place > 0 && (sorted[place - 1] as number) > value; place -= 1) {
      sorted[place] = sorted[place - 1] as number;
    }
    sorted[place] = value;
  }
  return sorted;
}
