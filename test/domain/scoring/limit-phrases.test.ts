import { describe, expect, it } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../lambdas/domain/records/time.ts';
import {
  inDays,
  limitCell,
  limitEstimate,
  limitOnDay,
  limitPredicate,
  limitReason,
  pressureOfChart,
  timeLeftText,
} from '../../../lambdas/domain/scoring/limit-phrases.ts';

const days = (estimate: number, low: number, high: number | null) => ({
  estimate: estimate * DAY_SECONDS,
  low: low * DAY_SECONDS,
  high: high === null ? null : high * DAY_SECONDS,
});
const memoryGrowthBytesPerDay = { estimate: 1e6, low: 9e5, high: 1.1e6 };
const AT = '2026-11-22T18:00:00Z';

const CASES = [
  {
    name: 'never',
    left: null,
    cell: 'never',
    predicate: 'reaches no limit at its present growth',
    estimate: null,
    chart: '',
    onDay: 'The host reaches no limit at its present growth.',
  },
  {
    name: 'now',
    left: days(0, 0, 0),
    cell: 'now',
    predicate: 'is at its TCP memory limit now',
    estimate: { estimate: 'now', range: '' },
    chart: 'It is reached.',
    onDay: 'The host is at its TCP memory limit now.',
  },
  {
    name: 'within two days',
    left: { estimate: 5 * HOUR_SECONDS, low: 4 * HOUR_SECONDS, high: 6 * HOUR_SECONDS },
    cell: '0.2 (0.2–0.3)',
    predicate: 'reaches its TCP memory limit in 5 hours (4–6)',
    estimate: { estimate: '5 hours', range: '4–6' },
    chart: 'At this growth it is reached in 5 hours (4–6).',
    onDay: 'The host reaches its TCP memory limit in 5 hours (4–6), about 2026-11-22.',
  },
  {
    name: 'in weeks',
    left: days(17, 14, 21),
    cell: '17 (14–21)',
    predicate: 'reaches its TCP memory limit in 17 days (14–21)',
    estimate: { estimate: '17 days', range: '14–21' },
    chart: 'At this growth it is reached in 17 days (14–21).',
    onDay: 'The host reaches its TCP memory limit in 17 days (14–21), about 2026-12-09.',
  },
  {
    name: 'in a year, or never',
    left: days(400, 90, null),
    cell: '>365',
    predicate: 'reaches its TCP memory limit in over a year (90 days at the earliest)',
    estimate: { estimate: 'over a year', range: '90 days at the earliest' },
    chart: 'At this growth it is reached in over a year (90 days at the earliest).',
    onDay: 'The host reaches its TCP memory limit in over a year (90 days at the earliest).',
  },
];

it.each(CASES)(
  'states pressure that comes $name alike in every place that prints it',
  ({ left, ...expected }) => {
    const host = { secondsToPressure: left, memoryGrowthBytesPerDay };
    expect({
      name: expected.name,
      cell: limitCell(host),
      predicate: limitPredicate(host),
      estimate: limitEstimate(host),
      chart: pressureOfChart(left),
      onDay: limitOnDay(host, AT),
    }).toEqual(expected);
    expect(limitReason(host)).toBe(`It ${expected.predicate}`);
  },
);

describe('the time that is left', () => {
  it.each([
    [days(2, 1, 3), '2 days (1–3)'],
    [days(9.4, 8.1, 11), '9.4 days (8.1–11)'],
    [days(300, 200, null), '300 days (200 or more)'],
    [days(19, 18.9, 19.1), '19 days'],
    [days(3000, 2000, 4000), 'over a year'],
    [days(1 / 24, 0, 0.1), '1 hour (0–2.4)'],
  ])('of %j is %s', (left, text) => {
    expect(timeLeftText(left)).toBe(text);
  });

  it('has a date, if it is no more than a year', () => {
    expect(inDays(days(17, 14, 21), AT)).toBe('in 17 days (14–21), about 2026-12-09');
    expect(inDays(days(1e9, 1e8, null), AT)).toBe('in over a year');
  });
});

describe('the time to the nearest limit', () => {
  it('is unknown, not never, where growth is', () => {
    const host = { secondsToPressure: null, memoryGrowthBytesPerDay: null };
    expect([limitCell(host), limitPredicate(host)]).toEqual(['?', 'has too little data for a forecast']);
  });

  it('is not forecast from growth whose interval holds zero', () => {
    const host = {
      secondsToPressure: days(43, 20, null),
      memoryGrowthBytesPerDay: { estimate: 2e5, low: -1e5, high: 5e5 },
    };
    expect([limitCell(host), limitEstimate(host), limitPredicate(host)]).toEqual([
      '–',
      null,
      'shows no clear growth, so no limit is forecast',
    ]);
  });

  it.each([
    [7, 'would reach its TCP memory limit in 29 days (27–31) without its weekly restart'],
    [1, 'would reach its TCP memory limit in 29 days (27–31) without its daily restart'],
    [10, 'would reach its TCP memory limit in 29 days (27–31) without its 10-day restart'],
    [60, 'reaches its TCP memory limit in 29 days (27–31)'],
  ])('is that without the next restart, of a host restarted every %i days', (every, predicate) => {
    const host = {
      secondsToPressure: days(29, 27, 31),
      memoryGrowthBytesPerDay,
      restartEverySeconds: every * DAY_SECONDS,
    };
    expect(limitPredicate(host)).toBe(predicate);
  });

  const limited = (estimate: number, low: number, high: number) => ({
    memoryGrowthBytesPerDay,
    secondsToPressure: days(2000, 1500, null),
    nearestLimit: { resource: 'connections' as const, secondsToLimit: days(estimate, low, high) },
    limits: [
      {
        resource: 'connections' as const,
        level: 8_398,
        highest: 8_541,
        limit: 10_000,
        growthPerDay: null,
        secondsToLimit: days(estimate, low, high),
      },
    ],
  });
  const inEachPlace = (host: ReturnType<typeof limited>) => [
    limitCell(host),
    limitPredicate(host),
    limitOnDay(host, AT),
  ];

  it('names the limit that comes before TCP memory in every place', () => {
    expect(inEachPlace(limited(3, 2, 4))).toEqual([
      '3.0 (2.0–4.0)',
      'reaches its limit of 10,000 connections in 3 days (2–4)',
      'The host reaches its limit of 10,000 connections in 3 days (2–4), about 2026-11-25.',
    ]);
  });

  it('says that another limit is reached in every place', () => {
    expect(inEachPlace(limited(0, 0, 0))).toEqual([
      'now',
      'is at its limit of 10,000 connections now',
      'The host is at its limit of 10,000 connections now.',
    ]);
  });
});
