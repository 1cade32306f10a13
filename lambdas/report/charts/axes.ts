import { scaleLinear } from 'd3-scale';
import { html } from 'hono/html';
import { countPhrase } from '../../domain/format.ts';
import { type Canvas, type Markup, round } from './canvas.ts';

/** Round values of a chart, from 0, and how each is written: all in one unit. */
export interface ValueAxis {
  ticks: number[];
  phrase(value: number): string;
}

/** Words beside a plot, in the middle of which height of it, one a line. */
export interface SideLabel {
  value: number;
  lines: readonly string[];
  /** Of the limit: in its colour. */
  isLimit?: boolean;
}

/** CSS pixels. What stands beside a plot lies over no line of it. */
const [LEFT, RIGHT, LINE_HEIGHT] = [68, 72, 15];
/** Labels closer to each other would touch. */
const MINIMUM_DISTANCE = 14;
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** About four round values in the largest unit of which there is one: 0, 0.5 GiB, 1 GiB. */
export function bytesAxis(maximum: number): ValueAxis {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(maximum) / 10)));
  const unit = 1024 ** power;
  return {
    ticks: ticksOf(maximum / unit, 4).map((tick) => tick * unit),
    phrase: (value) => (value === 0 ? '0' : `${countPhrase(value / unit)} ${UNITS[power]}`),
  };
}

/** Two or three whole numbers. */
export const countAxis = (maximum: number): ValueAxis => ({
  ticks: ticksOf(maximum, 2).filter(Number.isInteger),
  phrase: countPhrase,
});

const ticksOf = (maximum: number, count: number): number[] => scaleLinear([0, maximum], [0, 1]).ticks(count);

/** Lines across at the ticks; readings are drawn over them. */
export function gridLines({ y }: Canvas, { ticks }: Pick<ValueAxis, 'ticks'>): Markup {
  const heights = ticks.map((tick) => round(y(tick)));
  return html`<g class="grid">${heights.map((at) => html`<line x1="0" x2="100%" y1="${at}" y2="${at}"/>`)}</g>`;
}

/** An axis without the ticks that a label of its own would touch. */
export function apartFrom({ y }: Canvas, axis: ValueAxis, label: number | null): ValueAxis {
  if (label === null) return axis;
  return { ...axis, ticks: axis.ticks.filter((tick) => Math.abs(y(tick) - y(label)) >= MINIMUM_DISTANCE) };
}

/** A plot with its values at the left and, where it has words for what it ends in, those at the right. */
export function besides(
  canvas: Canvas,
  axis: ValueAxis,
  plot: Markup,
  { limit = null, ends = null }: { limit?: SideLabel | null; ends?: readonly SideLabel[] | null } = {},
): Markup {
  const values = axis.ticks.map((tick): SideLabel => ({ value: tick, lines: [axis.phrase(tick)] }));
  const left = [...values, ...(limit === null ? [] : [limit])];
  return html`<div class="plot">${side(canvas, left, { width: LEFT, x: LEFT - 8, name: 'values' })}${plot}${
    ends === null ? '' : side(canvas, ends, { width: RIGHT, x: 8, name: 'ends' })
  }</div>`;
}

/** What the picture's own description says, so nothing of it for those who hear that. */
function side(
  { height, y }: Canvas,
  labels: readonly SideLabel[],
  { width, x, name }: { width: number; x: number; name: string },
): Markup {
  return html`<svg class="${name}" width="${width}" height="${height}" aria-hidden="true">${labels.map(
    ({ value, lines, isLimit }) => {
      const top = round(y(value)) + 4 - ((lines.length - 1) * LINE_HEIGHT) / 2;
      return lines.map(
        (line, index) =>
          html`<text${isLimit ? html` class="limit"` : ''} x="${x}" y="${round(top + index * LINE_HEIGHT)}">${line}</text>`,
      );
    },
  )}</svg>`;
}
