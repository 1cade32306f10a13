import { describe, expect, it } from 'vitest';
import type { Evaluation, Trajectory } from '../outcome.ts';
import { daysToDetect, episodesIn, falseAlarmsOf, summarise } from './alarms.ts';

it.each([
  { days: '', episodes: 0 },
  { days: '....', episodes: 0 },
  { days: 'xxxx', episodes: 1 },
  { days: 'x..xx.x', episodes: 3 },
  { days: '.xx.', episodes: 1 },
])('"$days" holds $episodes episodes', ({ days, episodes }) => {
  expect(episodesIn([...days].map((day) => day === 'x'))).toBe(episodes);
});

describe('falseAlarmsOf', () => {
  it('counts the alarms of healthy days against healthy host-years', () => {
    // A year of one host with two alarms of 3 and 1 days, a year of a quiet one, and alarms on a leak that aren't false.
    const alarmed = healthy(`${'.'.repeat(100)}xxx${'.'.repeat(161.25)}x${'.'.repeat(100)}`);
    const quiet = healthy('.'.repeat(365));
    const leaks = trajectory('xxxx', { material: true, from: 0 });
    const alarms = falseAlarmsOf([alarmed, quiet, leaks].map(summarise));
    expect(alarms.hostYears).toBeCloseTo(2 * (365 / 365.25), 10);
    expect(alarms.episodes).toBe(2);
    expect(alarms.episodesAHostYear).toBeCloseTo(365.25 / 365, 10);
    expect(alarms.upperBound).toBeCloseTo((6.295793621871988 / 2) * (365.25 / 365), 6);
    expect(alarms.shareOfDays).toBeCloseTo(4 / 730, 12);
  });

  it('counts what came before the onset', () => {
    expect(falseAlarmsOf([summarise(trajectory('x.x.xxxx', { material: true, from: 4 }))]).episodes).toBe(2);
  });
});

describe('daysToDetect', () => {
  const leak = (days: string, r: number, suspected = ''): Trajectory =>
    trajectory(days, { material: true, from: 2, r, suspected });
  it('is the median by r, from the onset to the first verdict, suspected or more', () => {
    const trajectories = [
      leak('.......x', 3),
      // An alarm before the onset finds nothing; a suspicion does.
      leak('x.......', 2, '...x'),
      leak('....x', 2.5),
      leak('..........', 1),
      leak('.....x', 1.9),
      leak('...x', 0.3),
      trajectory('...x', { material: false, from: 2, r: 0.3 }),
    ];
    expect(daysToDetect(trajectories.map(summarise))).toEqual([
      { name: 'r >= 2', hosts: 3, detected: 3, medianDays: 3 },
      { name: '1–2', hosts: 2, detected: 1, medianDays: Number.POSITIVE_INFINITY },
      { name: '.5–1', hosts: 0, detected: 0, medianDays: Number.NaN },
      { name: '.2–.5', hosts: 1, detected: 1, medianDays: 2 },
    ]);
  });

  it('lies between the middle two of an even count', () => {
    const [row] = daysToDetect([leak('..x', 2), leak('......x', 2)].map(summarise));
    expect(row?.medianDays).toBe(3);
  });
});

/** A day a letter, x an alarm; the leak is a day old at `from`. */
function trajectory(
  days: string,
  {
    material,
    from,
    r = 1,
    suspected = '',
  }: { material: boolean; from: number; r?: number; suspected?: string },
): Trajectory {
  const evaluations = [...days].map((day, index): Evaluation => {
    const leaks = index >= from;
    return {
      status: leaks ? (material ? 'material' : 'other') : 'healthy',
      daysSinceOnset: leaks ? index - from + 1 : null,
      r: leaks ? r : 0,
      leaking: day === 'x',
      suspected: suspected[index] === 'x',
    };
  });
  return { kind: 'any', evaluations };
}

function healthy(days: string): Trajectory {
  return trajectory(days, { material: false, from: Number.POSITIVE_INFINITY });
}
