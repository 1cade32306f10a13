import { expect, it } from 'vitest';
import { Bin, type HostEvent } from '../../../lambdas/domain/records/bin.ts';
import { BIN, BINS_A_DAY, DAY_SECONDS, printInstant } from '../../../lambdas/domain/records/time.ts';
import { restartInterval } from '../../../lambdas/domain/scoring/restart-rhythm.ts';

const FROM = Date.parse('2026-10-19T00:00:00Z');

/** 28 days of bins in which something happens on some days. */
const eventful = (days: readonly number[], event: HostEvent = 'restart') =>
  Array.from({ length: 28 * BINS_A_DAY }, (_, index) =>
    Bin.parse({
      schema: 1,
      binAt: printInstant(FROM + index * BIN),
      hostId: 'i-1',
      accountId: '1',
      region: 'eu-west-1',
      sampled: 12,
      unreachable: 0,
      malformed: 0,
      usable: true,
      events: days.some((day) => Math.round(day * BINS_A_DAY) === index) ? [event] : [],
    }),
  );

it.each<{ of: string; days: number[]; event?: HostEvent; every: number | null }>([
  { of: 'each week', days: [3, 10, 17, 24], every: 7 },
  { of: 'about each week', days: [3, 9.5, 17, 24], every: 7 },
  { of: 'each day', days: Array.from({ length: 28 }, (_, day) => day), every: 1 },
  { of: 'each week by a reboot', days: [3, 10, 17, 24], event: 'reboot', every: 7 },
  { of: 'each week by an upgrade', days: [3, 10, 17, 24], event: 'upgrade', every: 7 },
  { of: 'never', days: [], every: null },
  { of: 'twice', days: [17, 24], every: null },
  { of: 'three times', days: [10, 17, 24], every: 7 },
  // A quarter of the usual interval and a bin may be missing or too much, between two of them and since the last.
  { of: 'each eight days, the last two days and a bin late', days: [1, 9, 17, 27.125], every: 8 },
  { of: 'each eight days, the last two days and two bins late', days: [1, 9, 17, 27.25], every: null },
  { of: 'each four days until five days and a bin ago', days: [6.75, 10.75, 14.75, 18.75, 22.75], every: 4 },
  {
    of: 'each four days until five days and two bins ago',
    days: [6.625, 10.625, 14.625, 18.625, 22.625],
    every: null,
  },
  { of: 'now and then', days: [1, 4, 20, 24], every: null },
  { of: 'each day until two weeks ago', days: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], every: null },
  { of: 'each week by a reload, which frees nothing', days: [3, 10, 17, 24], event: 'reload', every: null },
])('restarts that come $of are $every days apart', ({ days, event, every }) => {
  expect(restartInterval(eventful(days, event))).toBe(every === null ? null : every * DAY_SECONDS);
});
