import { describe, expect, it } from 'vitest';
import { assessFleet } from '../../lambdas/domain/assess/assess-fleet.ts';
import { deriveBinsAt } from '../../lambdas/domain/bins/derive-bins.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import { Sample } from '../../lambdas/domain/records/sample.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { BUILT_IN } from '../fresh-knowledge/documents.ts';

const secondsSince = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;

/** One run of a host with one worker. */
const sample = (hostId: string, figures: object, runAt = '2026-11-22T16:05:00Z') =>
  Sample.parse({
    schema: 1,
    runAt,
    takenAt: runAt,
    probe: '2.0.0',
    hostId,
    accountId: '111122223333',
    region: 'eu-west-1',
    role: 'edge',
    outcome: 'sampled',
    kernel: { pageBytes: 4096, uptimeSeconds: secondsSince('2026-08-14T16:05:00Z', runAt) },
    tcp: { memoryPages: 165_000, memoryPressurePages: 383_868, inUse: 3836, allocated: 8610, inUse6: 12 },
    processes: [
      {
        pid: 1,
        state: 'running',
        version: '2.8.11',
        uptimeSeconds: secondsSince('2026-11-01T02:00:03Z', runAt),
        ...figures,
      },
    ],
  });

/** One run of two hosts, at which one shows streams that have been stuck for days. */
function firstRun(stuck: number, older: number) {
  const aged = {
    total: 4288,
    untimed: stuck + 4,
    stuck,
    stuckOlderThan: { '1h': stuck, '6h': stuck, '24h': older, '7d': older },
    oldestStuckSeconds: 1_846_400,
    scan: 'all',
  };
  const sound = { ...aged, untimed: 4, stuck: 0, stuckOlderThan: { '1h': 0, '6h': 0, '24h': 0, '7d': 0 } };
  return [
    sample('i-leaky', { streams: aged, deadSockets: 4048 }),
    sample('i-sound', { streams: sound, deadSockets: 0 }),
  ];
}

const assessed = (samples: Sample[]) => assessedBins(deriveBinsAt(samples, '2026-11-22T15:00:00Z'));
const assessedBins = (bins: Bin[]) =>
  assessFleet(bins, {
    at: new Date('2026-11-22T18:20:00Z'),
    knowledge,
    used: BUILT_IN.used,
    before: null,
  });
const assessmentOf = (stuck: number, older: number) => assessed(firstRun(stuck, older));

describe('the first run of a fleet', () => {
  it('suspects a host whose streams have been stuck for days, and says by what', () => {
    const [leaky, sound] = assessmentOf(2286, 1645).hosts;
    expect(leaky).toMatchObject({
      hostId: 'i-leaky',
      verdict: 'suspected',
      kinds: [{ kind: 'stuck-streams' }],
    });
    expect(leaky?.evidence[0]?.summary).toBe(
      '1,645 streams have been stuck for more than a day, as a single sample shows',
    );
    expect(leaky?.recommendation.reasons.join('\n')).toContain('HAPX-0001');
    expect(sound).toMatchObject({ hostId: 'i-sound', verdict: 'insufficient-data' });
  });

  it('suspects none for a few streams that look stuck for days', () => {
    expect(assessmentOf(12, 12).hosts.map(({ verdict }) => verdict)).toEqual([
      'insufficient-data',
      'insufficient-data',
    ]);
  });

  describe('of workers that hold many sockets', () => {
    const holding = (closeWait: number | null, current: number | null, files = closeWait) => ({
      openFiles: files,
      maxOpenFiles: 40_000,
      deadSockets: 0,
      udpSockets: 0,
      sockets: { closeWait, listening: 4 },
      connections: { current, max: 20_000 },
      streams: { total: current, untimed: 0, stuck: 0, scan: 'all' },
    });

    it('suspects the one that can need none of them, and says by what', () => {
      const { hosts } = assessed([
        sample('i-one', holding(16_801, 1)),
        sample('i-many', holding(16_801, 8_200)),
        sample('i-few', holding(1_002, 1)),
        sample('i-unasked', holding(16_801, null)),
        sample('i-unread', holding(null, 1)),
        sample('i-files', holding(3, 160, 22_000)),
        sample('i-idle', holding(3, 160, 20_000)),
      ]);
      const suspected = hosts.filter(({ verdict }) => verdict !== 'insufficient-data');
      expect(suspected.map(({ hostId, verdict, kinds }) => [hostId, verdict, kinds?.[0]?.kind])).toEqual([
        ['i-files', 'suspected', 'descriptors'],
        ['i-one', 'suspected', 'live-sockets'],
      ]);
      expect(suspected.map(({ evidence }) => evidence[0]?.summary)).toEqual([
        '1,356 open files beyond what connections, streams and idle connections need, more than a sound HAProxy holds',
        '16,797 sockets in CLOSE_WAIT beyond two for each connection and stream, more than a sound HAProxy holds',
      ]);
      expect(suspected[1]?.recommendation.reasons[0]).toMatch(/^May leak: 16,797 sockets in CLOSE_WAIT/);
    });

    it('takes what was read before a restart for no answer about after it', () => {
      const { hosts } = assessed([
        sample('i-one', holding(16_801, null), '2026-11-22T15:30:00Z'),
        sample('i-one', holding(16_801, null), '2026-11-22T16:00:00Z'),
        sample('i-one', { ...holding(0, 1), pid: 2, uptimeSeconds: 60 }, '2026-11-22T16:30:00Z'),
      ]);
      expect(hosts.map(({ verdict }) => verdict)).toEqual(['insufficient-data']);
    });
  });

  it('tells the slope between two samples hours apart, with a wide interval, and weighs it for nothing', () => {
    const stuckAt = (runAt: string, stuck: number) =>
      sample(
        'i-two',
        {
          streams: { total: 900, untimed: 4, stuck, scan: 'all' },
          deadSockets: 0,
          sockets: { closeWait: 9 },
        },
        runAt,
      );
    const samples = [stuckAt('2026-11-22T09:05:00Z', 380), stuckAt('2026-11-22T15:05:00Z', 480)];
    const bins = ['2026-11-22T09:00:00Z', '2026-11-22T15:00:00Z'].flatMap((binAt) =>
      deriveBinsAt(samples, binAt),
    );
    const [host] = assessedBins(bins).hosts;
    expect(host).toMatchObject({ verdict: 'insufficient-data', kinds: [] });
    const stuck = host?.evidence.find(({ check }) => check === 'stuck-streams');
    expect(stuck).toMatchObject({ because: 'brief', logOdds: 0, growthPerDay: { estimate: 400 } });
    expect(stuck?.growthPerDay?.low).toBeGreaterThan(0);
    expect(stuck?.growthPerDay?.high).toBeGreaterThan(600);
    expect(stuck?.summary).toMatch(/^430 stuck streams, growing by 400\/day .* over 0\.3 days$/);
    // What does not change has no slope to tell of, but for how sure that is; what is nothing has none.
    expect(host?.evidence.find(({ check }) => check === 'close-wait-sockets')?.growthPerDay?.estimate).toBe(
      0,
    );
    expect(host?.evidence.map(({ check }) => check)).not.toContain('dead-sockets');
    const [alone] = assessedBins(bins.slice(0, 1)).hosts;
    expect(alone?.evidence.map(({ check }) => check)).not.toContain('stuck-streams');
  });

  it('plans an upgrade of hosts that were not judged without saying that they do not leak', () => {
    const reasons = assessmentOf(2286, 1645).plan.waves.flatMap(({ hosts }) =>
      hosts.map(({ reason }) => reason),
    );
    expect(reasons.join('\n')).not.toContain('no leak seen');
    expect(reasons.join('\n')).toContain('not judged yet');
  });

  it('does not say that readings which were too few to judge could not be checked', () => {
    const [, sound] = assessmentOf(2286, 1645).hosts;
    expect(sound?.recommendation.reasons.join('\n')).toMatch(/^Not enough data: .*\n2\.8\.11 has known bugs/);
    expect(sound?.recommendation.reasons.join('\n')).not.toContain('Could not be checked');
  });
});
