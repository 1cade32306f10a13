import { line } from 'd3-shape';
import { html } from 'hono/html';
import { bytesPhrase } from '../../domain/format.ts';
import type { ReportedHost } from '../report.ts';
import type { Projection } from '../series.ts';
import type { SideLabel } from './axes.ts';
import { type Canvas, type Markup, round } from './canvas.ts';
import { dayLabel } from './days.ts';
import type { Point } from './lines.ts';

/** Growth drawn out as far as the picture goes, or to the limit where it is reached before; milliseconds since 1970. */
export interface DrawnProjection {
  middle: [Point, Point];
  /** Round the 95% interval. */
  fan: Point[];
  /** When the limit is reached, with its interval; `null` where the picture ends before. */
  reached: { low: number; at: number; high: number } | null;
}

interface Ahead {
  projection: Projection;
  /** Of TCP memory; `null` where it is not in the picture. */
  limitBytes: number | null;
  now: number;
  until: ReportedHost['secondsToPressure'];
}

/** What is drawn of a projection; nothing of one that is at its limit already. */
export function drawProjection({ to }: Canvas, ahead: Ahead): DrawnProjection | null {
  const { projection, limitBytes, now, until } = ahead;
  const start = { at: Date.parse(projection.from.at), value: projection.from.bytes };
  const when = (seconds: number | null | undefined) =>
    limitBytes === null || seconds == null ? Number.POSITIVE_INFINITY : now + seconds * 1000;
  const [low, at, high] = [when(until?.low), when(until?.estimate), when(until?.high)];
  if (at <= start.at || to <= start.at) return null;
  // Each edge ends where the time to the limit says, so that line and figure never differ.
  const edge = (end: number, crossing: number): Point[] =>
    crossing < to && limitBytes !== null
      ? [{ at: Math.max(crossing, start.at), value: limitBytes }]
      : [{ at: to, value: Math.max(0, along(projection, end, to)) }];
  const [end = start] = edge(projection.to.estimate, at);
  const [upper = start] = edge(projection.to.high, low);
  const [lower = start] = edge(projection.to.low, high);
  const corner = limitBytes !== null && low < to && high >= to ? [{ at: to, value: limitBytes }] : [];
  return {
    middle: [start, end],
    fan: [start, upper, ...corner, lower],
    reached: low < to ? { low, at, high } : null,
  };
}

/** Of the line from a projection's beginning to a value at its end. */
function along({ from, to }: Projection, value: number, at: number): number {
  const [start, end] = [Date.parse(from.at), Date.parse(to.at)];
  return from.bytes + ((value - from.bytes) * (at - start)) / (end - start);
}

/** Stretched; cut at the top of the plot. */
export function projectionLines({ x, y }: Canvas, { middle, fan }: DrawnProjection): Markup {
  const path = line<Point>(
    ({ at }) => x(at),
    ({ value }) => y(value),
  ).digits(1);
  return html`<path class="fan" d="${path(fan)}Z"/><path class="line projected" d="${path(middle)}"/>`;
}

/** On the limit: a dot when it is reached, and a bar between the ends of the 95% interval of that instant. */
export function pressureBar(
  { percent, y, to }: Canvas,
  { reached }: DrawnProjection,
  limitBytes: number,
): Markup {
  if (reached === null) return html``;
  const { low, at, high } = reached;
  const height = round(y(limitBytes));
  const ends = [low, high].filter((end) => end < to).map(percent);
  return html`<g class="reached"><line x1="${percent(low)}" x2="${percent(Math.min(high, to))}" y1="${height}" y2="${height}"/>${ends.map(
    (x) => html`<line x1="${x}" x2="${x}" y1="${height - 5}" y2="${height + 5}"/>`,
  )}${at < to ? html`<circle cx="${percent(at)}" cy="${height}" r="4.5"/>` : ''}</g>`;
}

/** What a projection ends in, beside its end: the limit and the day, or how much there is then. */
export function projectionEnd({ timeZone, to }: Canvas, { middle: [, end] }: DrawnProjection): SideLabel {
  const day = dayLabel(end.at, timeZone);
  return end.at < to
    ? { value: end.value, lines: ['its limit', `on ${day}`], isLimit: true }
    : { value: end.value, lines: [bytesPhrase(end.value), `on ${day}`] };
}
