/** A value between two hours, linearly; before the first and after the last, that one. */
export function between(byHour: Float64Array, hours: number): number {
  const last = byHour.length - 1;
  const place = Math.min(Math.max(hours, 0), last);
  const hour = Math.floor(place);
  const value = byHour[hour] ?? 0;
  return hour === place ? value : value + (place - hour) * ((byHour[hour + 1] ?? 0) - value);
}
