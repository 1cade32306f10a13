import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { html } from 'hono/html';
import { dayLabel, localMidnights } from './days.ts';

export type Markup = ReturnType<typeof html>;

/**
 * A chart as wide as its place. Across, everything is a share of the width, so that text keeps its size on a phone and
 * on paper; down, everything is in CSS pixels. What must be stretched, the lines, lies in an inner image of
 * {@link INNER_WIDTH} units.
 */
export interface Canvas extends Span {
  height: number;
  /** Where the plot ends and the words under it begin. */
  foot: number;
  /** Of an instant. */
  percent(at: number): string;
  x: ScaleLinear<number, number>;
  y: ScaleLinear<number, number>;
}

/** What a chart shows of time: milliseconds since 1970, and the IANA name of the zone that days are told in. */
export interface Span {
  from: number;
  to: number;
  timeZone: string;
}

export interface CanvasSize extends Span {
  /** The value at the top; 0 is at the bottom. */
  maximum: number;
  /** CSS pixels, the axis of days included. */
  height: number;
  /** Rows of words under the plot; one of days without it. */
  rows?: number;
}

const INNER_WIDTH = 1000;
/** Room for marks above the plot, and for each row of words under it. */
const [TOP, ROW] = [18, 16];
const bottomOf = (rows: number): number => 6 + rows * ROW;
const MAXIMUM_DAY_LABELS = 6;
const DAY_STEPS = [1, 2, 7, 14, 28, 56, 91, 182, 364];

export function canvasOf({ from, to, timeZone, maximum, height, rows = 1 }: CanvasSize): Canvas {
  const foot = height - bottomOf(rows);
  const x = scaleLinear([from, to], [0, INNER_WIDTH]);
  const y = scaleLinear([0, maximum], [foot, TOP]);
  const percent = (at: number) => `${round((100 * x(at)) / INNER_WIDTH)}%`;
  return { height, foot, x, y, percent, from, to, timeZone };
}

/** One picture with its name and description for those who don't see it, which stand for all that is in it. */
export function picture(
  canvas: Canvas,
  { id, title, description }: { id: string; title: string; description: string },
  content: unknown,
): Markup {
  return html`<svg class="chart" role="img" aria-labelledby="${id}-title ${id}-text" height="${canvas.height}">
<title id="${id}-title">${title}</title><desc id="${id}-text">${description}</desc>${content}</svg>`;
}

/** What is stretched to the width of the picture; strokes keep theirs. Nothing is drawn beyond the plot. */
export function stretched({ foot }: Canvas, content: unknown): Markup {
  const box = `0 0 ${INNER_WIDTH} ${foot}`;
  return html`<svg width="100%" height="${foot}" viewBox="${box}" preserveAspectRatio="none">${content}</svg>`;
}

/** A tick at every midnight that is labelled: each day where there is room, or else every second, every week… */
export function dayAxis(canvas: Canvas): Markup {
  const { from, to, timeZone } = canvas;
  const midnights = localMidnights(from, to, timeZone);
  const step = DAY_STEPS.find((days) => midnights.length / days <= MAXIMUM_DAY_LABELS) ?? midnights.length;
  const labelled = midnights
    .filter((_, index) => index % step === 0)
    // A label that would be cut at the right end is left out.
    .filter((at) => (at - from) / (to - from) < LAST_LABEL);
  return html`<g class="days">${labelled.map((at, index) => dayTick(canvas, at, { dx: 4, isSpare: index % 2 === 1 }))}</g>`;
}

/** A tick at each of the instants that there is room for, counted from the last one, and its value under its day. */
export function instantAxis(
  canvas: Canvas,
  instants: readonly { at: number; value: number | string }[],
): Markup {
  const step = Math.ceil(instants.length / MAXIMUM_DAY_LABELS);
  const labelled = instants.filter((_, index) => (instants.length - 1 - index) % step === 0);
  const isSpare = (index: number) => (labelled.length - 1 - index) % 2 === 1;
  const ticks = labelled.map(({ at }, index) => dayTick(canvas, at, { dx: 0, isSpare: isSpare(index) }));
  const values = labelled.map(
    ({ at, value }, index) =>
      html`<text class="value${isSpare(index) ? ' spare' : ''}" x="${canvas.percent(at)}" y="${canvas.foot + 2 * ROW}">${value}</text>`,
  );
  return html`<g class="days centred">${ticks}${values}</g>`;
}

/** @param label whose words are spare on a narrow screen, where every second must do */
function dayTick(
  { percent, foot, timeZone }: Canvas,
  at: number,
  { dx, isSpare }: { dx: number; isSpare: boolean },
): Markup {
  const x = percent(at);
  return html`<line x1="${x}" x2="${x}" y1="${foot}" y2="${foot + 5}"/><text${isSpare ? html` class="spare"` : ''} x="${x}" dx="${dx}" y="${foot + ROW}">${dayLabel(at, timeZone)}</text>`;
}

const LAST_LABEL = 0.89;

/** Hundredths of a pixel can't be seen. */
export const round = (value: number): number => Math.round(value * 10) / 10;
