import { describe, expect, it } from 'vitest';
import { templateAlarms } from '../infra/alarms/template-alarms.ts';
import { watchedTemplate } from '../infra/alarms/watched-stack.ts';
import { account } from './accounting.ts';
import { brokenPromises, CHAOS_PROMISES } from './chaos-section.ts';
import { CALL_FAULTS } from './faulty-aws.ts';
import { PLANTED } from './planted.ts';
import { type ChaosOptions, runChaos } from './run-chaos.ts';
import { DELIVERY_FAULTS } from './schedule.ts';

const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0);

describe('two days of faults', () => {
  it('leave the archive, the bins, the graphs and the findings as without them', async () => {
    const result = await runChaos({ seed: 11, days: 2, calls: 0.06, deliveries: 0.15, kills: 0.15 });
    expect(sum(result.fired.calls)).toBeGreaterThan(50);
    expect(result.attempts.some(({ ending }) => ending === 'killed')).toBe(true);
    const accounting = account(result);
    expect(brokenPromises(accounting)).toEqual([]);
    expect(accounting.assessments).toBeGreaterThan(10);
  });

  it('and a third mail a scoring once, or again where nobody could know of the first', async () => {
    const result = await runChaos({ seed: 15, days: 3, calls: 0.06, deliveries: 0.15, kills: 0.15 });
    const accounting = account(result);
    expect(accounting.digests).toBeGreaterThan(0);
    expect(accounting.extraDigests).toEqual([]);
  });
});

describe('a day of one kind of fault alone', () => {
  const CALM: ChaosOptions = { seed: 12, days: 1, calls: 0, deliveries: 0, kills: 0 };

  it.each(CALL_FAULTS)('breaks no promise: %s calls', async (kind) => {
    // Few calls write on a condition.
    const calls = kind === 'write-conflict' ? 0.5 : 0.2;
    const result = await runChaos({ ...CALM, calls, callFaults: [kind] });
    expect([...result.fired.calls.keys()]).toEqual([kind]);
    expect(sum(result.fired.calls)).toBeGreaterThan(10);
    expect(brokenPromises(account(result))).toEqual([]);
  });

  it.each(DELIVERY_FAULTS)('breaks no promise: %s deliveries', async (kind) => {
    const result = await runChaos({ ...CALM, deliveries: 0.5, deliveryFaults: [kind] });
    expect([...result.fired.deliveries.keys()]).toEqual([kind]);
    expect(sum(result.fired.deliveries)).toBeGreaterThan(10);
    expect(brokenPromises(account(result))).toEqual([]);
  });

  it('breaks no promise: functions that end between two calls', async () => {
    const result = await runChaos({ ...CALM, kills: 0.4 });
    expect(result.attempts.filter(({ ending }) => ending === 'killed').length).toBeGreaterThan(5);
    expect(brokenPromises(account(result))).toEqual([]);
  });
});

describe('the accounting', () => {
  const outage = { verb: 'audit', from: 6, to: 16 } as const;
  const run = () => runChaos({ seed: 13, days: 1, calls: 0, deliveries: 0, kills: 0, outage });
  const alarms = templateAlarms(watchedTemplate());

  it('finds nothing where every audit was refused for ten hours, and every alarm about it rang', async () => {
    const accounting = account(await run(), alarms);
    expect(brokenPromises(accounting)).toEqual([]);
    expect(accounting.troubles).toBeGreaterThanOrEqual(12);
  });

  it.each(PLANTED)('sees that $what', async ({ breaks, spoil, alarm }) => {
    const result = await run();
    const changed = alarms.map((one) => ({ ...one, ...alarm?.(one) }));
    expect(account(spoil?.(result) ?? result, changed)[breaks]).not.toEqual([]);
  });

  it('sees that a scoring was mailed, known, and again', async () => {
    const result = await runChaos({ seed: 13, days: 2, calls: 0, deliveries: 0, kills: 0 });
    expect(account(result)).toMatchObject({ digests: 1, extraDigests: [] });
    const [digest] = result.endpoint.notices();
    const again = { ...result.endpoint, notices: () => (digest ? [digest, digest] : []) };
    expect(account({ ...result, endpoint: again }).extraDigests).toHaveLength(1);
  });

  it('has something planted against each promise', () => {
    const broken = PLANTED.map(({ breaks }) => breaks);
    expect(CHAOS_PROMISES.map(([, key]) => key).filter((key) => !broken.includes(key))).toEqual([]);
  });
});
