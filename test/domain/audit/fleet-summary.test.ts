import { describe, expect, it } from 'vitest';
import { summariseFleet } from '../../../lambdas/domain/audit/fleet-summary.ts';
import type { Sample } from '../../../lambdas/domain/records/sample.ts';
import { malformed, sampled, unreachable, worker } from '../samples.ts';

const known = (release: string) => ['2.8.11', '2.8.14'].includes(release);
const summary = (samples: Sample[], before: Sample[] = []) => summariseFleet(samples, before, known);

describe('summariseFleet', () => {
  it('counts every outcome and the share that was sampled', () => {
    expect(summary([sampled('a'), sampled('b'), unreachable('c'), malformed('d')])).toMatchObject({
      hosts: 4,
      sampled: 2,
      unreachable: 1,
      malformed: 1,
      coveragePercent: 50,
    });
  });

  it('knows nothing of a fleet without hosts, and says so instead of 0', () => {
    expect(summary([])).toMatchObject({
      hosts: 0,
      coveragePercent: null,
      tcpMemoryBytes: null,
      percentOfPressure: null,
      stuckStreams: null,
      deadSockets: null,
      pressureEvents: null,
    });
  });

  it('gives TCP memory in bytes and as a share of the pressure limit, over the hosts that know it', () => {
    const hosts = [
      sampled('a', { tcp: { memoryPages: 100, memoryPressurePages: 400 } }),
      sampled('b', { tcp: { memoryPages: 300, memoryPressurePages: 400 } }),
      sampled('c', { tcp: { memoryPages: 900 } }),
      sampled('d'),
    ];
    const { tcpMemoryBytes, percentOfPressure } = summary(hosts);
    expect(tcpMemoryBytes).toEqual({ minimum: 409_600, maximum: 3_686_400, sum: 5_324_800, count: 3 });
    expect(percentOfPressure).toEqual({ minimum: 25, maximum: 75, sum: 100, count: 2 });
  });

  it.each([
    { of: 'no worker', workers: [], stuck: null },
    { of: 'a worker whose streams were not counted', workers: [worker()], stuck: null },
    { of: 'workers, one of them uncounted', workers: [worker({ stuck: 3 }), worker()], stuck: 3 },
    { of: 'workers that have none', workers: [worker({ stuck: 0 }), worker({ stuck: 0 })], stuck: 0 },
  ])('counts $stuck stuck streams for $of', ({ workers, stuck }) => {
    expect(summary([sampled('a', { processes: workers })]).stuckStreams).toBe(stuck);
  });

  it.each([
    {
      of: 'the version of the running worker with the most connections',
      release: '2.8.14',
      workers: [
        ['2.8.11', 5],
        ['2.8.14', 9],
      ],
    },
    {
      of: 'a distribution build by its upstream release',
      release: '2.8.11',
      workers: [['2.8.11-1ubuntu2', 1]],
    },
    { of: 'a release that is not known', release: 'other', workers: [['2.8.99', 1]] },
    { of: 'what is no version', release: 'other', workers: [['????', 1]] },
  ] as const)('names the release of a host by $of', ({ release, workers }) => {
    const processes = workers.map(([version, current]) =>
      worker({ version, connections: { current, max: null, currentTls: null, cumulative: null } }),
    );
    expect(summary([sampled('a', { processes })]).releases).toEqual([
      { name: release, hosts: 1, stuckStreams: null, deadSockets: null },
    ]);
  });

  it('has no release for a host whose workers all stop', () => {
    const processes = [worker({ version: '2.8.11', state: 'stopping' })];
    expect(summary([sampled('a', { processes })]).releases).toEqual([]);
  });

  it('counts the hosts and their leaks by role, unreachable ones too, the largest role first', () => {
    const hosts = [
      sampled('a', { role: 'edge', processes: [worker({ stuck: 7, deadSockets: 14 })] }),
      { ...unreachable('b'), role: 'internal' },
      { ...unreachable('c'), role: 'internal' },
      sampled('d', { role: null }),
    ];
    expect(summary(hosts).roles).toEqual([
      { name: 'internal', hosts: 2, stuckStreams: null, deadSockets: null },
      { name: 'edge', hosts: 1, stuckStreams: 7, deadSockets: 14 },
      { name: 'none', hosts: 1, stuckStreams: null, deadSockets: null },
    ]);
  });

  it('goes over the samples of one role a few times, however many there are', () => {
    const hosts = 2_000;
    const samples = Array.from({ length: hosts }, (_, index) => sampled(`i-${index}`));
    const elements = elementsIterated(() => expect(summary(samples).roles[0]?.hosts).toBe(hosts));
    expect(elements).toBeLessThan(50 * hosts);
  });

  it.each([
    { of: 'a counter that rose', was: 3, is: 5, events: 2 },
    { of: 'a counter that stood', was: 3, is: 3, events: 0 },
    { of: 'a counter that fell', was: 3, is: 1, events: null },
    { of: 'a host that was rebooted', was: 3, is: 5, bootId: 'boot-2', events: null },
    { of: 'a counter that was not read before', was: null, is: 5, events: null },
    { of: 'a counter that is not read now', was: 3, is: null, events: null },
  ])('counts $events pressure events for $of', ({ was, is, bootId, events }) => {
    const before = [sampled('a', { tcp: { pressureEvents: was } })];
    const after = [sampled('a', { tcp: { pressureEvents: is }, ...(bootId && { bootId }) })];
    expect(summary(after, before).pressureEvents).toBe(events);
  });

  it('sums pressure events over the hosts of both runs alone', () => {
    const events = (host: string, pressureEvents: number) => sampled(host, { tcp: { pressureEvents } });
    const before = [events('a', 1), events('b', 1), unreachable('c'), events('gone', 9)];
    const after = [events('a', 2), events('b', 5), events('c', 7), events('new', 9)];
    expect(summary(after, before).pressureEvents).toBe(5);
  });
});

/** How many elements of arrays were iterated over by spreads and loops: what a list that is copied for each sample costs. */
function elementsIterated(work: () => void): number {
  const iterator = Array.prototype[Symbol.iterator];
  let elements = 0;
  Array.prototype[Symbol.iterator] = function* (this: unknown[]) {
    for (let index = 0; index < this.length; index += 1) {
      elements += 1;
      yield this[index];
    }
  } as typeof iterator;
  try {
    work();
  } finally {
    Array.prototype[Symbol.iterator] = iterator;
  }
  return elements;
}
