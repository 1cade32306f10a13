import { html } from 'hono/html';
import { DAY } from '../../domain/records/time.ts';
import type { FleetPoint } from '../series.ts';
import { besides, gridLines } from './axes.ts';
import { canvasOf, instantAxis, type Markup, picture, round, stretched } from './canvas.ts';
import { dayLabel } from './days.ts';
import { type Point, readingLines } from './lines.ts';

/** CSS pixels. */
const HEIGHT = 150;
const AXIS = { ticks: [0, 50, 100], phrase: String };
/** Points further apart are not joined: no report was made between them. */
const LONGEST_STEP = 10 * DAY;

/** The fleet's score, 0-100, at each assessment that is kept; a dot each. */
export function scoreChart(fleet: readonly FleetPoint[], { timeZone }: { timeZone: string }): Markup {
  const points = fleet.map(({ at, score }) => ({ at: Date.parse(at), value: score }));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return html``;
  const margin = Math.max(DAY, (last.at - first.at) * 0.06);
  const span = { from: first.at - margin, to: last.at + margin, timeZone };
  const canvas = canvasOf({ ...span, maximum: 108, height: HEIGHT, rows: 2 });
  const scores = points.map(({ at, value }) => `${dayLabel(at, timeZone)} ${value}`).join(', ');
  const dots = points.map(
    ({ at, value }) =>
      html`<circle class="score" cx="${canvas.percent(at)}" cy="${round(canvas.y(value))}" r="3.5"/>`,
  );
  const plot = picture(
    canvas,
    {
      id: 'fleet-score',
      title: 'The highest risk of a host over the weeks',
      description: `Risk, 0 to 100: ${scores}.`,
    },
    html`${gridLines(canvas, AXIS)}${stretched(canvas, readingLines(canvas, joined(points), 'score'))}${dots}${instantAxis(canvas, points)}`,
  );
  return besides(canvas, AXIS, plot);
}

function joined(points: readonly Point[]): Point[][] {
  const stretches: Point[][] = [];
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    if (before === undefined || point.at - before.at > LONGEST_STEP) stretches.push([]);
    stretches.at(-1)?.push(point);
  }
  return stretches;
}
