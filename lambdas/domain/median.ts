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

/** An array is copied at once, which is most of the time that a median takes. */
const sortedOf = (values: Iterable<number>): Float64Array =>
  (Array.isArray(values) ? new Float64Array(values) : Float64Array.from(values)).sort();
