import { describe, expect, it } from 'vitest';
import type { Disbelief } from '../../../lambdas/domain/records/evidence.ts';
import type { LeakKind } from '../../../lambdas/domain/records/leak-kind.ts';
import type { Answer } from '../../../lambdas/domain/scoring/checks/check.ts';
import { CHECKS, type CheckName } from '../../../lambdas/domain/scoring/checks/index.ts';
import { judgeKinds } from '../../../lambdas/domain/scoring/kinds.ts';

type Ratios = Partial<Record<CheckName, number>>;

function answers(ratios: Ratios, because: Disbelief | null = null) {
  const answer = (logRatio: number): Answer => ({
    logRatio,
    because,
    summary: '',
    growthPerDay: null,
    weighedPerDay: null,
    isLoadOut: true,
  });
  return new Map(Object.entries(ratios).map(([name, ratio]) => [name as CheckName, answer(ratio)]));
}

const judged = (ratios: Ratios, kind: LeakKind) =>
  judgeKinds(answers(ratios)).find((each) => each.kind === kind) ?? null;

describe('the kinds of leak that answers speak of', () => {
  it('are none without answers, and those of which the first fact was read', () => {
    expect(judgeKinds(new Map())).toEqual([]);
    expect(judgeKinds(answers({ 'old-worker-files': 5 }))).toEqual([]);
    expect(judgeKinds(answers({ 'pool-growth': 1 }))).toEqual([
      {
        kind: 'memory',
        logOdds: 1,
        isAlone: false,
        pieces: [expect.objectContaining({ check: 'pool-growth', logOdds: 1, because: null })],
      },
    ]);
  });

  it('come the likeliest first', () => {
    const kinds = judgeKinds(answers({ 'pool-growth': 1, 'old-workers': 3, 'untimed-streams': -1 }));
    expect(kinds.map(({ kind }) => kind)).toEqual(['old-workers', 'memory', 'untimed-streams']);
  });

  it('count the loudest of a fact in full, and its echo not at all', () => {
    const memory = judged({ 'heap-growth': 0.5, 'pool-growth': 2, 'resident-growth': 1 }, 'memory');
    expect(memory?.logOdds).toBe(2);
    expect(memory?.pieces.map(({ check, logOdds, because }) => [check, logOdds, because])).toEqual([
      ['pool-growth', 2, null],
      ['resident-growth', 0, 'echo'],
      ['heap-growth', 0, 'echo'],
    ]);
  });

  it('count a further fact half where it speaks for the leak, and never against it', () => {
    const withFiles = (files: number) =>
      judged({ 'old-workers': 2, 'old-worker-files': files }, 'old-workers');
    expect(withFiles(3)?.logOdds).toBe(3.5);
    expect(withFiles(-3)?.logOdds).toBe(2);
  });

  it('do not begin with a further fact', () => {
    const old = judged({ 'old-workers': -1, 'old-worker-files': 3 }, 'old-workers');
    expect(old?.logOdds).toBe(-1);
    expect(old?.pieces).toHaveLength(1);
    expect(judged({ 'old-workers': 0, 'old-worker-files': 3 }, 'old-workers')?.logOdds).toBe(0);
  });

  it('keep why a growth was not believed', () => {
    const [memory] = judgeKinds(answers({ 'pool-growth': 0 }, 'step'));
    expect(memory?.pieces[0]?.because).toBe('step');
  });

  it('are never surer than a model makes them, and still the sum of what is said', () => {
    const sure = judged({ 'stuck-streams': 7, 'dead-sockets': 7, 'memory-growth': 7 }, 'stuck-streams');
    expect(sure?.logOdds).toBe(9);
    expect(sure?.pieces.reduce((sum, { logOdds }) => sum + logOdds, 0)).toBeCloseTo(9, 9);
    expect(sure?.pieces[0]?.because).toBeNull();
  });

  it.each([
    'stuck-streams',
    'dead-sockets',
    'all-dead-sockets',
    'open-file-growth',
    'connection-growth',
  ] as const)('are less sure of TCP memory where %s was read and stays flat', (count) => {
    const [alone, beside] = [{}, { [count]: -1 }].map((others) =>
      judged({ 'memory-growth': 6, ...others }, 'tcp-memory'),
    );
    expect(alone).toMatchObject({ logOdds: 6, isAlone: false });
    expect(beside).toMatchObject({ logOdds: 3.6, isAlone: true });
  });

  it('are less sure of no other kind for that', () => {
    expect(judged({ 'pool-growth': 6, 'stuck-streams': -1 }, 'memory')).toMatchObject({
      logOdds: 6,
      isAlone: false,
    });
  });

  it.each<[CheckName, LeakKind[]]>([
    ['stuck-streams', ['untimed-streams', 'live-sockets', 'descriptors', 'memory', 'tcp-memory']],
    ['all-dead-sockets', ['untimed-streams', 'live-sockets', 'descriptors', 'memory', 'tcp-memory']],
    ['untimed-streams', ['live-sockets', 'descriptors', 'memory', 'tcp-memory']],
    ['close-wait-sockets', ['descriptors', 'memory', 'tcp-memory']],
    ['old-workers', ['descriptors', 'memory', 'tcp-memory']],
    ['plain-file-growth', ['memory']],
    ['pool-growth', []],
    ['memory-growth', []],
  ])('are less likely where %s takes them along', (leader, taken) => {
    const leads: Ratios = {
      'stuck-streams': 0.1,
      'all-dead-sockets': 0.1,
      'untimed-streams': 0.1,
      'close-wait-sockets': 0.1,
      'old-workers': 0.1,
      'plain-file-growth': 0.1,
      'pool-growth': 0.1,
      'memory-growth': 0.1,
    };
    const kinds = judgeKinds(answers({ ...leads, [leader]: 1.1 }));
    const behind = kinds.filter(({ pieces }) => pieces[0]?.because === 'echo');
    expect(behind.map(({ kind }) => kind).sort()).toEqual([...taken].sort());
    for (const { logOdds, pieces } of behind)
      expect(pieces.reduce((sum, piece) => sum + piece.logOdds, 0)).toBeCloseTo(logOdds, 9);
    expect(behind.every(({ logOdds }) => logOdds < 0.5)).toBe(true);
  });

  it('take nothing along before they are told', () => {
    expect(judged({ 'plain-file-growth': 1, 'pool-growth': 0.5 }, 'memory')?.logOdds).toBe(0.5);
    expect(judged({ 'plain-file-growth': 1.1, 'pool-growth': 0.5 }, 'memory')?.logOdds).toBe(-1);
  });

  it.each(CHECKS.map(({ name, kind }) => ({ name, kind })))(
    'hear $name of its own kind',
    ({ name, kind }) => {
      const heard = judgeKinds(answers({ 'old-workers': 1, [name]: 2 })).find((each) => each.kind === kind);
      expect(heard?.pieces.map(({ check }) => check)).toContain(name);
    },
  );

  it.each<[LeakKind, CheckName, CheckName]>([
    ['stuck-streams', 'stuck-streams', 'dead-sockets'],
    ['stuck-streams', 'aged-streams', 'unlisted-sockets'],
    ['stuck-streams', 'stuck-streams', 'memory-growth'],
    ['dead-sockets', 'dead-sockets', 'memory-growth'],
    ['dead-sockets', 'unlisted-sockets', 'open-file-growth'],
    ['dead-sockets', 'all-dead-sockets', 'all-open-file-growth'],
    ['live-sockets', 'connection-growth', 'open-file-growth'],
    ['live-sockets', 'streamless-connections', 'all-open-file-growth'],
    ['untimed-streams', 'untimed-streams', 'connection-growth'],
    ['untimed-streams', 'untimed-streams', 'open-file-growth'],
    ['old-workers', 'old-workers', 'old-worker-memory'],
  ])('expect of %s, told by %s, more of %s', (kind, witness, companion) => {
    const alone = judged({ [witness]: 2 }, kind)?.logOdds ?? Number.NaN;
    expect(judged({ [witness]: 2, [companion]: 2 }, kind)?.logOdds).toBe(alone + 1);
  });
});
