import { describe, expect, it } from 'vitest';
import type { CorpusHost, Detector, JudgedHost } from './detector.ts';
import { audit, daily } from './evaluate.ts';
import { MADE_FROM, madeBins } from './made-bins.ts';

/** Leaking if the newest memory is over 100 more than the oldest; keeps what it was shown. */
function spy(): Detector & { shown: (readonly JudgedHost[])[] } {
  const shown: (readonly JudgedHost[])[] = [];
  return {
    name: 'spy',
    rule: 'over 100 more',
    shown,
    judge(hosts) {
      shown.push(hosts);
      return new Map(
        hosts.map(({ hostId, bins }) => {
          const grown = (bins.at(-1)?.memoryBytes ?? 0) - (bins[0]?.memoryBytes ?? 0);
          return [hostId, { leaking: grown > 100, suspected: false, probability: grown > 100 ? 0.9 : 0.1 }];
        }),
      );
    },
  };
}

/** `onsetDay`: a leak from that day on, material after a week; 0 is the first bin. */
function host(
  hostId: string,
  trajectory: { days: number; perBin: number; firstSlot?: number; onsetDay?: number },
): CorpusHost {
  const { days, perBin, firstSlot = 0, onsetDay } = trajectory;
  const memory = Array.from({ length: days * 8 }, (_, index) => 1000 + perBin * index);
  const from = MADE_FROM + (firstSlot / 8) * 86_400_000;
  return {
    hostId,
    cohort: 'edge/2.8.11',
    bins: madeBins(memory, { hostId, firstSlot }),
    kind: onsetDay === undefined ? 'steady' : 'linear',
    truthAt(at) {
      const since = onsetDay === undefined ? 0 : (at - from) / 86_400_000 - onsetDay;
      if (since <= 0) return { status: 'healthy', daysSinceOnset: null, r: 0 };
      return { status: since >= 7 ? 'material' : 'other', daysSinceOnset: since, r: 1 };
    },
  };
}

describe('audit', () => {
  const fleet = [
    host('i-a', { days: 40, perBin: 0 }),
    host('i-b', { days: 40, perBin: 1, onsetDay: 0 }),
    host('i-gone', { days: 30, perBin: 20 }),
    host('i-long-gone', { days: 20, perBin: 1 }),
    host('i-d', { days: 3, perBin: 50, firstSlot: 37 * 8, onsetDay: 0 }),
  ];
  const clock = [5, 12];
  const detector = spy();
  const result = audit(fleet, detector, 14, 'all', () => clock.shift() ?? 0);

  it('shows the hosts of the last days, those that are gone too', () => {
    const [shown] = detector.shown;
    expect(shown?.map(({ hostId, bins }) => ({ hostId, bins: bins.length }))).toEqual([
      { hostId: 'i-a', bins: 112 },
      { hostId: 'i-b', bins: 112 },
      { hostId: 'i-gone', bins: 32 },
      { hostId: 'i-d', bins: 24 },
    ]);
    expect(shown?.[0]?.bins.at(-1)).toEqual(fleet[0]?.bins.at(-1));
  });

  it('holds the verdicts against the truth; a leak seen for three days is not yet material', () => {
    expect(result.outcomes).toEqual([
      { kind: 'steady', status: 'healthy', leaking: false, suspected: false, probability: 0.1 },
      { kind: 'linear', status: 'material', leaking: true, suspected: false, probability: 0.9 },
      { kind: 'steady', status: 'healthy', leaking: true, suspected: false, probability: 0.9 },
      { kind: 'linear', status: 'other', leaking: true, suspected: false, probability: 0.9 },
    ]);
    expect(result.milliseconds).toBe(7);
  });

  it('takes signals away', () => {
    const blind = spy();
    const flows = fleet.map((one) => ({
      ...one,
      bins: one.bins.map((bin) => ({ ...bin, requestsPerSecond: 9 })),
    }));
    audit(flows, blind, 14, 'without flows', () => 0);
    expect(blind.shown[0]?.[0]?.bins[0]?.requestsPerSecond).toBeNull();
  });

  it('counts a host without a verdict as not leaking', () => {
    const silent = { name: 'silent', rule: 'none', judge: () => new Map() };
    expect(audit(fleet, silent, 14, 'all', () => 0).outcomes[1]).toMatchObject({
      leaking: false,
      probability: null,
    });
  });
});

describe('daily', () => {
  const detector = spy();
  const fleet = [
    host('i-a', { days: 40, perBin: 0 }),
    host('i-b', { days: 40, perBin: 2, onsetDay: 5 }),
    host('i-late', { days: 2, perBin: 0, firstSlot: 80 }),
  ];
  const [steady, leaky, late] = daily(fleet, detector, 'all');

  it('judges each day on at most 28 days, and on nothing that is still to come', () => {
    expect(detector.shown).toHaveLength(40);
    const lengths = detector.shown.map((hosts) => hosts[0]?.bins.length);
    expect(lengths.slice(0, 3)).toEqual([8, 16, 24]);
    expect(lengths.slice(-3)).toEqual([224, 224, 224]);
    expect(detector.shown[9]?.[0]?.bins.at(-1)?.binAt).toBe('2026-01-14T21:00:00.000Z');
  });

  it('follows each host as long as it is there', () => {
    expect([steady, leaky, late].map((trajectory) => trajectory?.evaluations.length)).toEqual([40, 40, 2]);
  });

  it('knows when the leak began and when it was found', () => {
    const found = leaky?.evaluations.findIndex(({ leaking }) => leaking);
    // 2 a bin: over 100 more from the 52nd bin on, in the seventh day; the leak began after five.
    expect(found).toBe(6);
    expect(leaky?.evaluations[6]).toEqual({
      status: 'other',
      daysSinceOnset: 2,
      r: 1,
      leaking: true,
      suspected: false,
    });
    expect(leaky?.evaluations[4]?.status).toBe('healthy');
    expect(leaky?.evaluations[11]?.status).toBe('material');
  });
});
