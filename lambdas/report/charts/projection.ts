import { area, line } from 'd3-shape';
import { html } from 'hono/html';
import type { ReportedHost } from '../report.ts';
import type { Projection } from '../series.ts';
import { type Canvas, type Markup, round } from './canvas.ts';

/** Growth drawn out and between which lines it lies with 95 % confidence. Stretched; cut at the top of the plot. */
export function projectionFan({ x, y }: Canvas, { from, to }: Projection): Markup {
  const start = { at: Date.parse(from.at), estimate: from.bytes, low: from.bytes, high: from.bytes };
  const ends = [start, { ...to, at: Date.parse(to.at) }];
  type End = typeof start;
  const height = (bytes: number) => y(Math.max(0, bytes));
  const fan = area<End>(
    ({ at }) => x(at),
    ({ low }) => height(low),
    ({ high }) => height(high),
  ).digits(1);
  const middle = line<End>(
    ({ at }) => x(at),
    ({ estimate }) => height(estimate),
  ).digits(1);
  return html`<path class="fan" d="${fan(ends)}"/><path class="line projected" d="${middle(ends)}"/>`;
}

/** On the limit: a dot when it is reached, and a bar between the ends of the 95 % interval of that instant. */
export function pressureBar(
  { percent, y, to }: Canvas,
  { limitBytes, now, until }: { limitBytes: number; now: number; until: ReportedHost['secondsToPressure'] },
): Markup {
  if (until === null) return html``;
  const [low, reached, high] = [until.low, until.estimate, until.high ?? Number.POSITIVE_INFINITY].map(
    (seconds) => now + seconds * 1000,
  ) as [number, number, number];
  if (low >= to) return html``;
  const at = round(y(limitBytes));
  const ends = [low, high].filter((end) => end < to).map(percent);
  return html`<g class="reached"><line x1="${percent(low)}" x2="${percent(Math.min(high, to))}" y1="${at}" y2="${at}"/>${ends.map(
    (x) => html`<line x1="${x}" x2="${x}" y1="${at - 5}" y2="${at + 5}"/>`,
  )}${reached < to ? html`<circle cx="${percent(reached)}" cy="${at}" r="4.5"/>` : ''}</g>`;
}
