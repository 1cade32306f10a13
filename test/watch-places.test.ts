import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { samplesKey } from '../lambdas/domain/records/archive.ts';
import { MINUTE, printInstant } from '../lambdas/domain/records/time.ts';
import { unreachable } from './domain/samples.ts';
import { FIRST_WATCH, HUB, hostAt, later, runBefore, SPOKE, startHub } from './watched-hub.ts';

const OTHER = { accountId: '333344445555', region: 'eu-west-1' };
const deployed = (place: typeof SPOKE | typeof OTHER, status = 'SUCCEEDED', reason?: string) => ({
  ...place,
  status,
  ...(reason !== undefined && { reason }),
});

describe('what the hub publishes of its places', () => {
  it('is each run by place at its own instant, and the worst over all in the metrics of the fleet', async () => {
    const hub = startHub();
    hub.write(HUB, runBefore(0), [hostAt(HUB, 10)]);
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 85), hostAt(SPOKE, 20, 'i-2'), unreachable('i-3')]);
    const result = await hub.watch(FIRST_WATCH);
    expect(hub.metric('TcpMemoryOfPressure')).toEqual({
      '12:00': [10, 85],
      '12:00 111122223333 eu-west-1': [10, 10],
      '12:00 222233334444 us-east-1': [20, 85],
    });
    expect(hub.metric('Coverage')['12:00']?.[0]).toBeCloseTo(66.7, 1);
    expect(hub.metric('Hosts')).toEqual({
      '12:00 111122223333 eu-west-1': [1, 1],
      '12:00 222233334444 us-east-1': [3, 3],
    });
    expect(hub.metric('HostsOfPlaces')).toEqual({ '12:05': [4, 4] });
    expect(hub.metric('HostsUnreachable')['12:05']).toEqual([1, 1]);
    expect(result).toMatchObject({
      places: 2,
      runs: 2,
      worst: [{ ...SPOKE, hostId: 'i-1', percentOfPressure: 85 }, { ...HUB }],
    });
  });

  it('never says that the audit of the hub takes place: the fleet’s Hosts are left to it', async () => {
    const hub = startHub();
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 10)]);
    await hub.watch(FIRST_WATCH);
    expect(Object.keys(hub.metric('Hosts'))).toEqual(['12:00 222233334444 us-east-1']);
  });

  it('counts entries into pressure from the run before', async () => {
    const hub = startHub();
    hub.write(SPOKE, runBefore(-1), [hostAt(SPOKE, 10, 'i-1', 3)]);
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 10, 'i-1', 8)]);
    await hub.watch(FIRST_WATCH);
    expect(hub.metric('PressureEvents')).toMatchObject({ '12:00 222233334444 us-east-1': [5, 5] });
  });

  it('is a late run too, once, at the instant that it is of', async () => {
    const hub = startHub();
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 10)]);
    await hub.watch(FIRST_WATCH);
    hub.write(SPOKE, runBefore(-3), [hostAt(SPOKE, 95)], later(0.5));
    const { runs } = (await hub.watch(later(1))) as { runs: number };
    expect(runs).toBe(1);
    expect(hub.metric('TcpMemoryOfPressure')).toMatchObject({ '11:15': [95, 95] });
    expect(await hub.watched()).toMatchObject({
      places: [{}, { newest: { runAt: '2026-11-22T12:00:00Z' } }],
    });
    const before = hub.endpoint.calls.length;
    expect(await hub.watch(later(2))).toMatchObject({ runs: 0 });
    const calls = hub.endpoint.calls.slice(before).filter(({ operation }) => operation === 'GetObject');
    // What it knew before, and nothing else.
    expect(calls).toHaveLength(1);
  });

  it('is every late run, however many come at once', async () => {
    const hub = startHub();
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 10)]);
    await hub.watch(FIRST_WATCH);
    for (let n = 1; n <= 60; n += 1)
      hub.write(SPOKE, runBefore(n), [hostAt(SPOKE, 20)], new Date(later(60).getTime() - MINUTE));
    let runs = 0;
    for (let n = 60; n <= 63; n += 1) runs += ((await hub.watch(later(n))) as { runs: number }).runs;
    expect(runs).toBe(60);
  });

  it.each([
    { days: 1.9, found: 1 },
    // No function writes one so late.
    { days: 2.1, found: 0 },
  ])('is a run that is $days days late: $found', async ({ days, found }) => {
    const hub = startHub();
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 10)]);
    await hub.watch(FIRST_WATCH);
    hub.write(SPOKE, runBefore(-96 * days), [hostAt(SPOKE, 95)], later(0.5));
    expect(await hub.watch(later(1))).toMatchObject({ runs: found });
  });

  it('is what was written while no watch ran for days', async () => {
    const hub = startHub();
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 10)]);
    await hub.watch(FIRST_WATCH);
    for (const day of [1, 2, 3, 4, 5])
      hub.write(SPOKE, runBefore(96 * day), [hostAt(SPOKE, 20)], later(96 * day + 0.5));
    expect(await hub.watch(later(96 * 5 + 1))).toMatchObject({ runs: 5 });
  });

  it('reads each object once in a watch', async () => {
    const hub = startHub();
    for (const place of [HUB, SPOKE, OTHER])
      for (const periods of [-2, -1, 0]) hub.write(place, runBefore(periods), [hostAt(place, 10)]);
    await hub.watch(FIRST_WATCH);
    for (const place of [HUB, SPOKE, OTHER])
      for (const periods of [1, 2]) hub.write(place, runBefore(periods), [hostAt(place, 10)]);
    const before = hub.endpoint.calls.length;
    expect(await hub.watch(later(2))).toMatchObject({ runs: 6 });
    const gets = hub.endpoint.calls.slice(before).filter(({ operation }) => operation === 'GetObject');
    // Two new ones and the one before them of each place; and what it knew before.
    expect(gets).toHaveLength(3 * 3 + 1);
  });

  it('is the same where a watch runs twice, and nothing where a later one has run', async () => {
    const hub = startHub();
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 85)]);
    await hub.watch(FIRST_WATCH);
    const [metrics, watched] = [hub.metric('TcpMemoryOfPressure'), await hub.watched()];
    await hub.watch(FIRST_WATCH);
    expect([hub.metric('TcpMemoryOfPressure'), await hub.watched()]).toEqual([metrics, watched]);
    await hub.watch(later(1));
    expect(await hub.watch(FIRST_WATCH)).toEqual({
      watchedAt: '2026-11-22T12:05:00Z',
      skipped: 'LaterWatch',
    });
  });

  it('stays within the budget: of each place the first metrics, then of those nearest to pressure the first', async () => {
    const places = Array.from({ length: 8 }, (_, index) => ({
      accountId: `22223333444${index}`,
      region: 'us-east-1',
    }));
    const byPlace = async (budget: number) => {
      const hub = startHub();
      for (const [index, place] of places.entries())
        hub.write(place, runBefore(0), [hostAt(place, 10 + index)]);
      await hub.watch(FIRST_WATCH, { METRIC_BUDGET: budget });
      return hub.endpoint
        .metrics()
        .filter(({ dimensions }) => dimensions.length === 2)
        .map(({ metricName, dimensions }) => `${metricName} ${dimensions[0]?.value}`)
        .sort();
    };
    const seventeen = await byPlace(17);
    expect(seventeen).toHaveLength(16);
    expect(new Set(seventeen.map((name) => name.split(' ')[0]))).toEqual(
      new Set(['TcpMemoryOfPressure', 'Coverage']),
    );
    expect(await byPlace(3)).toEqual([5, 6, 7].map((index) => `TcpMemoryOfPressure 22223333444${index}`));
  });

  it('names the same places for an hour', async () => {
    const hub = startHub();
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 50)]);
    hub.write(OTHER, runBefore(0), [hostAt(OTHER, 10)]);
    await hub.watch(FIRST_WATCH, { METRIC_BUDGET: 1 });
    hub.write(SPOKE, runBefore(1), [hostAt(SPOKE, 50)]);
    hub.write(OTHER, runBefore(1), [hostAt(OTHER, 90)]);
    await hub.watch(later(1), { METRIC_BUDGET: 1 });
    expect(hub.metric('TcpMemoryOfPressure')).not.toHaveProperty('12:15 333344445555 eu-west-1');
    // The worst over all places is told all the same.
    expect(hub.metric('TcpMemoryOfPressure')['12:15']).toEqual([50, 90]);
    hub.write(OTHER, runBefore(4), [hostAt(OTHER, 90)]);
    await hub.watch(later(4), { METRIC_BUDGET: 1 });
    expect(hub.metric('TcpMemoryOfPressure')).toHaveProperty('13:00 333344445555 eu-west-1');
  });
});

describe('a place that writes what it should not', () => {
  const key = samplesKey({ ...SPOKE, runAt: printInstant(runBefore(0)) });
  const forged = JSON.stringify(hostAt(HUB, 99));
  it.each([
    { what: 'no gzip', content: Buffer.from('no gzip'), detail: /incorrect header/ },
    { what: 'no JSON', content: 'no JSON\n', detail: /^line 1: not JSON$/ },
    { what: 'a host of another account', content: `${forged}\n`, detail: /^line 1: accountId: it says 1111/ },
    {
      what: 'a line without an end',
      content: gzipSync(Buffer.alloc(64 * 1024 * 1024, 'x')),
      detail: /without an end/,
    },
    {
      what: 'more hosts than it can have',
      content: Array.from({ length: 200 }, (_, n) => `${JSON.stringify(hostAt(SPOKE, 1, `i-${n}`))}\n`).join(
        '',
      ),
      detail: /more than 100 hosts/,
    },
  ])('keeps no other from being watched: $what', async ({ content, detail }) => {
    const hub = startHub();
    hub.put(key, content, FIRST_WATCH);
    hub.write(OTHER, runBefore(0), [hostAt(OTHER, 70)]);
    expect(await hub.watch(FIRST_WATCH)).toMatchObject({ runs: 1 });
    expect(hub.metric('TcpMemoryOfPressure')['12:00']).toEqual([70, 70]);
    expect(await hub.watched()).toMatchObject({
      places: [
        {},
        { ...SPOKE, newest: null, trouble: { reason: 'unreadable', detail: expect.stringMatching(detail) } },
        {},
      ],
    });
  });

  it('fills what is known of it with nothing of its own', async () => {
    const hub = startHub({ stacks: [deployed(SPOKE, 'FAILED', 'x'.repeat(10_000))] });
    hub.put(
      key,
      `${JSON.stringify({ ...hostAt(SPOKE, 1), accountId: '9'.repeat(1_000_000) })}\n`,
      FIRST_WATCH,
    );
    await hub.watch(FIRST_WATCH);
    expect(JSON.stringify(await hub.watched()).length).toBeLessThan(3_000);
  });

  it('is not published where CloudWatch would take it no longer', async () => {
    const hub = startHub();
    hub.write(SPOKE, runBefore(-14 * 96), [hostAt(SPOKE, 99)]);
    expect(await hub.watch(FIRST_WATCH)).toMatchObject({ runs: 1 });
    expect(hub.metric('TcpMemoryOfPressure')).toEqual({});
  });

  it.each([
    { what: 'a run that is still to come', runAt: later(4) },
    { what: 'an imported run', runAt: runBefore(0), name: '.import-1a2b3c4d' },
  ])('is not published for it: $what', async ({ runAt, name = '' }) => {
    const hub = startHub();
    const of = samplesKey({ ...SPOKE, runAt: printInstant(runAt) }).replace('.ndjson', `${name}.ndjson`);
    hub.put(of, `${JSON.stringify(hostAt(SPOKE, 99))}\n`, FIRST_WATCH);
    expect(await hub.watch(FIRST_WATCH)).toMatchObject({ runs: 0 });
    expect(hub.metric('TcpMemoryOfPressure')).toEqual({});
  });
});

describe('a place that is silent', () => {
  it('is one that missed as many audits as ring at home, and is told with its reason', async () => {
    const hub = startHub({ stacks: [deployed(SPOKE)] });
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 10)]);
    await hub.watch(FIRST_WATCH);
    await hub.watch(later(4));
    expect(hub.metric('PlacesSilent')).toEqual({ '12:05': [0, 0], '13:05': [0, 0] });
    expect(await hub.watch(later(5))).toMatchObject({
      silent: [{ ...SPOKE, silence: { since: '2026-11-22T12:00:00Z', reason: 'stopped', detail: null } }],
    });
    hub.write(SPOKE, runBefore(6), [hostAt(SPOKE, 10)]);
    expect(await hub.watch(later(6))).toMatchObject({ silent: [] });
    expect(hub.metric('PlacesSilent')).toMatchObject({ '13:20': [1, 1], '13:35': [0, 0] });
  });

  it('is not the hub’s own, whose audits have an alarm', async () => {
    const hub = startHub();
    hub.write(HUB, runBefore(0), [hostAt(HUB, 10)]);
    await hub.watch(FIRST_WATCH);
    expect(await hub.watch(later(40))).toMatchObject({ silent: [] });
  });

  it.each([
    {
      what: 'a stack that failed',
      stack: deployed(SPOKE, 'FAILED', 'S3 key too long'),
      reason: 'stack-failed',
      detail: 'S3 key too long',
    },
    { what: 'a stack that is still made', stack: deployed(SPOKE, 'RUNNING'), reason: 'stack-pending' },
    { what: 'a stack that nothing came of', stack: deployed(SPOKE), reason: 'nothing-written' },
  ])('is one that never wrote within a day: $what', async ({ stack, reason, detail = null }) => {
    const hub = startHub({ stacks: [stack] });
    await hub.watch(FIRST_WATCH);
    expect(await hub.watch(later(95))).toMatchObject({ silent: [] });
    expect(await hub.watch(later(96))).toMatchObject({ silent: [{ ...SPOKE, silence: { reason, detail } }] });
  });

  it.each([
    {
      what: 'whose region the bucket takes no longer',
      env: { REGIONS: ['eu-west-1'] },
      reason: 'write-denied',
    },
    { what: 'that writes garbage', text: 'garbage\n', reason: 'unreadable' },
    { what: 'that starts too late to ask', metadata: { skipped: 'LateStart' }, reason: 'late-start' },
  ])('is one $what', async ({ env, text = '', metadata, reason }) => {
    const hub = startHub({ stacks: [deployed(SPOKE)] });
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 10)]);
    await hub.watch(FIRST_WATCH);
    const key = samplesKey({ ...SPOKE, runAt: printInstant(runBefore(3)) });
    if (text !== '' || metadata) hub.put(key, text, later(3), metadata);
    expect(await hub.watch(later(5), env)).toMatchObject({ silent: [{ ...SPOKE, silence: { reason } }] });
  });

  it('is none whose stack left the StackSet, or whose account was closed', async () => {
    const stacks = [deployed(SPOKE), deployed(OTHER)];
    const hub = startHub({ stacks });
    for (const place of [SPOKE, OTHER]) hub.write(place, runBefore(0), [hostAt(place, 10)]);
    await hub.watch(FIRST_WATCH);
    stacks.splice(0, 2, deployed(OTHER, 'SKIPPED_SUSPENDED_ACCOUNT'));
    expect(await hub.watch(later(8))).toMatchObject({ silent: [] });
    // Somebody deployed it by hand.
    hub.write(SPOKE, runBefore(9), [hostAt(SPOKE, 10)]);
    await hub.watch(later(9));
    expect(await hub.watch(later(16))).toMatchObject({ silent: [{ ...SPOKE }] });
  });

  it('is forgotten after 28 days where no stack of it is known', async () => {
    const hub = startHub();
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 10)]);
    await hub.watch(FIRST_WATCH);
    expect(await hub.watch(later(27 * 96))).toMatchObject({ silent: [{ ...SPOKE }] });
    expect(await hub.watch(later(28 * 96))).toMatchObject({ silent: [], places: 1 });
  });

  it('is none that writes of a fleet without hosts', async () => {
    const hub = startHub();
    hub.write(SPOKE, runBefore(0), []);
    expect(await hub.watch(FIRST_WATCH)).toMatchObject({ silent: [], runs: 1 });
    expect(await hub.watched()).toMatchObject({ places: [{}, { newest: { hosts: 0 } }] });
  });
});

describe('who joined', () => {
  it('is told once, of places that the first watch did not find', async () => {
    const hub = startHub();
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 10)]);
    expect(await hub.watch(FIRST_WATCH)).toMatchObject({ joined: [] });
    hub.write(OTHER, runBefore(1), [hostAt(OTHER, 10)]);
    expect(await hub.watch(later(1))).toMatchObject({ joined: [OTHER] });
    hub.write(OTHER, runBefore(2), [hostAt(OTHER, 10)]);
    expect(await hub.watch(later(2))).toMatchObject({ joined: [] });
    expect(await hub.watched()).toMatchObject({
      places: [{}, { ...SPOKE, joinedAt: null }, { ...OTHER, joinedAt: '2026-11-22T12:15:00Z' }],
    });
  });
});

describe('a watch that can’t have everything', () => {
  it('goes on with the stacks of before where they can’t be listed, and says so', async () => {
    const hub = startHub({ stacks: null });
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 85)]);
    expect(await hub.watch(FIRST_WATCH)).toMatchObject({ stackSetProblem: 'StackSetNotFoundException' });
    expect(hub.metric('TcpMemoryOfPressure')['12:00']).toEqual([85, 85]);
  });

  it('asks for no stacks where somebody else deploys them, and at most once an hour otherwise', async () => {
    const hub = startHub({ stacks: [deployed(SPOKE)] });
    const listed = () =>
      hub.endpoint.calls.filter(({ operation }) => operation === 'ListStackInstances').length;
    await hub.watch(FIRST_WATCH, { STACK_SET: undefined });
    expect(listed()).toBe(0);
    for (const periods of [1, 2, 3, 4, 5]) await hub.watch(later(periods));
    expect(listed()).toBe(2);
  });

  it('goes on where nothing answers for CloudFormation, and says so', async () => {
    const hub = startHub();
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 85)]);
    hub.clients.cloudformation.middlewareStack.add(
      () => async () => {
        throw Object.assign(new Error('connect timed out'), { name: 'TimeoutError' });
      },
      { step: 'initialize' },
    );
    expect(await hub.watch(FIRST_WATCH)).toMatchObject({ runs: 1, stackSetProblem: 'TimeoutError' });
  });

  it('asks for the stacks before it calls a place silent, however short the period is', async () => {
    const stacks = [{ ...SPOKE, status: 'SUCCEEDED' }];
    const hub = startHub({ stacks });
    const env = { PERIOD_SECONDS: 300, MISSED_AUDITS: 4 };
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 10)]);
    await hub.watch(FIRST_WATCH, env);
    stacks.splice(0, 1);
    for (const minutes of [5, 10, 15, 20, 25, 30, 35])
      expect(await hub.watch(new Date(FIRST_WATCH.getTime() + minutes * MINUTE), env)).toMatchObject({
        silent: [],
      });
  });

  it('leaves places to the next where the time is short', async () => {
    const hub = startHub();
    for (const place of [HUB, SPOKE, OTHER]) hub.write(place, runBefore(0), [hostAt(place, 10)]);
    let asked = 0;
    const oneOnly = () => (asked++ === 0 ? 100_000 : 0);
    expect(await hub.watch(FIRST_WATCH, {}, oneOnly)).toMatchObject({ runs: 1, left: 2 });
    expect(await hub.watch(later(1))).toMatchObject({ runs: 2, left: 0 });
  });

  it('begins anew where what it knew can’t be read', async () => {
    const hub = startHub();
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 85)]);
    hub.put('places/account=111122223333/region=eu-west-1/latest.json.gz', '{"schema":9}', FIRST_WATCH);
    expect(await hub.watch(FIRST_WATCH)).toMatchObject({ isRestarted: true, runs: 1, joined: [] });
  });
});
