import { describe, expect, it } from 'vitest';
import { isIsoWeek, isoWeek, localDay, localMinute, weekBefore } from '../../lambdas/report/local-time.ts';

describe('the ISO week', () => {
  it.each([
    // The examples of ISO 8601: the year of a week is that of its Thursday.
    { at: '2021-01-03T12:00:00Z', zone: 'UTC', week: '2020-W53' },
    { at: '2021-01-04T12:00:00Z', zone: 'UTC', week: '2021-W01' },
    { at: '2024-12-30T12:00:00Z', zone: 'UTC', week: '2025-W01' },
    { at: '2027-01-01T12:00:00Z', zone: 'UTC', week: '2026-W53' },
    { at: '2026-11-22T23:30:00Z', zone: 'UTC', week: '2026-W47' },
    { at: '2026-11-22T23:30:00Z', zone: 'Europe/Berlin', week: '2026-W48' },
    { at: '2026-11-23T04:30:00Z', zone: 'America/New_York', week: '2026-W47' },
    { at: '2026-07-05T22:00:00Z', zone: 'Europe/Berlin', week: '2026-W28' },
    { at: '2026-07-05T21:59:59Z', zone: 'Europe/Berlin', week: '2026-W27' },
    { at: '2026-12-31T10:00:00Z', zone: 'Pacific/Kiritimati', week: '2026-W53' },
  ])('of $at in $zone is $week', ({ at, zone, week }) => {
    expect(isoWeek(at, zone)).toBe(week);
  });
});

describe('an ISO week', () => {
  it.each(['1970-W01', '2026-W01', '2026-W47', '2026-W53', '2020-W53', '9999-W52'])('%s is one', (week) => {
    expect(isIsoWeek(week)).toBe(true);
  });

  it.each([
    '2027-W53',
    '2026-W54',
    '2026-W00',
    '0099-W10',
    '0000-W01',
    '1969-W52',
    '2026-W7',
    'last',
    '2026-W47 ',
  ])('%s is none', (week) => {
    expect(isIsoWeek(week)).toBe(false);
  });
});

it.each([
  { at: '2026-10-25T00:30:00Z', text: '25 Oct 2026, 02:30 CEST' },
  { at: '2026-10-25T01:30:00Z', text: '25 Oct 2026, 02:30 CET' },
  { at: '2026-03-29T00:59:00Z', text: '29 Mar 2026, 01:59 CET' },
  { at: '2026-03-29T01:00:00Z', text: '29 Mar 2026, 03:00 CEST' },
])('$at is $text in Berlin', ({ at, text }) => {
  expect(localMinute(at, 'Europe/Berlin')).toBe(text);
  expect(text).toContain(localDay(at, 'Europe/Berlin'));
});

describe('the week that a report is about', () => {
  it.each([
    { to: '2026-11-16T00:20:00Z', day: 'a Monday just after midnight', week: '2026-W46' },
    { to: '2026-11-16T06:00:00Z', day: 'a Monday', week: '2026-W46' },
    { to: '2026-11-18T06:00:00Z', day: 'a Wednesday', week: '2026-W46' },
    { to: '2026-11-20T06:00:00Z', day: 'a Friday', week: '2026-W47' },
    { to: '2026-11-22T22:00:00Z', day: 'a Sunday', week: '2026-W47' },
    { to: '2027-01-04T06:00:00Z', day: 'the first Monday of a year', week: '2026-W53' },
  ])('that ends on $day is $week: most of its days lie in it', ({ to, week }) => {
    expect(weekBefore(to, 'Europe/Berlin')).toBe(week);
  });
});
