import { html } from 'hono/html';
import { bytesPhrase, countPhrase } from '../domain/format.ts';
import { DAY } from '../domain/records/time.ts';
import {
  binaryTicks,
  type Canvas,
  canvasOf,
  dayAxis,
  gridLabels,
  gridLines,
  type Markup,
  picture,
  round,
  type Span,
  stretched,
} from './charts/canvas.ts';
import { eventMarks, legendOfMarks, markedEvents } from './charts/events.ts';
import { gapBands, gapsOf, LIMIT_WITHIN, readingLines, stretchesOf } from './charts/lines.ts';
import { pressureBar, projectionFan } from './charts/projection.ts';
import { countWords, memoryWords } from './charts/words.ts';
import type { ReportedHost } from './report.ts';
import type { HostSeries } from './series.ts';

/** CSS pixels. */
const [MEMORY_HEIGHT, COUNTS_HEIGHT] = [220, 120];
/** Of the days observed, so that what was seen keeps the greater part of the width. */
const MAXIMUM_PROJECTED = 0.6;

export interface HostChart {
  /** Unique in the page, of letters, digits and dashes. */
  id: string;
  series: HostSeries;
  secondsToPressure: ReportedHost['secondsToPressure'];
  /** The report's instant, milliseconds since 1970. */
  now: number;
  timeZone: string;
}

/** A host's TCP memory against its limit, and under it, along the same days, what is stuck. */
export function hostChart(chart: HostChart): Markup {
  const { series, now } = chart;
  const from = Math.min(now - DAY, ...series.points.map(({ at }) => Date.parse(at)));
  const drawnTo = series.projection === null ? now : Date.parse(series.projection.to.at);
  const to = Math.min(Math.max(drawnTo, now), now + MAXIMUM_PROJECTED * (now - from));
  const events = markedEvents(series.events).filter(({ at }) => at >= from);
  const gaps = gapsOf(series.points, from, now);
  const seen = { from, to, timeZone: chart.timeZone, events, gaps };
  return html`<div class="charts">${memoryChart(chart, seen)}${countsChart(chart, seen)}</div>`;
}

/** What both charts of a host have in common. */
interface Seen extends Span {
  events: ReturnType<typeof markedEvents>;
  gaps: ReturnType<typeof gapsOf>;
}

function memoryChart(chart: HostChart, { events, gaps, ...span }: Seen): Markup {
  const { series, now, id } = chart;
  const stretches = stretchesOf(series, ({ memoryBytes }) => memoryBytes);
  const highest = Math.max(...stretches.flat().map(({ value }) => value), 1);
  const limitBytes = series.pressureBytes;
  const isInPicture = limitBytes !== null && limitBytes <= LIMIT_WITHIN * highest;
  const maximum = 1.12 * (isInPicture ? Math.max(limitBytes, highest) : highest);
  const canvas = canvasOf({ ...span, maximum, height: MEMORY_HEIGHT });
  const ticks = binaryTicks(maximum);
  const shown = isInPicture
    ? html`${limitLine(canvas, limitBytes)}${pressureBar(canvas, { limitBytes, now, until: chart.secondsToPressure })}`
    : '';
  const apart =
    limitBytes === null || isInPicture
      ? ''
      : `; its limit of ${bytesPhrase(limitBytes)} is above the picture`;
  return html`<figure><figcaption><h4>TCP memory${apart}</h4>
<ul class="legend">${
    series.projection ? html`<li>${key('projected')}at this growth, with its 95 % interval</li>` : ''
  }${legendOfMarks(events)}${gaps.length > 0 ? html`<li>${GAP_KEY}no readings</li>` : ''}</ul></figcaption>
${picture(
  canvas,
  {
    id: `${id}-memory`,
    title: `TCP memory of ${series.label}`,
    description: memoryWords(chart, stretches, events),
  },
  html`${gapBands(canvas, gaps)}${gridLines(canvas, ticks)}${stretched(
    canvas,
    html`${series.projection ? projectionFan(canvas, series.projection) : ''}${readingLines(canvas, stretches, 'memory')}`,
  )}${gridLabels(canvas, ticks, bytesPhrase)}${eventMarks(canvas, events)}${nowLine(canvas, now)}${shown}${dayAxis(canvas)}`,
)}</figure>`;
}

function countsChart({ series, now, id }: HostChart, { events, gaps, ...span }: Seen): Markup {
  const stuck = stretchesOf(series, ({ stuckStreams }) => stuckStreams);
  const dead = stretchesOf(series, ({ deadSockets }) => deadSockets);
  const counts = [...stuck, ...dead].flat().map(({ value }) => value);
  const maximum = Math.max(...counts, 0);
  if (maximum === 0) {
    const what = counts.length === 0 ? 'could not be counted on this host' : 'were never seen on this host';
    return html`<p class="aside">Stuck streams and dead sockets ${what}.</p>`;
  }
  const canvas = canvasOf({ ...span, maximum: 1.15 * maximum, height: COUNTS_HEIGHT });
  const ticks = canvas.y.ticks(2).filter(Number.isInteger);
  const description = `${countWords('Stuck streams', stuck, span.timeZone)} ${countWords('Dead sockets', dead, span.timeZone)}`;
  return html`<figure><figcaption><h4>Stuck streams and dead sockets</h4>
<ul class="legend">${stuck.length > 0 ? html`<li>${key('stuck')}stuck streams</li>` : ''}${dead.length > 0 ? html`<li>${key('dead')}dead sockets</li>` : ''}</ul></figcaption>
${picture(
  canvas,
  { id: `${id}-counts`, title: `Stuck streams and dead sockets of ${series.label}`, description },
  html`${gapBands(canvas, gaps)}${gridLines(canvas, ticks)}${stretched(
    canvas,
    html`${readingLines(canvas, dead, 'dead')}${readingLines(canvas, stuck, 'stuck')}`,
  )}${gridLabels(canvas, ticks, countPhrase)}${eventMarks(canvas, events)}${nowLine(canvas, now)}${dayAxis(canvas)}`,
)}</figure>`;
}

function limitLine({ y }: Canvas, limitBytes: number): Markup {
  const at = round(y(limitBytes));
  return html`<line class="limit" x1="0" x2="100%" y1="${at}" y2="${at}"/><text class="limit" x="100%" y="${at - 9}">pressure limit ${bytesPhrase(limitBytes)}</text>`;
}

/** Where what was seen ends and what is projected begins. */
function nowLine({ percent, y, to }: Canvas, now: number): Markup {
  const [foot = 0, top = 0] = y.range();
  return now >= to
    ? html``
    : html`<line class="now" x1="${percent(now)}" x2="${percent(now)}" y1="${top}" y2="${foot}"/><text x="${percent(now)}" dx="5" y="${foot - 6}">now</text>`;
}

/** A piece of a line as it looks in the chart. */
const key = (name: string): Markup =>
  html`<svg class="key" width="22" height="10" aria-hidden="true"><line class="line ${name}" x1="1" x2="21" y1="5" y2="5"/></svg>`;

const GAP_KEY = html`<svg class="key" width="16" height="12" aria-hidden="true"><rect class="gap" x=".5" y=".5" width="15" height="11"/></svg>`;
