import { html } from 'hono/html';
import type { HostEvent } from '../../domain/records/bin.ts';
import type { SeriesEvent } from '../series.ts';
import type { Canvas, Markup } from './canvas.ts';

/** What is marked in a chart, the most telling first: of two at one instant that one is shown. No two look alike. */
const MARKS = {
  upgrade: { shape: 'M0,-6L5.5,0L0,6L-5.5,0Z', label: 'release changed' },
  reboot: { shape: 'M-4.5,-4.5H4.5V4.5H-4.5Z', label: 'reboot' },
  restart: { shape: 'M-5.5,-4H5.5L0,5Z', label: 'restart' },
  reload: { shape: 'M-5,-3.5H5L0,4.5Z', label: 'reload' },
  'limits-change': { shape: 'M-5,0H5M0,-5V5', label: 'limits changed' },
} as const satisfies Partial<Record<HostEvent, { shape: string; label: string }>>;
type Mark = keyof typeof MARKS;
const ORDER = Object.keys(MARKS) as Mark[];

export interface MarkedEvent {
  at: number;
  mark: Mark;
  label: string;
}

/** The events that are drawn, one an instant. */
export function markedEvents(events: readonly SeriesEvent[]): MarkedEvent[] {
  return [...Map.groupBy(events, ({ at }) => Date.parse(at))].flatMap(([at, together]) => {
    const mark = ORDER.find((name) => together.some(({ kind }) => kind === name));
    return mark ? [{ at, mark, label: MARKS[mark].label }] : [];
  });
}

/** A line down each instant at which something happened, and its mark above. */
export function eventMarks({ percent, y }: Canvas, events: readonly MarkedEvent[]): Markup {
  const [foot = 0, top = 0] = y.range();
  return html`${events.map(({ at, mark }) => {
    const x = percent(at);
    return html`<line class="when ${mark}" x1="${x}" x2="${x}" y1="${top}" y2="${foot}"/><svg class="mark ${mark}" x="${x}" y="${top - 9}"><path d="${MARKS[mark].shape}"/></svg>`;
  })}`;
}

/** What the marks of a chart mean, for its legend. */
export function legendOfMarks(events: readonly MarkedEvent[]): Markup[] {
  return ORDER.filter((name) => events.some(({ mark }) => mark === name)).map(
    (name) =>
      html`<li><svg class="key mark ${name}" width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true"><path d="${MARKS[name].shape}"/></svg>${MARKS[name].label}</li>`,
  );
}
