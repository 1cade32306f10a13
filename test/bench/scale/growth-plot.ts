import { scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import type { Measured } from './section.ts';
import { lambdaSeconds } from './section.ts';

/** A line of a panel: a value for each number of hosts. */
interface Trajectory {
  readonly name: string;
  readonly points: readonly (readonly [hosts: number, value: number])[];
  /** What it must stay below, at each number of hosts. */
  readonly bounds?: readonly (readonly [hosts: number, value: number])[];
}

interface Panel {
  readonly title: string;
  readonly trajectories: readonly Trajectory[];
}

const [WIDTH, HEIGHT] = [360, 300];
/** Right of the plot stand the names of its lines. */
const MARGIN = { top: 34, right: 70, bottom: 36, left: 52 };
const COLOURS: Readonly<Record<string, string>> = { audit: '#0b6bcb', score: '#b3241b', report: '#17693f' };
const INK = '#1f2328';

/**
 * How seconds, memory and dollars grow with the fleet, both axes logarithmic; dashed is what they must stay below.
 * @param dollars a month, by hosts
 */
export function growthPlot(
  measured: readonly Measured[],
  dollars: readonly (readonly [hosts: number, value: number])[],
): string {
  const verbs = [...Map.groupBy(measured, ({ verb }) => verb)];
  const trajectoriesOf = (value: (one: Measured) => number, bound: (one: Measured) => number): Trajectory[] =>
    verbs.map(([name, of]) => ({
      name,
      points: of.map((one) => [one.hosts, value(one)] as const),
      bounds: of.map((one) => [one.hosts, bound(one)] as const),
    }));
  const panels: Panel[] = [
    {
      title: 'Seconds of one run on Lambda',
      trajectories: trajectoriesOf(lambdaSeconds, (one) => one.timeoutSeconds),
    },
    {
      title: 'MiB at most, resident',
      trajectories: trajectoriesOf(
        ({ run }) => run.peakBytes / 2 ** 20,
        ({ memory }) => memory,
      ),
    },
    { title: 'Dollars a month, all of it', trajectories: [{ name: 'all', points: dollars }] },
  ];
  const drawn = panels.map(
    (panel, index) => `<g transform="translate(${index * WIDTH},0)">${draw(panel)}</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${panels.length * WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">
<title>Growth of time, memory and cost with the number of hosts</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${drawn.join('\n')}
</svg>
`;
}

function draw({ title, trajectories }: Panel): string {
  const all = trajectories.flatMap(({ points, bounds = [] }) => [...points, ...bounds]);
  const [hosts, values] = [all.map(([number]) => number), all.map(([, value]) => value)];
  const x = scaleLog([Math.min(...hosts), Math.max(...hosts)], [MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLog([Math.min(...values), Math.max(...values)], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice();
  const path = line<readonly [number, number]>(
    ([number]) => x(number),
    ([, value]) => y(value),
  );
  const across = y.ticks(4).filter((tick) => Number.isInteger(Math.log10(tick)) || tick < 1);
  const grid = across.map((tick) => {
    const at = round(y(tick));
    return `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}" stroke="#d0d7de"/><text x="${MARGIN.left - 6}" y="${at + 4}" text-anchor="end" fill="${INK}">${tick.toLocaleString('en')}</text>`;
  });
  const sizes = [...new Set(hosts)].map(
    (number) =>
      `<text x="${round(x(number))}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle" fill="${INK}">${short(number)}</text>`,
  );
  const names = spread(trajectories.map(({ points }) => y(points.at(-1)?.[1] ?? 1)));
  const lines = trajectories.map(({ name, points, bounds }, index) => {
    const colour = COLOURS[name] ?? INK;
    const dots = points.map(
      ([number, value]) =>
        `<circle cx="${round(x(number))}" cy="${round(y(value))}" r="3" fill="${colour}"/>`,
    );
    const bound = bounds
      ? `<path d="${path(bounds)}" fill="none" stroke="${colour}" stroke-dasharray="3 4" opacity="0.6"/>`
      : '';
    const label = `<text x="${WIDTH - MARGIN.right + 8}" y="${round((names[index] ?? 0) + 4)}" fill="${colour}">${name}</text>`;
    return `${bound}<path d="${path(points)}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}${label}`;
  });
  return `<text x="${MARGIN.left}" y="18" font-weight="600" fill="${INK}">${title}</text>${grid.join('')}${lines.join('')}${sizes.join('')}<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 4}" text-anchor="middle" fill="${INK}">hosts</text>`;
}

/** Heights of labels, moved apart where they would lie on each other. */
function spread(heights: readonly number[]): number[] {
  const order = heights.map((_, index) => index).sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  const placed = [...heights];
  let last = Number.NEGATIVE_INFINITY;
  for (const index of order) {
    placed[index] = Math.max(placed[index] ?? 0, last + 14);
    last = placed[index] ?? 0;
  }
  return placed;
}

const short = (hosts: number): string =>
  hosts >= 1000 ? `${(hosts / 1000).toLocaleString('en')}k` : String(hosts);
const round = (value: number): number => Math.round(value * 10) / 10;
