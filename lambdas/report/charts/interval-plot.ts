import { scaleLinear } from 'd3-scale';
import { html } from 'hono/html';
import type { Interval } from '../../domain/records/evidence.ts';
import { type Markup, round } from './canvas.ts';

/** CSS pixels. */
const [WIDTH, HEIGHT, INSET] = [150, 34, 6];

/**
 * Growth before a change above growth after it, each as a dot on the line of its 95% interval, beside a line at none.
 * The table that it stands in says the same in figures, so it has no name of its own.
 */
export function intervalPlot(before: Interval | null, after: Interval | null, reach: number): Markup {
  const x = scaleLinear([-reach, reach], [INSET, WIDTH - INSET]).clamp(true);
  const row = (value: Interval | null, y: number, name: string) =>
    value === null
      ? ''
      : html`<g class="${name}"><line x1="${round(x(value.low))}" x2="${round(x(value.high))}" y1="${y}" y2="${y}"/><circle cx="${round(x(value.estimate))}" cy="${y}" r="4"/></g>`;
  return html`<svg class="intervals" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true"><line class="none" x1="${x(0)}" x2="${x(0)}" y1="0" y2="${HEIGHT}"/>${row(before, 10, 'before')}${row(after, 24, 'after')}</svg>`;
}

/** What the plots of one table reach to, either way: they can be compared. */
export const reachOf = (all: readonly (Interval | null)[]): number =>
  Math.max(1, ...all.flatMap((value) => (value === null ? [] : [Math.abs(value.low), Math.abs(value.high)])));
