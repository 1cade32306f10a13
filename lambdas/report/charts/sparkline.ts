import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { html } from 'hono/html';
import type { HostSeries } from '../series.ts';
import type { Markup } from './canvas.ts';
import { type Point, stretchesOf } from './lines.ts';

/** CSS pixels. */
const [WIDTH, HEIGHT, INSET] = [96, 24, 2];

/**
 * A host's memory from one instant to another, milliseconds since 1970, beside its figures, which say the same:
 * decoration, without a name of its own.
 */
export function sparkline(series: HostSeries, from: number, to: number): Markup {
  const stretches = stretchesOf(series, ({ memoryBytes }) => memoryBytes);
  const maximum = Math.max(1, ...stretches.flat().map(({ value }) => value));
  const x = scaleLinear([from, to], [INSET, WIDTH - INSET]);
  const y = scaleLinear([0, maximum], [HEIGHT - INSET, INSET]);
  const drawn = line<Point>(
    ({ at }) => x(at),
    ({ value }) => y(value),
  ).digits(1);
  // A reading each nine hours is as fine as so small a picture shows.
  const thinned = stretches.map((points) => points.filter((_, index) => index % 3 === 0));
  return html`<svg class="spark" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true"><path class="line memory" d="${thinned.map((points) => drawn(points)).join('')}"/></svg>`;
}
