import { describe, expect, it } from 'vitest';
import { assessFleet } from '../../../lambdas/domain/assess/assess-fleet.ts';
import { recommender } from '../../../lambdas/domain/recommend/recommend.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { deriveBins } from '../all-bins.ts';
import { AT_MAXCONN, connectionsOf, MAXCONN_IN_3_DAYS } from '../at-a-limit.ts';
import { fieldCase } from '../field-case.ts';
import { pressureIn, situation } from './made-facts.ts';

const AT = new Date('2026-11-22T12:00:00Z');
const recommend = recommender(knowledge, AT);
const inYears = connectionsOf(9_500, { estimate: 9e7, low: 8e7, high: 1e8 });
const leaking = (limits: object, known: object = {}) =>
  situation({ verdict: 'leaking', leakProbability: 0.99, version: '2.8.11', ...known, ...limits });
const suspected = (limits: object) =>
  leaking(limits, { verdict: 'suspected', leakProbability: 0.4, version: null });

describe('what to do with a host at a limit', () => {
  it.each([
    { is: 'leaks, at its maxconn', host: leaking(AT_MAXCONN), does: 'upgrade, now' },
    { is: 'leaks, three days from it', host: leaking(MAXCONN_IN_3_DAYS), does: 'upgrade, now' },
    {
      is: 'leaks, three days from it and years from pressure',
      host: leaking(MAXCONN_IN_3_DAYS, { secondsToPressure: pressureIn(2_000) }),
      does: 'upgrade, now',
    },
    { is: 'leaks, near it and for years to come', host: leaking(inYears), does: 'upgrade, this-week' },
    { is: 'may leak, at its maxconn', host: suspected(AT_MAXCONN), does: 'change-directive, this-week' },
    { is: 'may leak, near it', host: suspected(inYears), does: 'change-directive, this-week' },
    { is: 'does not leak, at its maxconn', host: situation(AT_MAXCONN), does: 'change-directive, now' },
    { is: 'does not leak, near it', host: situation(inYears), does: 'change-directive, this-week' },
    {
      is: 'was seen for a day, at its maxconn',
      host: situation({ ...AT_MAXCONN, verdict: 'insufficient-data' }),
      does: 'change-directive, now',
    },
    { is: 'does not leak, with room', host: situation(MAXCONN_IN_3_DAYS), does: 'nothing, none' },
  ])('is $does for one that $is', ({ host, does }) => {
    const { action, urgency } = recommend(host);
    expect(`${action}, ${urgency}`).toBe(does);
  });

  it('is to restart a leaking one by the nearest limit', () => {
    // Three quarters of the two days that it has at least.
    expect(recommend(leaking(MAXCONN_IN_3_DAYS)).restartBy).toBe('2026-11-24T00:00:00Z');
  });

  it('says once which limit that is, and when', () => {
    const limitsIn = (host: ReturnType<typeof leaking>) =>
      recommend(host).reasons.filter((reason) => reason.includes('10,000 connections'));
    expect(limitsIn(leaking(MAXCONN_IN_3_DAYS))).toEqual([
      'It reaches its limit of 10,000 connections in 3 days (2–4)',
    ]);
    expect(limitsIn(leaking(AT_MAXCONN))).toEqual([
      '10,000 of 10,000 connections: HAProxy takes no more; a restart frees what leaked',
    ]);
    expect(recommend(situation(AT_MAXCONN)).reasons[0]).toBe(
      '10,000 of 10,000 connections: HAProxy takes no more; raise maxconn as memory allows, or add hosts',
    );
  });

  it('is said of TCP memory once, nearer than a busy day may bring it', () => {
    const [connections] = connectionsOf(9_500, null).limits;
    const limits = connections ? [{ ...connections, resource: 'tcp-memory' as const }] : [];
    const { mitigations, reasons } = recommend(situation({ limits, shareOfPressure: 0.95 }));
    expect(mitigations).toEqual([]);
    expect(reasons.filter((reason) => reason.includes('tcp_mem'))).toHaveLength(1);
  });
});

it('acts now on a host from the field that leaks at its maxconn', () => {
  const bins = deriveBins(fieldCase('limit-is-maxconn'));
  const [host] = assessFleet(bins, { at: new Date('2026-10-15T00:00:00Z'), knowledge, before: null }).hosts;
  expect(host).toMatchObject({
    nearestLimit: { resource: 'connections' },
    recommendation: { urgency: 'now' },
  });
  expect(host?.score).toBeGreaterThan(90);
});
