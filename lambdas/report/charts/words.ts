import { bytesPhrase, countPhrase } from '../../domain/format.ts';
import { pressureOfChart } from '../../domain/scoring/limit-phrases.ts';
import type { ReportedHost } from '../report.ts';
import type { HostSeries } from '../series.ts';
import { dayLabel } from './days.ts';
import type { MarkedEvent } from './events.ts';
import type { Point } from './lines.ts';

/** What a chart of memory shows, for those who don't see it. */
export function memoryWords(
  chart: { series: HostSeries; secondsToPressure: ReportedHost['secondsToPressure']; timeZone: string },
  stretches: readonly Point[][],
  events: readonly MarkedEvent[],
): string {
  const { pressureBytes } = chart.series;
  return [
    trajectoryWords(stretches, bytesPhrase, chart.timeZone) ?? 'TCP memory is not known.',
    pressureBytes === null ? '' : `The kernel's pressure limit is ${bytesPhrase(pressureBytes)}.`,
    eventWords(events, chart.timeZone),
    pressureOfChart(chart.secondsToPressure),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** What a chart of counts shows; a line a kind. */
export function countWords(what: string, stretches: readonly Point[][], timeZone: string): string {
  const trajectory = trajectoryWords(stretches, countPhrase, timeZone);
  return trajectory === null ? `${what} are not known.` : `${what}: ${trajectory}`;
}

/** `From 12 MiB on 25 Oct to 1.2 GiB on 22 Nov, 1.3 GiB at most.` */
function trajectoryWords(
  stretches: readonly Point[][],
  phrase: (value: number) => string,
  timeZone: string,
): string | null {
  const points = stretches.flat();
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const maximum = points.reduce((highest, { value }) => Math.max(highest, value), 0);
  const ends = [first, last].map(({ at, value }) => `${phrase(value)} on ${dayLabel(at, timeZone)}`);
  return `From ${ends.join(' to ')}, ${phrase(maximum)} at most.`;
}

/** `Marked: restart on 3 Nov and 10 Nov, release changed on 15 Nov.` */
function eventWords(events: readonly MarkedEvent[], timeZone: string): string {
  const kinds = [...Map.groupBy(events, ({ label }) => label)].map(([label, all]) => {
    const days = [...new Set(all.map(({ at }) => dayLabel(at, timeZone)))];
    return days.length > 4 ? `${label} on ${days.length} days` : `${label} on ${days.join(', ')}`;
  });
  return kinds.length === 0 ? '' : `Marked: ${kinds.join('; ')}.`;
}
