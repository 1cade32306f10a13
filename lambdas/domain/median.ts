/** The middle value, or the mean of the middle two; `null` of none. */
export function median(values: Iterable<number>): number | null {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** The middle value, of two the lesser: one that was really there; `null` of none. */
export const lowerMedian = (values: Iterable<number>): number | null => {
  const sorted = Float64Array.from(values).sort();
  return sorted[(sorted.length - 1) >> 1] ?? null;
};

/** The middle value, of two the greater; `null` of none. */
export const upperMedian = (values: Iterable<number>): number | null => {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1] ?? null;
};
