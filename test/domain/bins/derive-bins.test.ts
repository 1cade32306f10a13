import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveBinsAt } from '../../../lambdas/domain/bins/derive-bins.ts';
import { parseBins, printBins } from '../../../lambdas/domain/records/archive.ts';
import { Bin } from '../../../lambdas/domain/records/bin.ts';
import type { Sample } from '../../../lambdas/domain/records/sample.ts';
import { deriveBins } from '../all-bins.ts';
import { type AuditedHost, answer, HOUR, instant, runsBetween } from '../audited-host.ts';
import { malformed, sampled, unreachable } from '../samples.ts';

const hostOf = (samples: Sample[], hostId: string) => samples.map((sample) => ({ ...sample, hostId }));

describe('bins of a host', () => {
  const answers = (from: number, until: number, period = 900, host: AuditedHost = {}) =>
    runsBetween(from, until, period).map((at) => answer(at, host));
  const fails = (from: number, until: number) =>
    runsBetween(from, until).map((at) => unreachable('i-a', 'NotManaged', instant(at)));
  const shape = (samples: Sample[]) =>
    deriveBins(samples).map(({ binAt, sampled, unreachable, malformed, usable, events }) => ({
      hour: binAt.slice(11, 13),
      runs: [sampled, unreachable, malformed],
      usable,
      gap: events.includes('gap'),
    }));

  it('are one for each three hours in which it was asked, and count every outcome', () => {
    const samples = [
      ...answers(0, 2 * HOUR),
      ...fails(2 * HOUR, 5 * HOUR),
      malformed('i-a', 'CutLine', instant(5 * HOUR)),
    ];
    expect(shape(samples)).toEqual([
      { hour: '12', runs: [8, 4, 0], usable: true, gap: true },
      { hour: '15', runs: [0, 8, 1], usable: false, gap: false },
    ]);
  });

  it.each([
    {
      of: 'comes with its first boot',
      samples: answers(2 * HOUR, 6 * HOUR, 900, { bootedAt: 5000 }),
      gaps: [],
    },
    { of: 'was up before it was first asked', samples: answers(0, 6 * HOUR), gaps: ['12'] },
    {
      of: 'tells no uptime',
      samples: answers(0, 6 * HOUR).map((one) => ({
        ...one,
        kernel: { ...one.kernel, uptimeSeconds: null },
      })),
      gaps: ['12'],
    },
    { of: 'goes for good', samples: answers(900, 2 * HOUR, 900, { bootedAt: 60 }), gaps: [] },
    {
      of: 'was not asked for six hours',
      samples: [...answers(0, 3 * HOUR), ...answers(9 * HOUR, 15 * HOUR)],
      gaps: ['12', '21'],
    },
    {
      of: 'did not answer for six hours',
      samples: [...answers(0, 3 * HOUR), ...fails(3 * HOUR, 9 * HOUR), ...answers(9 * HOUR, 12 * HOUR)],
      gaps: ['12', '18', '21'],
    },
    {
      of: 'did not answer until it was rebooted',
      samples: [...fails(0, 3 * HOUR), ...answers(3 * HOUR, 6 * HOUR, 900, { bootedAt: 3 * HOUR })],
      gaps: ['15'],
    },
  ])('of one that $of have gaps before $gaps', ({ samples, gaps }) => {
    expect(shape(samples).flatMap(({ hour, gap }) => (gap ? [hour] : []))).toEqual(gaps);
  });

  it.each([
    { minutes: 1, answered: 60, usable: true },
    { minutes: 1, answered: 59, usable: false },
    { minutes: 5, answered: 12, usable: true },
    { minutes: 5, answered: 11, usable: false },
    { minutes: 15, answered: 4, usable: true },
    { minutes: 15, answered: 3, usable: false },
    { minutes: 60, answered: 1, usable: true },
    { minutes: 60, answered: 0, usable: false },
  ])(
    'with $answered runs at a period of $minutes minutes are usable: $usable',
    ({ minutes, answered, usable }) => {
      const at = runsBetween(0, 6 * HOUR, minutes * 60);
      const bins = deriveBins(
        at.map((at, index) =>
          index < at && at >= 3 * HOUR && at >= 3 * HOUR + answered * minutes * 60
            ? unreachable('i-a', 'NotManaged', instant(at))
            : answer(at, {}),
        ),
      );
      expect(bins[1]).toMatchObject({ sampled: answered, usable });
    },
  );

  it('are usable beside a run by hand and without runs that were never made', () => {
    const some = [...answers(0, 3 * HOUR), ...answers(4000, 4200, 60), ...answers(5 * HOUR, 6 * HOUR)];
    expect(shape(some).map(({ usable }) => usable)).toEqual([true, true]);
  });

  it('of a host asked once in six hours are known by that run', () => {
    expect(shape([answer(0, {})])).toMatchObject([{ runs: [1, 0, 0], usable: true }]);
    const daily = [0, 1, 2].map((day) => answer(24 * day * HOUR, {}));
    expect(shape(daily)).toMatchObject(Array.from({ length: 3 }, () => ({ runs: [1, 0, 0], usable: true })));
  });

  it('are made of its last name and role', () => {
    const samples = answers(0, 3 * HOUR).map((one, run) => ({
      ...one,
      role: run < 6 ? 'old' : 'new',
      name: `n${run}`,
    }));
    expect(deriveBins(samples)).toMatchObject([{ role: 'new', name: 'n11' }]);
  });

  it('of one id in two accounts stay apart', () => {
    const here = answers(0, 3 * HOUR);
    const there = here.map((sample) => ({ ...sample, accountId: '999999999999' }));
    expect(deriveBins([...there, ...here]).map(({ accountId }) => accountId)).toEqual([
      '111122223333',
      '999999999999',
    ]);
  });

  it.each([
    { of: 'an answer wins over none', other: unreachable('i-a', 'NotManaged', instant(0)) },
    { of: 'an answer wins over a malformed one', other: malformed('i-a', 'CutLine', instant(0)) },
    { of: 'of two answers always the same wins', other: answer(0, { notes: ['busy'] }) },
    {
      of: 'an instant is the same with and without milliseconds',
      other: { ...answer(0, {}), runAt: '2026-11-22T12:00:00.000Z' },
    },
  ])('count a repeated run once, since $of', ({ other }) => {
    const rest = answers(0, 3 * HOUR);
    expect(printBins(deriveBins([other, ...rest]))).toBe(printBins(deriveBins([...rest, other])));
    expect(deriveBins([other, ...rest])).toMatchObject([{ sampled: 12, unreachable: 0, malformed: 0 }]);
  });
});

/** Hosts over a day that restart, reload, reboot, fail, hide readings and have their clocks set at any time. */
const life: fc.Arbitrary<Sample[]> = fc
  .record({
    period: fc.constantFrom(900, 1800, 3600),
    turns: fc.array(
      fc.record({
        at: fc.integer({ min: 0, max: 18 * HOUR }),
        kind: fc.constantFrom('restart', 'reload', 'reboot', 'upgrade', 'clock', 'away', 'limits', 'silent'),
      }),
      { maxLength: 6 },
    ),
  })
  .map(({ period, turns }) =>
    runsBetween(0, 18 * HOUR, period).flatMap((at): Sample[] => {
      const past = turns.filter((turn) => turn.at <= at).sort((a, b) => a.at - b.at);
      const last = (...kinds: string[]) => past.findLast(({ kind }) => kinds.includes(kind));
      const number = (kind: string) => past.filter((turn) => turn.kind === kind).length;
      const started = last('restart', 'reload', 'reboot', 'upgrade')?.at ?? -70_000;
      if (past.at(-1)?.kind === 'away') return [];
      if (past.at(-1)?.kind === 'silent') return [unreachable('i-a', 'NotManaged', instant(at))];
      const main = { pid: 100 + started, startedAt: started, version: `2.8.${number('upgrade')}` };
      const known = {
        openFiles: Math.round(at / 7),
        connections: { current: 5, max: null, currentTls: null, cumulative: 3 * (at - started) },
      };
      const draining = last('reload') === past.at(-1) && past.length > 0;
      return [
        answer(at, {
          workers: [
            { ...main, known },
            ...(draining ? [{ pid: 1, startedAt: -90_000, state: 'stopping' as const }] : []),
          ],
          bootId: `boot-${number('reboot')}`,
          bootedAt: last('reboot')?.at ?? -80_000,
          pressurePages: 1000 + number('limits'),
          clockAhead: 1000 * number('clock'),
          tcp: { memoryPages: Math.round(at / 13), pressureEvents: number('limits') },
        }),
      ];
    }),
  );
const fleet = fc
  .array(life, { minLength: 1, maxLength: 3 })
  .map((lives) => lives.flatMap((samples, n) => hostOf(samples, `i-${n}`)));

describe('history', () => {
  it('is the same bytes for the same samples, whatever their order and repetition', () => {
    fc.assert(
      fc.property(fleet, fc.infiniteStream(fc.nat()), (samples, chance) => {
        const shuffled = [...samples, ...samples.filter((_, index) => index % 3 === 0)]
          .map((sample) => ({ sample, order: chance.next().value ?? 0 }))
          .sort((a, b) => a.order - b.order)
          .map(({ sample }) => sample);
        expect(printBins(deriveBins(shuffled))).toBe(printBins(deriveBins(samples)));
      }),
      { numRuns: 60 },
    );
  });

  it('is the same bytes of each bin from all samples as from those of the bin and of the one before alone', () => {
    fc.assert(
      fc.property(fleet, (samples) => {
        const starts = runsBetween(0, 18 * HOUR, 3 * HOUR).map(instant);
        const ofAll = starts.flatMap((start) => deriveBinsAt(samples, start));
        expect(printBins(ofAll)).toBe(printBins(deriveBins(samples)));
      }),
      { numRuns: 60 },
    );
  });

  it('is read back as it was, in the order of its own fields', () => {
    fc.assert(
      fc.property(fleet, (samples) => {
        const text = printBins(deriveBins(samples));
        const { records: bins, issues } = parseBins(text, 'bins.ndjson');
        expect(issues).toEqual([]);
        expect(printBins(bins)).toBe(text);
      }),
      { numRuns: 30 },
    );
    expect(Object.keys(deriveBins([sampled('i-a')])[0] ?? {})).toEqual(Object.keys(Bin.shape));
  });

  it('refuses what is no bin by file, line and path', () => {
    const [bin] = deriveBins([sampled('i-a')]);
    const text = `${JSON.stringify(bin)}\n${JSON.stringify({ ...bin, events: ['flood'] })}\n`;
    expect(parseBins(text, '15.ndjson')).toMatchObject({
      records: [bin],
      issues: [{ file: '15.ndjson', line: 2, path: 'events[0]' }],
    });
  });

  it.each([1, 5, 15, 60])('is the same at a period of %i minutes', (minutes) => {
    const hosts = { memoryPages: 700, growth: 50 / HOUR };
    const bins = deriveBins(
      runsBetween(0, 9 * HOUR, minutes * 60).map((at) =>
        answer(at, {
          tcp: { memoryPages: hosts.memoryPages },
          workers: [
            {
              known: {
                residentBytes: Math.round(1e6 + hosts.growth * at),
                connections: { current: 40, max: null, currentTls: null, cumulative: 7 * at },
              },
            },
          ],
        }),
      ),
    );
    const [first, second, third] = bins;
    expect(bins.map(({ usable }) => usable)).toEqual([true, true, true]);
    expect(second).toMatchObject({ memoryBytes: 700 * 4096, connections: 40, segment: first?.segment });
    expect(second?.connectionsPerSecond).toBeCloseTo(7, 9);
    // The middle of the runs lies up to half a period before the middle of the bin.
    expect(Math.abs((second?.residentBytes ?? 0) - (1e6 + 50 * 4.5))).toBeLessThanOrEqual(0.5 * 50 + 1);
    expect(Math.abs((third?.residentBytes ?? 0) - (second?.residentBytes ?? 0) - 150)).toBeLessThanOrEqual(1);
  });

  it('makes one of each of 1,000 hosts out of 24 runs', () => {
    const samples = Array.from({ length: 1000 }, (_, n) =>
      runsBetween(0, 6 * HOUR).map((at) => answer(at, {}, `i-${n}`)),
    ).flat();
    expect(deriveBinsAt(samples, instant(3 * HOUR))).toHaveLength(1000);
  });
});
