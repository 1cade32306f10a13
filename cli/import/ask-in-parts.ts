import { LimitError, type PrometheusApi, type Range, type Series } from './prometheus-api.ts';

/**
 * Asks for a range, and where the server's limits don't allow that, for its halves. A series that goes on over the middle
 * is then there twice, with other points.
 * @throws AnswerError, and LimitError where even one instant is too much
 */
export async function askInParts(api: PrometheusApi, query: string, range: Range): Promise<Series[]> {
  try {
    return await api.queryRange(query, range);
  } catch (error) {
    const halves = halvesOf(range);
    if (!(error instanceof LimitError)) throw error;
    if (halves === null) throw new LimitError(`${error.message} (of one instant); narrow it with --match`);
    const series: Series[] = [];
    for (const half of halves) series.push(...(await askInParts(api, query, half)));
    return series;
  }
}

function halvesOf({ from, to, step }: Range): [Range, Range] | null {
  const steps = Math.floor((to - from) / step);
  if (steps < 1) return null;
  const middle = from + Math.floor((steps + 1) / 2) * step;
  return [
    { from, to: middle - step, step },
    { from: middle, to, step },
  ];
}
