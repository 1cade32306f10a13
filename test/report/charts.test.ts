import { describe, expect, it } from 'vitest';
import type { HostEvent } from '../../lambdas/domain/records/bin.ts';
import { HOUR } from '../../lambdas/domain/records/time.ts';
import { bytesAxis, countAxis } from '../../lambdas/report/charts/axes.ts';
import { dayLabel, localMidnights } from '../../lambdas/report/charts/days.ts';
import { stretchesOf } from '../../lambdas/report/charts/lines.ts';
import { scoreChart } from '../../lambdas/report/charts/score-chart.ts';
import { type HostChart, hostChart } from '../../lambdas/report/charts.ts';
import type { HostSeries, SeriesPoint } from '../../lambdas/report/series.ts';

const MIB = 2 ** 20;
const START = Date.parse('2026-11-15T00:00:00Z');
const NOW = Date.parse('2026-11-23T00:00:00Z');
const at = (hours: number): string => new Date(START + hours * HOUR).toISOString();

function point(hours: number, changed: Partial<SeriesPoint> = {}): SeriesPoint {
  return { at: at(hours), memoryBytes: hours * MIB, stuckStreams: hours, deadSockets: 2 * hours, ...changed };
}

function seriesOf(hours: readonly number[], changed: Partial<HostSeries> = {}): HostSeries {
  return {
    hostId: 'i-1',
    label: 'edge-1',
    verdict: 'leaking',
    pressureBytes: 400 * MIB,
    points: hours.map((hour) => point(hour)),
    events: [],
    projection: null,
    ...changed,
  };
}

const happened = (kind: HostEvent, hours: number) => ({ at: at(hours), kind, text: null });
const hoursTo = (end: number) => Array.from({ length: end / 3 }, (_, index) => index * 3);
const drawn = (series: HostSeries, changed: Partial<HostChart> = {}): string =>
  hostChart({
    id: 'host-1',
    series,
    secondsToPressure: null,
    now: NOW,
    timeZone: 'UTC',
    ...changed,
  }).toString();

describe('the lines of a chart', () => {
  const lengths = (series: HostSeries) =>
    stretchesOf(series, ({ memoryBytes }) => memoryBytes).map(({ length }) => length);

  it.each([
    { case: 'readings that follow one another', series: seriesOf([0, 3, 6, 9]), expected: [4] },
    { case: 'two readings that are missing', series: seriesOf([0, 3, 12, 15]), expected: [4] },
    { case: 'three readings that are missing', series: seriesOf([0, 3, 15, 18]), expected: [2, 2] },
    {
      case: 'readings of which one is not known',
      series: { ...seriesOf([0]), points: [point(0), point(3, { memoryBytes: null }), point(6)] },
      expected: [2],
    },
    ...(['restart', 'reload', 'reboot', 'upgrade'] as const).map((kind) => ({
      case: `a ${kind}, whose own three hours belong to neither side`,
      series: seriesOf([0, 3, 6, 9, 12], { events: [happened(kind, 6)] }),
      expected: [2, 2],
    })),
    {
      case: 'a new configuration of the same process',
      series: seriesOf([0, 3, 6], { events: [happened('config-change', 3)] }),
      expected: [3],
    },
  ])('join or part at $case', ({ series, expected }) => {
    expect(lengths(series)).toEqual(expected);
  });
});

describe('the days of a chart', () => {
  it.each([
    { zone: 'UTC', from: '2026-10-24T00:00:00Z', expected: ['24T00:00', '25T00:00', '26T00:00'] },
    // Days of 25 hours and of 23, west and east of Greenwich, and one that begins at one o'clock.
    { zone: 'Europe/Berlin', from: '2026-10-23T22:00:00Z', expected: ['23T22:00', '24T22:00', '25T23:00'] },
    { zone: 'Europe/Berlin', from: '2026-03-27T23:00:00Z', expected: ['27T23:00', '28T23:00', '29T22:00'] },
    {
      zone: 'America/St_Johns',
      from: '2026-10-31T00:00:00Z',
      expected: ['31T02:30', '01T02:30', '02T03:30'],
    },
    {
      zone: 'Pacific/Auckland',
      from: '2026-09-25T12:00:00Z',
      expected: ['25T12:00', '26T12:00', '27T11:00'],
    },
    {
      zone: 'Pacific/Auckland',
      from: '2026-04-03T11:00:00Z',
      expected: ['03T11:00', '04T11:00', '05T12:00'],
    },
    {
      zone: 'America/Santiago',
      from: '2026-09-05T04:00:00Z',
      expected: ['05T04:00', '06T04:00', '07T03:00'],
    },
  ])('begin at midnight in $zone from $from', ({ zone, from, expected }) => {
    const start = Date.parse(from);
    const midnights = localMidnights(start, start + 72 * HOUR - 1, zone).slice(0, 3);
    expect(midnights.map((midnight) => new Date(midnight).toISOString().slice(8, 16))).toEqual(expected);
  });

  it('are labelled in their zone', () => {
    expect(dayLabel(Date.parse('2026-11-08T23:30:00Z'), 'Europe/Berlin')).toBe('9 Nov');
  });
});

describe('the values of a chart', () => {
  it.each([
    [100 * MIB, ['0', '20 MiB', '40 MiB', '60 MiB', '80 MiB', '100 MiB']],
    [970 * MIB, ['0', '200 MiB', '400 MiB', '600 MiB', '800 MiB']],
    [1.3 * 1024 * MIB, ['0', '0.5 GiB', '1 GiB']],
    [3 * 1024 * MIB, ['0', '1 GiB', '2 GiB', '3 GiB']],
    [1, ['0', '0.2 B', '0.4 B', '0.6 B', '0.8 B', '1 B']],
  ])('are round and all in one unit up to %d bytes', (maximum, expected) => {
    const { ticks, phrase } = bytesAxis(maximum);
    expect(ticks.map(phrase)).toEqual(expected);
  });

  it.each([
    [2600, ['0', '1,000', '2,000']],
    [1.15, ['0', '1']],
  ])('are whole numbers up to %d streams', (maximum, expected) => {
    const { ticks, phrase } = countAxis(maximum);
    expect(ticks.map(phrase)).toEqual(expected);
  });
});

describe('the chart of a host', () => {
  const grown = seriesOf(hoursTo(192), {
    events: [happened('restart', 48), happened('upgrade', 96)],
    projection: {
      from: { at: at(189), bytes: 189 * MIB },
      to: { at: at(285), estimate: 285 * MIB, low: 270 * MIB, high: 300 * MIB },
    },
  });

  it('says to those who do not see it what it shows', () => {
    const until = { estimate: 9 * 86_400, low: 8 * 86_400, high: null };
    const chart = drawn(grown, { secondsToPressure: until });
    expect(chart).toContain('<title id="host-1-memory-title">TCP memory of edge-1</title>');
    expect(chart).toContain(
      'From 0 B on 15 Nov to 189 MiB on 22 Nov, 189 MiB at most. The kernel&#39;s pressure limit is 400 MiB. Marked: restart on 17 Nov; release changed on 19 Nov. At this growth it is reached in 9 days (8 or more).',
    );
    expect(chart).toContain('Stuck streams: From 0 on 15 Nov to 189 on 22 Nov, 189 at most.');
  });

  it('has no word where a line may be', () => {
    const until = { estimate: 2 * 86_400, low: 86_400, high: 3 * 86_400 };
    const plots = drawn(grown, { secondsToPressure: until }).match(
      /<svg class="chart".*?<\/svg>(?=<svg|<\/div>)/gs,
    );
    const heights = (plots ?? []).flatMap((plot) => {
      const height = Number(/height="(\d+)"/.exec(plot)?.[1]);
      return [...plot.matchAll(/<text[^>]* y="([\d.]+)"/g)].map(([, y]) => [Number(y), height - Number(y)]);
    });
    expect(plots).toHaveLength(2);
    expect(heights.length).toBeGreaterThan(6);
    // Above the plot, or under it.
    for (const [top = 0, bottom = 0] of heights)
      expect(Math.min(top - 13, bottom - 6)).toBeLessThanOrEqual(0);
  });

  const projected = (chart: string) => /class="line projected" d="M[^L]*L([\d.]+),([\d.]+)"/.exec(chart);
  const ends = (chart: string) => /<svg class="ends".*?<\/svg>/.exec(chart)?.[0].replaceAll(/<[^>]*>/g, ' ');

  it.each([
    { days: 2, x: 'before the end', says: /its limit\s+on 25 Nov/ },
    { days: 90, x: 'at the end', says: /285 MiB\s+on 26 Nov/ },
  ])('ends the projection $x, and says what it comes to', ({ days, says }) => {
    const until = { estimate: days * 86_400, low: (days - 1) * 86_400, high: (days + 1) * 86_400 };
    const chart = drawn(grown, { secondsToPressure: until });
    expect(ends(chart)).toMatch(says);
    const [, x] = projected(chart) ?? [];
    const dot = /<circle cx="([\d.]+)%"/.exec(chart)?.[1];
    expect(Number(x)).toBeCloseTo(dot === undefined ? 1000 : 10 * Number(dot), 0);
  });

  it.each([
    { what: 'when the limit is reached, within the picture', days: [2, 1, 3], dots: 1, ends: 2 },
    { what: 'the early end alone, where the rest lies beyond', days: [9, 3, null], dots: 0, ends: 1 },
    { what: 'nothing of what lies beyond', days: [90, 60, 120], dots: 0, ends: 0 },
  ])('marks $what', ({ days: [estimate, low, high], dots, ends }) => {
    const seconds = (days: number | null | undefined) => (days == null ? null : days * 86_400);
    const until = { estimate: seconds(estimate) ?? 0, low: seconds(low) ?? 0, high: seconds(high) };
    const chart = drawn(grown, { secondsToPressure: until });
    expect(chart.match(/<circle/g) ?? []).toHaveLength(dots);
    const reached = /<g class="reached">.*?<\/g>/.exec(chart)?.[0] ?? '';
    expect(Math.max(0, (reached.match(/<line/g) ?? []).length - 1)).toBe(ends);
  });

  it('leaves a limit out that would flatten the readings, and says so', () => {
    const chart = drawn(seriesOf(hoursTo(192), { pressureBytes: 4000 * MIB }));
    expect(chart).toContain('its limit of 3.9 GiB is above the picture');
    expect(chart).not.toContain('class="limit"');
  });

  it.each([
    { known: null, says: 'could not be counted on this host' },
    { known: 0, says: 'were never seen on this host' },
  ])('draws no counts where they are $known', ({ known, says }) => {
    const points = hoursTo(192).map((hour) => point(hour, { stuckStreams: known, deadSockets: known }));
    expect(drawn(seriesOf([], { points }))).toContain(says);
  });

  it('shows a gap as a band, the time up to now included', () => {
    expect(drawn(seriesOf(hoursTo(192)))).not.toContain('class="gap"');
    const gaps = drawn(seriesOf([...hoursTo(48), ...hoursTo(192).filter((hour) => hour > 90 && hour < 150)]));
    expect(gaps.match(/<rect class="gap" x="[\d.]+%"/g)).toHaveLength(4);
    expect(gaps).toContain('no readings');
  });
});

describe('the chart of the fleet', () => {
  it('joins reports of a week and leaves a gap where one is missing', () => {
    const point = (day: number, score: number) => ({
      at: at(24 * day),
      score,
      leaking: 0,
      suspected: 0,
      hosts: 3,
    });
    const chart = scoreChart([point(0, 10), point(7, 20), point(28, 30), point(35, 40)], { timeZone: 'UTC' });
    expect(chart.toString()).toContain('Risk, 0 to 100: 15 Nov 10, 22 Nov 20, 13 Dec 30, 20 Dec 40.');
    expect(/class="line score" d="([^"]*)"/.exec(chart.toString())?.[1]?.match(/M/g)).toHaveLength(2);
  });
});
