import { describe, expect, it } from 'vitest';
import { restartInstant, urgencyOf } from '../../../lambdas/domain/recommend/urgency.ts';
import { URGENCIES } from '../../../lambdas/domain/records/recommendation.ts';
import { DAY_SECONDS } from './made-facts.ts';

const AT = new Date('2026-11-22T17:20:30Z');
/** A time to the limit of which three quarters of the low end are so many days. */
const usable = (days: number) => {
  const low = (days * DAY_SECONDS) / 0.75;
  return { estimate: 2 * low, low, high: null };
};

describe('how soon to act', () => {
  it.each([
    { days: 90, urgency: 'next-window' },
    { days: 89.9, urgency: 'this-month' },
    { days: 30, urgency: 'this-month' },
    { days: 29.9, urgency: 'this-week' },
    { days: 7, urgency: 'this-week' },
    { days: 6.9, urgency: 'now' },
    { days: 0, urgency: 'now' },
  ])('is $urgency with $days days to use', ({ days, urgency }) => {
    expect(urgencyOf(0.9, usable(days), false)).toBe(urgency);
  });

  it('can wait for a window where no limit is foreseen', () => {
    expect(urgencyOf(0.9, null, false)).toBe('next-window');
  });

  it.each([0, 7, 30, 90])('is one step slower below even odds, with %d days to use', (days) => {
    const likely = urgencyOf(0.5, usable(days), false);
    const steps = URGENCIES.indexOf(urgencyOf(0.49, usable(days), false)) - URGENCIES.indexOf(likely);
    expect(steps).toBe(likely === 'next-window' ? 0 : 1);
  });
});

describe('the latest instant for a restart', () => {
  it('is a whole minute within three quarters of the low end', () => {
    expect(restartInstant(usable(2), AT)).toBe('2026-11-24T17:20:00Z');
  });

  it('is never past', () => {
    expect(restartInstant(usable(0), AT)).toBe('2026-11-22T17:20:30Z');
  });

  it('is not said beyond a year', () => {
    expect(restartInstant(usable(365), AT)).toBe('2027-11-22T17:20:00Z');
    expect(restartInstant(usable(366), AT)).toBeNull();
    expect(restartInstant(null, AT)).toBeNull();
  });
});
