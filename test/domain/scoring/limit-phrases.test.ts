import { describe, expect, it } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../lambdas/domain/records/time.ts';
import {
  firstLimit,
  limitCell,
  limitEstimate,
  limitOfFinding,
  limitOfPlanned,
  limitOnDay,
  limitReason,
  limitText,
  pressureOfChart,
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
    text: 'never',
    first: '',
    estimate: null,
    chart: '',
    onDay: 'At that rate it never reaches a limit.',
    reason: 'Nothing that it holds grows towards a limit',
  },
  {
    name: 'now',
    left: days(0, 0, 0),
    cell: 'now',
    text: 'now',
    first: 'edge-1 is at its TCP memory limit now.',
    estimate: { estimate: 'now', range: '' },
    chart: 'It is reached.',
    onDay: "It is at the kernel's pressure limit now.",
    reason: "It is at the kernel's TCP memory pressure now",
  },
  {
    name: 'within two days',
    left: { estimate: 5 * HOUR_SECONDS, low: 4 * HOUR_SECONDS, high: 6 * HOUR_SECONDS },
    cell: '0.2 (0.2–0.3)',
    text: '5 hours',
    first: 'edge-1 reaches its TCP memory limit first, in 5 hours.',
    estimate: { estimate: '0.2 days', range: '0.2 to 0.3 days' },
    chart: 'At this growth it is reached in 0.2 days (95 % 0.2 days to 0.3 days).',
    onDay: "It reaches the kernel's pressure limit in 0.2 days (95 % 0.2 to 0.3), about 2026-11-22.",
    reason: "It reaches the kernel's TCP memory pressure in 0.2 days (95 % 0.2 to 0.3)",
  },
  {
    name: 'in weeks',
    left: days(17, 14, 21),
    cell: '17 (14–21)',
    text: '17 days (14 to 21)',
    first: 'edge-1 reaches its TCP memory limit first, in 17 days (14 to 21).',
    estimate: { estimate: '17 days', range: '14 to 21 days' },
    chart: 'At this growth it is reached in 17 days (95 % 14 days to 21 days).',
    onDay: "It reaches the kernel's pressure limit in 17 days (95 % 14 to 21), about 2026-12-09.",
    reason: "It reaches the kernel's TCP memory pressure in 17 days (95 % 14 to 21)",
  },
  {
    name: 'in a year, or never',
    left: days(400, 90, null),
    cell: '400 (90–∞)',
    text: '400 days (90 or more)',
    first: 'edge-1 reaches its TCP memory limit first, in 400 days (90 or more).',
    estimate: { estimate: 'over a year', range: '90 days or more' },
    chart: 'At this growth it is reached in 400 days (95 % 90 days or more).',
    onDay: "It reaches the kernel's pressure limit in 400 days (95 % 90 to never), about 2027-12-27.",
    reason: "It reaches the kernel's TCP memory pressure in 400 days (95 % 90 to never)",
  },
];

it.each(CASES)('states pressure that comes $name in every place that prints it', ({ left, ...expected }) => {
  const host = { secondsToPressure: left, memoryGrowthBytesPerDay };
  expect({
    name: expected.name,
    cell: limitCell(host),
    text: limitText(host),
    first: firstLimit('edge-1', host),
    estimate: limitEstimate(left ?? undefined),
    chart: pressureOfChart(left),
    onDay: limitOnDay(host, AT),
    reason: limitReason(host),
  }).toEqual(expected);
});

describe('the time to the nearest limit', () => {
  it('is unknown, not never, where growth is', () => {
    const host = { secondsToPressure: null, memoryGrowthBytesPerDay: null };
    expect([limitCell(host), limitText(host)]).toEqual(['?', 'unknown']);
  });

  it('has a date however slow the leak is', () => {
    expect(limitOnDay({ secondsToPressure: days(1e9, 1e8, null) }, AT)).toContain('about 2058-');
  });

  it('is short in a wave and in the mail of a finding', () => {
    expect(limitOfPlanned({ secondsToPressure: days(17, 14, 21) })).toBe('17 days to pressure');
    expect(limitOfPlanned({ secondsToPressure: days(0, 0, 0) })).toBe('in memory pressure now');
    expect(limitOfFinding({ secondsToPressure: days(1, 0.9, 1.2) })).toBe('memory pressure in 1 day');
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
    limitText(host),
    firstLimit('edge-1', host),
    limitOnDay(host, AT),
    limitReason(host),
    limitOfPlanned(host),
    limitOfFinding(host),
  ];

  it('names the limit that comes before TCP memory in every place', () => {
    expect(inEachPlace(limited(3, 2, 4))).toEqual([
      '3.0 (2.0–4.0)',
      '3 days (2 to 4): its limit of 10,000 connections',
      'edge-1 reaches its limit of 10,000 connections first, in 3 days (2 to 4).',
      'It reaches its limit of 10,000 connections in 3 days (95 % 2 to 4), about 2026-11-25.',
      'It reaches its limit of 10,000 connections in 3 days (95 % 2 to 4)',
      '3 days to its limit of 10,000 connections',
      'its limit of 10,000 connections in 3 days',
    ]);
  });

  it('says that another limit is reached in every place', () => {
    expect(inEachPlace(limited(0, 0, 0))).toEqual([
      'now',
      'now: its limit of 10,000 connections',
      'edge-1 is at its limit of 10,000 connections now.',
      'It is at its limit of 10,000 connections now.',
      'It is at its limit of 10,000 connections now',
      'at its limit of 10,000 connections now',
      'its limit of 10,000 connections now',
    ]);
  });
});
