import { describe, expect, it } from 'vitest';
import type { LeakKind } from '../../../lambdas/domain/records/leak-kind.ts';
import type { JudgedKind } from '../../../lambdas/domain/scoring/kinds.ts';
import type { Reading } from '../../../lambdas/domain/scoring/readings.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { syntheticBins } from '../synthetic-bins.ts';
import { kindsOf } from './kinds-of.ts';
import { type MadeGrowth, madeTrend } from './made-trend.ts';

const MIB = 2 ** 20;
const GROWS: MadeGrowth = { perDay: 100 };
const FLAT: MadeGrowth = { perDay: 0, standardError: 0.1, level: 50 };
const MEMORY_GROWS: MadeGrowth = { perDay: 40 * MIB, level: 600 * MIB };
const MEMORY_FLAT: MadeGrowth = { perDay: 0, standardError: 0.1 * MIB, level: 100 * MIB };

function judged(readings: Partial<Record<Reading, MadeGrowth>>, kind: LeakKind): JudgedKind {
  const found = kindsOf(madeTrend(readings)).find((each) => each.kind === kind);
  if (!found) throw new Error(`${kind} was not judged`);
  return found;
}

const pieceOf = ({ pieces }: JudgedKind, check: string) => pieces.find((piece) => piece.check === check);

describe('a kind of leak', () => {
  it.each<{ kind: LeakKind; reading: Reading; copy: Reading; check: string }>([
    { kind: 'dead-sockets', reading: 'deadSockets', copy: 'allDeadSockets', check: 'all-dead-sockets' },
    {
      kind: 'live-sockets',
      reading: 'connections',
      copy: 'allCloseWaitSockets',
      check: 'close-wait-sockets',
    },
    { kind: 'memory', reading: 'poolUsedBytes', copy: 'residentBytes', check: 'resident-growth' },
    {
      kind: 'old-workers',
      reading: 'stoppingWorkers',
      copy: 'stoppingOpenFiles',
      check: 'old-worker-memory',
    },
  ])('of $kind is as likely with a second witness of one fact', ({ kind, reading, copy, check }) => {
    const grows = kind === 'memory' ? MEMORY_GROWS : GROWS;
    const told = judged({ [reading]: grows, ...(kind === 'old-workers' && { [copy]: GROWS }) }, kind);
    const copied = judged(
      {
        [reading]: grows,
        [kind === 'old-workers' ? 'stoppingResidentBytes' : copy]: grows,
        ...(kind === 'old-workers' && { [copy]: GROWS }),
      },
      kind,
    );
    expect(told.logOdds).toBeGreaterThan(1);
    expect(copied.logOdds).toBeCloseTo(told.logOdds, 9);
    expect(pieceOf(copied, check)).toMatchObject({ logOdds: 0, because: 'echo' });
  });

  it('is not made likelier by companions that stay flat', () => {
    const alone = judged({ stuckStreams: GROWS }, 'stuck-streams');
    const withFlat = judged(
      { stuckStreams: GROWS, deadSockets: FLAT, memoryBytes: MEMORY_FLAT },
      'stuck-streams',
    );
    expect(withFlat.logOdds).toBeLessThanOrEqual(alone.logOdds);
  });

  it('is made likelier by companions that grow, by half of what they say', () => {
    const alone = judged({ stuckStreams: GROWS }, 'stuck-streams');
    const dead = judged({ deadSockets: GROWS }, 'dead-sockets');
    const both = judged({ stuckStreams: GROWS, deadSockets: GROWS }, 'stuck-streams');
    expect(both.logOdds).toBeCloseTo(Math.min(9, alone.logOdds + dead.logOdds / 2), 9);
  });

  it('is never more than 9, and its pieces add up to it', () => {
    for (const each of kindsOf(
      madeTrend({ stuckStreams: GROWS, deadSockets: GROWS, memoryBytes: MEMORY_GROWS }),
    )) {
      expect(each.logOdds).toBeLessThanOrEqual(9);
      expect(each.pieces.reduce((sum, { logOdds }) => sum + logOdds, 0)).toBeCloseTo(each.logOdds, 9);
    }
  });

  it('keeps what its own witness says, whatever goes along with it', () => {
    const alone = judged({ deadSockets: GROWS }, 'dead-sockets');
    const both = judged({ deadSockets: GROWS, memoryBytes: MEMORY_GROWS, openFiles: GROWS }, 'dead-sockets');
    expect(both.logOdds).toBeGreaterThan(alone.logOdds);
    expect(pieceOf(both, 'dead-sockets')).toMatchObject({ logOdds: alone.logOdds });
  });

  it('is not led by what goes along with it alone', () => {
    const { logOdds } = judged(
      { stuckStreams: FLAT, deadSockets: GROWS, memoryBytes: MEMORY_GROWS },
      'stuck-streams',
    );
    expect(logOdds).toBeLessThan(0);
  });

  it('is not judged where its own witness was not read', () => {
    const kinds = kindsOf(madeTrend({ memoryBytes: MEMORY_GROWS })).map(({ kind }) => kind);
    expect(kinds).toEqual(['tcp-memory']);
  });

  it('is the less likely beside one that takes it along', () => {
    const alone = judged({ openFiles: GROWS }, 'descriptors');
    const beside = judged({ openFiles: GROWS, stuckStreams: GROWS }, 'descriptors');
    expect(beside.logOdds).toBeLessThan(alone.logOdds);
    expect(beside.pieces[0]?.because).toBe('echo');
  });
});

describe('a leak of TCP memory alone', () => {
  it('is as likely as memory says where nothing else was read', () => {
    expect(judged({ memoryBytes: MEMORY_GROWS }, 'tcp-memory').logOdds).toBeGreaterThan(3.6);
  });

  it.each(['stuckStreams', 'deadSockets', 'allDeadSockets', 'openFiles', 'connections'] as const)(
    'is suspected at most where %s was read and stays flat',
    (reading) => {
      expect(
        judged({ memoryBytes: MEMORY_GROWS, [reading]: FLAT }, 'tcp-memory').logOdds,
      ).toBeLessThanOrEqual(3.6);
    },
  );

  it('is called suspected of a host whose counts stay flat, however long', () => {
    const bins = syntheticBins(1, { days: 28 }).map((bin, index) => ({
      ...bin,
      memoryBytes: (bin.memoryBytes ?? 0) + index * 6_000_000,
    }));
    expect(scoreHost(bins).verdict).toBe('suspected');
  });

  it("is a neighbour's where other programs get more sockets", () => {
    const { logOdds, pieces } = judged(
      { memoryBytes: MEMORY_GROWS, otherSockets: { perDay: 200 } },
      'tcp-memory',
    );
    expect(pieces[0]?.because).toBe('neighbour');
    expect(logOdds).toBeLessThan(3);
  });
});

describe('the evidence of a host', () => {
  it.each([
    { name: 'leaks', trajectory: { days: 14, stuckPerDay: 200 } },
    { name: 'is sound', trajectory: { days: 14 } },
    { name: 'fills', trajectory: { days: 14, freshStart: true, warmUpShare: 1, warmUpDays: 2 } },
    { name: 'leaks between restarts', trajectory: { days: 14, stuckPerDay: 50, restartEveryDays: 2 } },
    {
      name: 'shows memory alone',
      trajectory: { days: 14, stuckPerDay: 200, without: ['stuckStreams', 'deadSockets'] as const },
    },
  ])('adds up to its probability where it $name', ({ trajectory }) => {
    const { evidence, leakProbability, priorLogOdds, kinds } = scoreHost(syntheticBins(2, trajectory));
    const sum = evidence.reduce((total, { logOdds }) => total + logOdds, 0);
    expect(sum).toBeCloseTo(Math.log(leakProbability / (1 - leakProbability)) - priorLogOdds, 9);
    const counted = evidence.filter(({ logOdds }) => logOdds !== 0);
    expect(new Set(counted.map(({ kind }) => kind)).size).toBeLessThanOrEqual(1);
    if (kinds[0]) expect(kinds[0].probability).toBeCloseTo(leakProbability, 9);
  });

  it('has what counts before its echo, whatever order the checks stand in', () => {
    const untimed = syntheticBins(2, { days: 14, without: ['stuckStreams', 'deadSockets'] }).map(
      (bin, index) => ({ ...bin, untimedStreams: 10 * index }),
    );
    const { evidence, kinds } = scoreHost(untimed);
    expect(kinds[0]?.witness).toBe('untimed-streams');
    expect(evidence[0]?.check).toBe('untimed-streams');
  });
});
