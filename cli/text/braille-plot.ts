/** A reading at an instant; `null` where it is not known. Lines are drawn within runs of one `segment` only. */
export interface Point {
  at: number;
  value: number | null;
  segment: string | null;
}

export interface PlotSize {
  /** Cells across and down; each has two by four dots. */
  columns: number;
  rows: number;
  from: number;
  to: number;
  /** The value at the top; 0 is at the bottom. */
  maximum: number;
  /** Readings further apart are not connected. */
  longestStep: number;
}

/**
 * Readings over time as rows of braille cells: eight dots a cell show three hours of 28 days, and a gap as a gap. A
 * dotted line stands at `limit` where that is in the plot.
 */
export function braillePlot(points: readonly Point[], size: PlotSize, limit: number | null): string[] {
  const cells = Array.from({ length: size.rows }, () => new Uint8Array(size.columns));
  const [across, down] = [size.columns * 2, size.rows * 4];
  const dot = (x: number, y: number) => {
    const row = cells[Math.min(down - 1, Math.max(0, y)) >> 2];
    const column = Math.min(across - 1, Math.max(0, x)) >> 1;
    if (row) row[column] = (row[column] ?? 0) | (DOTS[x & 1]?.[y & 3] ?? 0);
  };
  const xOf = (at: number) => Math.floor(((at - size.from) / (size.to - size.from)) * (across - 1));
  const yOf = (value: number) => Math.round((1 - Math.min(1, value / size.maximum)) * (down - 1));
  if (limit !== null && limit <= size.maximum) for (let x = 0; x < across; x += 4) dot(x, yOf(limit));
  let before: Point | undefined;
  for (const point of points) {
    if (point.value === null) continue;
    const [x, y] = [xOf(point.at), yOf(point.value)];
    const isNext =
      before && before.segment === point.segment && point.at - before.at <= size.longestStep ? before : point;
    drawLine([xOf(isNext.at), yOf(isNext.value ?? point.value)], [x, y], dot);
    before = point;
  }
  return cells.map((row) =>
    [...row].map((dots) => (dots === 0 ? ' ' : String.fromCodePoint(BRAILLE + dots))).join(''),
  );
}

const BRAILLE = 0x28_00;
/** Unicode's numbers of the dots, by column and row of a cell. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
];

function drawLine(
  [x0, y0]: [number, number],
  [x1, y1]: [number, number],
  dot: (x: number, y: number) => void,
): void {
  const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1);
  for (let step = 0; step <= steps; step += 1) {
    dot(Math.round(x0 + ((x1 - x0) * step) / steps), Math.round(y0 + ((y1 - y0) * step) / steps));
  }
}
