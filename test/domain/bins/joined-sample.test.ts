import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinedSample } from '../../../lambdas/domain/bins/joined-sample.ts';
import { Sample } from '../../../lambdas/domain/records/sample.ts';

const RUN = { schema: 1, runAt: '2026-11-22T16:00:00Z', hostId: 'i-1', outcome: 'sampled' };
const START = '2026-11-01T02:00:07Z';
const sample = (figures: object) => Sample.parse({ ...RUN, ...figures });

const probe = sample({
  name: 'lb-1',
  tcp: { memoryPages: 100, memoryPressurePages: 1000 },
  processes: [
    { pid: 7, state: 'running', startedAt: START, deadSockets: 3, connections: { current: 40 } },
    { pid: 6, state: 'stopping', startedAt: '2026-10-01T02:00:07Z', deadSockets: 9 },
  ],
});
const imported = sample({
  source: 'prometheus',
  role: 'edge',
  name: 'node-1',
  tcp: { memoryPages: 101, orphan: 5, memoryLowPages: 1, memoryPressurePages: 2, memoryHighPages: 3 },
  processes: [
    { state: 'running', startedAt: '2026-11-01T02:00:08Z', connections: { current: 41, max: 2000 } },
  ],
  notes: ['old-workers-unseen', 'tcp-limits-assumed'],
});
const unreachable = Sample.parse({ ...RUN, outcome: 'unreachable', reason: 'NotManaged' });

describe('samples of a host and run', () => {
  it('of a probe and an import are one: what the probe knows counts, and what it does not the import tells', () => {
    expect(joinedSample([imported, probe])).toEqual(
      sample({
        role: 'edge',
        name: 'lb-1',
        tcp: { memoryPages: 100, memoryPressurePages: 1000, orphan: 5 },
        processes: [
          {
            pid: 7,
            state: 'running',
            startedAt: START,
            deadSockets: 3,
            connections: { current: 40, max: 2000 },
          },
          { pid: 6, state: 'stopping', startedAt: '2026-10-01T02:00:07Z', deadSockets: 9 },
        ],
      }),
    );
  });

  it('take limits and workers from an import as a whole where the probe has none, with what is said of them', () => {
    const bare = sample({ tcp: { memoryPages: 100 } });
    expect(joinedSample([bare, imported])).toMatchObject({
      source: 'probe',
      tcp: { memoryPages: 100, memoryLowPages: 1, memoryPressurePages: 2, memoryHighPages: 3 },
      processes: imported.outcome === 'sampled' ? imported.processes : [],
      notes: ['old-workers-unseen', 'tcp-limits-assumed'],
    });
  });

  it('do not mix two workers', () => {
    const other = sample({
      source: 'prometheus',
      processes: [{ state: 'running', startedAt: '2026-11-20T00:00:00Z', connections: { max: 9 } }],
    });
    const joined = joinedSample([probe, other]);
    expect(joined.outcome === 'sampled' && joined.processes).toEqual(
      probe.outcome === 'sampled' && probe.processes,
    );
  });

  it('answer for the host where one of them was answered', () => {
    expect(joinedSample([unreachable, imported])).toEqual(imported);
  });

  it('come to the same in any order, repeated or not', () => {
    const another = sample({ source: 'collectd', tcp: { orphan: 6, timeWait: 7 } });
    const all: Sample[] = [probe, imported, another, unreachable];
    const expected = joinedSample([probe, imported, another, unreachable]);
    expect(expected).toMatchObject({ tcp: { orphan: 6, timeWait: 7 } });
    const orders = fc
      .array(fc.constantFrom(...all), { maxLength: 4 })
      .chain((more) => fc.shuffledSubarray([...all, ...more], { minLength: all.length + more.length }));
    fc.assert(
      fc.property(orders, (samples) => {
        expect(joinedSample(samples as [Sample, ...Sample[]])).toEqual(expected);
      }),
    );
  });
});
