import { bytesPhrase, countPhrase } from '../../lambdas/domain/format.ts';
import type { Bin, HostEvent } from '../../lambdas/domain/records/bin.ts';
import { BIN, DAY } from '../../lambdas/domain/records/time.ts';
import { LIMIT_WITHIN, LONGEST_STEP } from '../../lambdas/report/charts/lines.ts';
import { braillePlot } from './braille-plot.ts';
import { colours, firstOf, hanging, prose, visible } from './terminal.ts';

const LABEL_COLUMNS = 10;
const MAXIMUM_COLUMNS = 140;
const LATEST_CHANGES = 12;

/** The marks of events, the most telling first: of two in one place that one is shown. */
const MARKS: Partial<Record<HostEvent, string>> = {
  upgrade: 'U',
  reboot: 'B',
  restart: 'R',
  reload: 'L',
  'config-change': 'C',
  'limits-change': 'M',
};

/** Plots of a host's bins, in order of time, for a terminal: memory against its limit, what is stuck, what happened. */
export function renderSeries(bins: readonly Bin[], width: number): string[] {
  const [first, last] = [bins[0], bins.at(-1)];
  if (!first || !last) return [];
  const columns = Math.max(20, Math.min(width, MAXIMUM_COLUMNS) - LABEL_COLUMNS - 2);
  const time = { from: Date.parse(first.binAt), to: Date.parse(last.binAt) + BIN, columns, width };
  const limit = last.pressureBytes;
  return [
    ...plot(bins, time, { title: 'TCP memory', of: 'memoryBytes', rows: 12, phrase: bytesPhrase, limit }),
    ...marks(bins, time),
    ...plot(bins, time, { title: 'Stuck streams', of: 'stuckStreams', rows: 4, phrase: countPhrase }),
    ...plot(bins, time, { title: 'Dead sockets', of: 'deadSockets', rows: 4, phrase: countPhrase }),
  ];
}

interface Time {
  from: number;
  to: number;
  /** Of the plot, and of the terminal. */
  columns: number;
  width: number;
}

interface Shown {
  title: string;
  of: 'memoryBytes' | 'stuckStreams' | 'deadSockets';
  rows: number;
  phrase: (value: number) => string;
  limit?: number | null;
}

function plot(bins: readonly Bin[], time: Time, { title, of, rows, phrase, limit = null }: Shown): string[] {
  // On the first day no bin is whole: what was read is shown all the same.
  const isFirstDay = !bins.some(({ usable }) => usable);
  const points = bins.map((bin) => ({
    at: Date.parse(bin.binAt) + BIN / 2,
    value: bin.usable || isFirstDay ? bin[of] : null,
    segment: bin.segment,
  }));
  const values = points.flatMap(({ value }) => value ?? []);
  if (values.length === 0) return [`${colours.bold(title)}: not known`, ''];
  const highest = Math.max(...values);
  if (highest === 0) return [`${colours.bold(title)}: none at any time`, ''];
  const inPlot = limit !== null && limit <= highest * LIMIT_WITHIN;
  const maximum = inPlot ? Math.max(limit, highest) : highest;
  const size = { ...time, rows, maximum, longestStep: LONGEST_STEP };
  const label = (row: number) =>
    row === 0 ? phrase(maximum) : row === rows - 1 ? '0' : row === rows >> 1 ? phrase(maximum / 2) : '';
  const against =
    limit === null
      ? ''
      : inPlot
        ? `, dotted: the kernel's pressure limit of ${phrase(limit)}`
        : `; the kernel's pressure limit of ${phrase(limit)} is ${countPhrase(limit / highest)} times the highest`;
  return [
    ...prose(`${colours.bold(title)}${against}`, { columns: time.width }),
    ...braillePlot(points, size, inPlot ? limit : null).map((cells, row) =>
      `${label(row).padStart(LABEL_COLUMNS)} ${label(row) === '' ? '│' : '┤'}${cells}`.trimEnd(),
    ),
    ...dates(time),
    '',
  ];
}

/** The axis and under it the days, as many as there is room for. */
function dates({ from, to, columns }: Pick<Time, 'from' | 'to' | 'columns'>): string[] {
  const days = Math.max(1, Math.ceil((9 * (to - from)) / columns / DAY));
  const axis = Array.from({ length: columns }, () => '─');
  let labels = '';
  for (let day = Math.ceil(from / DAY) * DAY; day <= to; day += days * DAY) {
    const column = columnOf(day, { from, to, columns });
    if (column + 5 > columns) break;
    axis[column] = '┬';
    labels = labels.padEnd(column) + new Date(day).toISOString().slice(5, 10);
  }
  const indent = ' '.repeat(LABEL_COLUMNS);
  return [`${indent} └${axis.join('')}`, colours.dim(`${indent}  ${labels}`)];
}

/** What happened, each under its place in the plot, and then in words. */
function marks(bins: readonly Bin[], time: Time): string[] {
  const row = Array.from({ length: time.columns }, () => ' ');
  const used = new Map<string, HostEvent>();
  const order = Object.values(MARKS);
  for (const { binAt, events } of bins) {
    for (const event of events) {
      const mark = MARKS[event];
      if (mark === undefined) continue;
      used.set(mark, event);
      const column = columnOf(Date.parse(binAt), time);
      const there = order.indexOf(row[column] ?? ' ');
      if (there < 0 || order.indexOf(mark) < there) row[column] = mark;
    }
  }
  if (used.size === 0)
    return [...prose('No restart, reload or change of release was seen.', { columns: time.width }), ''];
  const legend = order.flatMap((mark) => (used.has(mark) ? [`${mark} ${used.get(mark)}`] : [])).join(', ');
  const releases = changesOfRelease(bins, time.width);
  const more = releases.length - LATEST_CHANGES;
  return [
    `${'events'.padStart(LABEL_COLUMNS)}  ${row.join('')}`.trimEnd(),
    ...hanging(`${' '.repeat(LABEL_COLUMNS)}  `, legend, time.width).map(colours.dim),
    ...releases.slice(-LATEST_CHANGES).flat(),
    ...(more > 0 ? [`and ${more} changes of release before`] : []),
    '',
  ];
}

/** The lines of each change. */
function changesOfRelease(bins: readonly Bin[], width: number): string[][] {
  const versioned = bins.filter(({ version }) => version !== null);
  return versioned.flatMap(({ version, binAt }, index) => {
    const before = versioned[index - 1];
    if (before === undefined || before.version === version) return [];
    const when = `${binAt.slice(0, 10)} ${binAt.slice(11, 16)}`;
    const versions = [before.version, version].map((text) => firstOf(visible(text ?? ''), 24));
    return [hanging(`${when}  `, `from ${versions.join(' to ')}`, width)];
  });
}

const columnOf = (at: number, { from, to, columns }: Pick<Time, 'from' | 'to' | 'columns'>): number =>
  Math.min(columns - 1, Math.floor(((at - from) / (to - from)) * columns));
