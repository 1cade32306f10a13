import { html } from 'hono/html';
import { bytesPhrase } from '../domain/format.ts';
import { DAY } from '../domain/records/time.ts';
import { apartFrom, besides, bytesAxis, countAxis, gridLines, type SideLabel } from './charts/axes.ts';
import {
  type Canvas,
  canvasOf,
  dayAxis,
  type Markup,
  picture,
  round,
  type Span,
  stretched,
} from './charts/canvas.ts';
import { eventMarks, legendOfMarks, markedEvents } from './charts/events.ts';
import { gapBands, gapsOf, LIMIT_WITHIN, readingLines, stretchesOf } from './charts/lines.ts';
import { drawProjection, pressureBar, projectionEnd, projectionLines } from './charts/projection.ts';
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
  const limit: SideLabel | null = isInPicture
    ? { value: limitBytes, lines: [bytesPhrase(limitBytes)], isLimit: true }
    : null;
  const axis = apartFrom(canvas, bytesAxis(maximum), limit?.value ?? null);
  const { projection } = series;
  const ahead = { limitBytes: limit?.value ?? null, now, until: chart.secondsToPressure };
  const projected = projection && drawProjection(canvas, { projection, ...ahead });
  const apart =
    limitBytes === null || isInPicture
      ? ''
      : `; its limit of ${bytesPhrase(limitBytes)} is above the picture`;
  const legend = [
    ...(limit ? [html`<li>${key('limit')}the kernel’s pressure limit</li>`] : []),
    ...(projected ? [html`<li>${key('projected')}at this growth, with its 95% interval</li>`] : []),
    ...legendOfMarks(events),
    ...(gaps.length > 0 ? [html`<li>${GAP_KEY}no readings</li>`] : []),
  ];
  const description = memoryWords(chart, stretches, events);
  const lines = html`${projected ? projectionLines(canvas, projected) : ''}${readingLines(canvas, stretches, 'memory')}`;
  const plot = picture(
    canvas,
    { id: `${id}-memory`, title: `TCP memory of ${series.label}`, description },
    html`${gapBands(canvas, gaps)}${gridLines(canvas, axis)}${limit ? limitLine(canvas, limit) : ''}${stretched(canvas, lines)}${eventMarks(canvas, events)}${nowLine(canvas, now)}${projected && limit ? pressureBar(canvas, projected, limit.value) : ''}${dayAxis(canvas)}`,
  );
  const ends = projection && (projected ? [projectionEnd(canvas, projected)] : []);
  return html`<figure><figcaption><h4>TCP memory${apart}</h4>
<ul class="legend">${legend}</ul></figcaption>
${besides(canvas, axis, plot, { limit, ends })}</figure>`;
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
  const axis = countAxis(1.15 * maximum);
  const description = `${countWords('Stuck streams', stuck, span.timeZone)} ${countWords('Dead sockets', dead, span.timeZone)}`;
  const lines = html`${readingLines(canvas, dead, 'dead')}${readingLines(canvas, stuck, 'stuck')}`;
  const plot = picture(
    canvas,
    { id: `${id}-counts`, title: `Stuck streams and dead sockets of ${series.label}`, description },
    html`${gapBands(canvas, gaps)}${gridLines(canvas, axis)}${stretched(canvas, lines)}${eventMarks(canvas, events)}${nowLine(canvas, now)}${dayAxis(canvas)}`,
  );
  return html`<figure><figcaption><h4>Stuck streams and dead sockets</h4>
<ul class="legend">${stuck.length > 0 ? html`<li>${key('stuck')}stuck streams</li>` : ''}${dead.length > 0 ? html`<li>${key('dead')}dead sockets</li>` : ''}</ul></figcaption>
${besides(canvas, axis, plot, { ends: series.projection && [] })}</figure>`;
}

function limitLine({ y }: Canvas, { value }: SideLabel): Markup {
  const at = round(y(value));
  return html`<line class="limit" x1="0" x2="100%" y1="${at}" y2="${at}"/>`;
}

/** Where what was seen ends and what is projected begins. */
function nowLine({ percent, y, to }: Canvas, now: number): Markup {
  const [foot = 0, top = 0] = y.range();
  return now >= to
    ? html``
    : html`<line class="now" x1="${percent(now)}" x2="${percent(now)}" y1="${top}" y2="${foot}"/><text x="${percent(now)}" dx="8" y="${top - 5}">now</text>`;
}

/** A piece of a line as it looks in the chart. */
const key = (name: string): Markup =>
  html`<svg class="key" width="22" height="10" aria-hidden="true"><line class="line ${name}" x1="1" x2="21" y1="5" y2="5"/></svg>`;

const GAP_KEY = html`<svg class="key" width="16" height="12" aria-hidden="true"><rect class="gap" x=".5" y=".5" width="15" height="11"/></svg>`;
