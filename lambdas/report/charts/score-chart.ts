import { html } from 'hono/html';
import { DAY } from '../../domain/records/time.ts';
import type { FleetPoint } from '../series.ts';
import {
  canvasOf,
  gridLabels,
  gridLines,
  instantAxis,
  type Markup,
  picture,
  round,
  stretched,
} from './canvas.ts';
import { dayLabel } from './days.ts';
import { type Point, readingLines } from './lines.ts';

/** CSS pixels. */
const HEIGHT = 140;
const MAXIMUM_LABELLED = 12;
const TICKS = [0, 50, 100];
/** Points further apart are not joined: no report was made between them. */
const LONGEST_STEP = 10 * DAY;

/** The fleet's score, 0-100, at each assessment that is kept; a dot each. */
export function scoreChart(fleet: readonly FleetPoint[], { timeZone }: { timeZone: string }): Markup {
  const points = fleet.map(({ at, score }) => ({ at: Date.parse(at), value: score }));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return html``;
  const margin = Math.max(DAY, (last.at - first.at) * 0.06);
  const span = { from: first.at - margin, to: last.at + margin, timeZone };
  const canvas = canvasOf({ ...span, maximum: 108, height: HEIGHT });
  const instants = points.map(({ at }) => at);
  const scores = points.map(({ at, value }) => `${dayLabel(at, timeZone)} ${value}`).join(', ');
  return picture(
    canvas,
    {
      id: 'fleet-score',
      title: "The fleet's score over the weeks",
      description: `Score, 0 to 100: ${scores}.`,
    },
    html`${gridLines(canvas, TICKS)}${stretched(canvas, readingLines(canvas, joined(points), 'score'))}${gridLabels(canvas, TICKS, String)}${points.map(
      ({ at, value }) => {
        const [x, y] = [canvas.percent(at), round(canvas.y(value))];
        return html`<circle class="score" cx="${x}" cy="${y}" r="3.5"/>${points.length > MAXIMUM_LABELLED ? '' : html`<text class="score" x="${x}" y="${y - 9}">${value}</text>`}`;
      },
    )}${instantAxis(canvas, instants)}`,
  );
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
