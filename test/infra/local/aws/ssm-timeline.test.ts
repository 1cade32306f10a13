import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planTimelines, type Ramp } from '../../../../infra/local/aws/ssm-timeline.ts';
import type { LocalAnswer } from '../../../../infra/local/hosts/local-host.ts';

const success = (afterSeconds: number): LocalAnswer => ({
  status: 'Success',
  statusDetails: 'Success',
  stdout: '',
  afterSeconds,
});
const failed = (afterSeconds: number): LocalAnswer => ({
  status: 'Failed',
  statusDetails: 'Failed',
  stdout: '',
  afterSeconds,
});
const expired = (afterSeconds: number): LocalAnswer => ({
  status: 'TimedOut',
  statusDetails: 'Delivery Timed Out',
  stdout: '',
  afterSeconds,
});
const silent: LocalAnswer = { status: 'InProgress', statusDetails: 'In Progress', stdout: '' };

const plan = (
  answers: LocalAnswer[],
  maxConcurrency: number,
  maxErrors: number,
  ramp: Ramp = 'acknowledged',
) =>
  planTimelines(answers, { ramp, maxConcurrency, maxErrors, expiresAfterSeconds: 60 }).map(
    ({ startsAfterSeconds, endsAfterSeconds, ending }) =>
      `${startsAfterSeconds}-${endsAfterSeconds} ${ending.statusDetails}`,
  );

describe('rate control', () => {
  it.each([
    {
      what: 'all at once',
      answers: [success(3), success(5)],
      c: 2,
      e: 0,
      expected: ['0-3 Success', '0.5-5.5 Success'],
    },
    {
      what: 'one after another',
      answers: [success(3), success(5)],
      c: 1,
      e: 0,
      expected: ['0-3 Success', '3-8 Success'],
    },
    {
      what: 'a stop after the first error',
      answers: [failed(0), success(1), success(1)],
      c: 50,
      e: 0,
      expected: ['0-0 Failed', '0.5-0.5 Terminated', '0.5-0.5 Terminated'],
    },
    {
      what: 'no stop for what has started already',
      answers: [failed(2), success(5), success(1)],
      c: 2,
      e: 0,
      expected: ['0-2 Failed', '0.5-5.5 Success', '2-2 Terminated'],
    },
    {
      what: 'as many errors as are allowed',
      answers: [failed(0), failed(0), success(1)],
      c: 50,
      e: 1,
      expected: ['0-0 Failed', '0.5-0.5 Failed', '0.5-0.5 Terminated'],
    },
    {
      what: 'one error that is allowed',
      answers: [failed(0), success(1)],
      c: 50,
      e: 1,
      expected: ['0-0 Failed', '0.5-1.5 Success'],
    },
    {
      what: 'undelivered ones, which are no errors',
      answers: [expired(0), success(1)],
      c: 1,
      e: 0,
      expected: ['0-0 Delivery Timed Out', '0.5-1.5 Success'],
    },
    {
      what: 'an undeliverable one, which is Failed and yet no error',
      answers: [{ ...failed(0), statusDetails: 'Undeliverable' }, success(1)],
      c: 1,
      e: 0,
      expected: ['0-0 Undeliverable', '0.5-1.5 Success'],
    },
    {
      what: 'a host that never ends',
      answers: [silent, success(1)],
      c: 1,
      e: 0,
      expected: ['0-60 Delivery Timed Out', '60-60 Delivery Timed Out'],
    },
    {
      what: 'an answer at the expiry',
      answers: [success(59.5), success(59.5)],
      c: 2,
      e: 0,
      expected: ['0-59.5 Success', '0.5-60 Delivery Timed Out'],
    },
  ])('treats $what as SSM does', ({ answers, c, e, expected }) => {
    expect(plan(answers, c, e)).toEqual(expected);
  });

  const fifteen = Array.from({ length: 15 }, () => success(4));
  const starts = (answers: LocalAnswer[], ramp: Ramp) =>
    planTimelines(answers, { ramp, maxConcurrency: 100, maxErrors: 100, expiresAfterSeconds: 60 }).map(
      ({ startsAfterSeconds }) => startsAfterSeconds,
    );
  const doubled = (each: number) =>
    [0, 1, 2, 3].flatMap((round) => Array.from({ length: 2 ** round }, () => round * each));

  it('sends to one host, then to two more for each that completed, or that was acknowledged', () => {
    expect(starts(fifteen, 'completed')).toEqual(doubled(4));
    expect(starts(fifteen, 'acknowledged')).toEqual(doubled(0.5));
  });

  it('goes on beside a silent host, but not behind one that is the first, where it waits for completion', () => {
    const secondSilent = fifteen.with(1, silent);
    // Of the second round one completes, of the third both of its hosts, and so on.
    expect(starts(secondSilent, 'completed')).toEqual([
      0, 4, 4, 8, 8, 12, 12, 12, 12, 16, 16, 16, 16, 16, 16,
    ]);
    expect(starts(fifteen.with(0, silent), 'completed')).toEqual([0, ...Array(14).fill(60)]);
    expect(starts(fifteen.with(0, silent), 'acknowledged')).toEqual(doubled(0.5));
  });

  it('never runs more than MaxConcurrency at a time, and ends everything by the expiry', () => {
    const answer = fc.oneof(
      fc.integer({ min: 1, max: 90 }).map(success),
      fc.integer({ min: 1, max: 90 }).map(failed),
    );
    fc.assert(
      fc.property(
        fc.array(answer, { maxLength: 40 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 0, max: 5 }),
        fc.constantFrom<Ramp>('acknowledged', 'completed'),
        (answers, c, e, ramp) => {
          const timelines = planTimelines(answers, {
            ramp,
            maxConcurrency: c,
            maxErrors: e,
            expiresAfterSeconds: 60,
          });
          for (const { startsAfterSeconds: at } of timelines) {
            const running = timelines.filter(
              (timeline) => timeline.startsAfterSeconds <= at && at < timeline.endsAfterSeconds,
            );
            expect(running.length).toBeLessThanOrEqual(c);
          }
          expect(timelines.every((timeline) => timeline.endsAfterSeconds <= 60)).toBe(true);
        },
      ),
    );
  });
});
