import { line } from 'd3-shape';
import { html } from 'hono/html';
import type { HostEvent } from '../../domain/records/bin.ts';
import { BIN } from '../../domain/records/time.ts';
import type { HostSeries, SeriesPoint } from '../series.ts';
import { type Canvas, type Markup, round } from './canvas.ts';

/** Readings further apart than three bins are not joined: a gap is a gap. */
export const LONGEST_STEP = 3 * BIN;
/** The limit is in the picture where it leaves the readings a fifth of the height. */
export const LIMIT_WITHIN = 5;
/** After these another process is read. */
const STARTS_ANEW: readonly HostEvent[] = ['reboot', 'restart', 'reload', 'upgrade'];

/** A reading at an instant, milliseconds since 1970. */
export interface Point {
  at: number;
  value: number;
}

/** Stretches of readings that one line may join. What was read while a process gave way to the next is of neither. */
export function stretchesOf(
  { points, events }: Pick<HostSeries, 'points' | 'events'>,
  read: (point: SeriesPoint) => number | null,
): Point[][] {
  const starts = new Set(
    events.filter(({ kind }) => STARTS_ANEW.includes(kind)).map(({ at }) => Date.parse(at)),
  );
  const stretches: Point[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    const [at, value] = [Date.parse(point.at), read(point)];
    if (starts.has(at)) last = Number.NEGATIVE_INFINITY;
    if (starts.has(at) || value === null) continue;
    if (at - last > LONGEST_STEP) stretches.push([]);
    stretches.at(-1)?.push({ at, value });
    last = at;
  }
  return stretches;
}

/** Each stretch as a line of its own; a reading alone becomes a dot by its line's round ends. */
export function readingLines({ x, y }: Canvas, stretches: readonly Point[][], name: string): Markup {
  const drawn = line<Point>(
    ({ at }) => x(at),
    ({ value }) => y(value),
  ).digits(1);
  const paths = stretches.map((points) =>
    points.length > 1 ? drawn(points) : drawn([...points, ...points]),
  );
  return html`<path class="line ${name}" d="${paths.join('')}"/>`;
}

/** Where nothing is known for longer than a line may bridge, the time up to now included; milliseconds since 1970. */
export function gapsOf(
  points: readonly SeriesPoint[],
  from: number,
  now: number,
): { start: number; end: number }[] {
  const readAt = points.filter(({ memoryBytes }) => memoryBytes !== null).map(({ at }) => Date.parse(at));
  return [...readAt, now].flatMap((end, index) => {
    const start = readAt[index - 1] ?? from;
    return end - start > LONGEST_STEP ? [{ start, end }] : [];
  });
}

/** A band for each gap. */
export function gapBands({ percent, y }: Canvas, gaps: ReturnType<typeof gapsOf>): Markup {
  const [foot = 0, top = 0] = y.range();
  return html`${gaps.map(({ start, end }) => {
    const [left, right] = [percent(start), percent(end)];
    const width = round(Number.parseFloat(right) - Number.parseFloat(left));
    return html`<rect class="gap" x="${left}" width="${width}%" y="${top}" height="${foot - top}"/>`;
  })}`;
}
