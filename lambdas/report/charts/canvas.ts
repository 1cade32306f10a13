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
}

const INNER_WIDTH = 1000;
/** Room for marks above the plot and for the days under it. */
const [TOP, BOTTOM] = [18, 22];
const MAXIMUM_DAY_LABELS = 6;
const DAY_STEPS = [1, 2, 7, 14, 28, 56, 91, 182, 364];

export function canvasOf({ from, to, timeZone, maximum, height }: CanvasSize): Canvas {
  const x = scaleLinear([from, to], [0, INNER_WIDTH]);
  const y = scaleLinear([0, maximum], [height - BOTTOM, TOP]);
  const percent = (at: number) => `${round((100 * x(at)) / INNER_WIDTH)}%`;
  return { height, x, y, percent, from, to, timeZone };
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
export function stretched({ height }: Canvas, content: unknown): Markup {
  const box = `0 0 ${INNER_WIDTH} ${height - BOTTOM}`;
  return html`<svg width="100%" height="${height - BOTTOM}" viewBox="${box}" preserveAspectRatio="none">${content}</svg>`;
}

/** Lines across at round values; readings are drawn over them. */
export function gridLines({ y }: Canvas, ticks: readonly number[]): Markup {
  const heights = ticks.map((tick) => round(y(tick)));
  return html`<g class="grid">${heights.map((at) => html`<line x1="0" x2="100%" y1="${at}" y2="${at}"/>`)}</g>`;
}

/** What those lines stand for, at their left ends; drawn over the readings. */
export function gridLabels(
  { y }: Canvas,
  ticks: readonly number[],
  phrase: (value: number) => string,
): Markup {
  return html`${ticks
    .filter((tick) => tick !== 0)
    .map((tick) => html`<text x="0" y="${round(y(tick)) - 4}">${phrase(tick)}</text>`)}`;
}

/** Round numbers of bytes from 0, in a unit that keeps them short: 0, 50 and 100 MiB; about four. */
export function binaryTicks(maximum: number): number[] {
  const unit = 1024 ** Math.max(0, Math.floor(Math.log(maximum) / Math.log(1024)));
  return scaleLinear([0, maximum / unit], [0, 1])
    .ticks(4)
    .map((tick) => tick * unit);
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
  return html`<g class="days">${labelled.map((at) => dayTick(canvas, at, 4))}</g>`;
}

/** A tick at each of the instants that there is room for, counted from the last one. */
export function instantAxis(canvas: Canvas, instants: readonly number[]): Markup {
  const step = Math.ceil(instants.length / MAXIMUM_DAY_LABELS);
  const labelled = instants.filter((_, index) => (instants.length - 1 - index) % step === 0);
  return html`<g class="days centred">${labelled.map((at) => dayTick(canvas, at, 0))}</g>`;
}

function dayTick({ percent, height, timeZone }: Canvas, at: number, dx: number): Markup {
  const [x, foot] = [percent(at), height - BOTTOM];
  return html`<line x1="${x}" x2="${x}" y1="${foot}" y2="${foot + 5}"/><text x="${x}" dx="${dx}" y="${foot + 16}">${dayLabel(at, timeZone)}</text>`;
}

const LAST_LABEL = 0.89;

/** Hundredths of a pixel can't be seen. */
export const round = (value: number): number => Math.round(value * 10) / 10;
