import { describe, expect, it } from 'vitest';
import { DAY } from '../../lambdas/domain/records/time.ts';
import { endingBranches, releaseMatrix } from '../../lambdas/report/release-matrix.ts';
import { AT, assessed, assessment, leaking } from './assessed.ts';
import { KNOWLEDGE } from './known.ts';

const at = new Date(AT);
const rowsOf = (...hosts: Parameters<typeof assessment>[0]) =>
  releaseMatrix(assessment(hosts), KNOWLEDGE, at);
const running = (index: number, version: string | null) => assessed(index, { version });

describe('the rows of the release matrix', () => {
  it('stand by leaking hosts, then by suspected ones, then from old to new, what is unknown last', () => {
    const suspected = { verdict: 'suspected' as const };
    const rows = rowsOf(
      running(1, null),
      running(2, '3.2.26'),
      running(3, '2.8.27'),
      running(4, '2.8.9'),
      leaking(5, 100, { version: '3.2.24', ...suspected }),
      leaking(6, 100, { version: '2.8.12', ...suspected }),
      leaking(7, 100, { version: '2.8.12', ...suspected }),
      leaking(8, 100, { version: '3.1.17' }),
      running(9, 'made up'),
    );
    expect(
      rows.map(({ release, hosts, leaking, suspected }) => [release, hosts, leaking, suspected]),
    ).toEqual([
      ['3.1.17', 1, 1, 0],
      ['2.8.12', 2, 0, 2],
      ['3.2.24', 1, 0, 1],
      ['2.8.9', 1, 0, 0],
      ['2.8.27', 1, 0, 0],
      ['3.2.26', 1, 0, 0],
      ['unknown', 2, 0, 0],
    ]);
  });

  it('have a row for each build of Enterprise, of which nothing is said, between releases and what is unknown', () => {
    const rows = rowsOf(
      running(1, null),
      running(2, '2.8.0-1.0.0-329.1202'),
      running(3, '3.2.26'),
      running(4, '2.8.0-1.0.0-329.99'),
      running(5, '2.8.0-1.0.0-329.1202??hapee?'),
    );
    expect(rows.map(({ release, hosts }) => [release, hosts])).toEqual([
      ['3.2.26', 1],
      ['2.8.0-1.0.0-329.99', 1],
      ['2.8.0-1.0.0-329.1202', 2],
      ['unknown', 1],
    ]);
    expect(rows[2]).toMatchObject({ branch: null, leaks: [], advisories: 0, endOfLife: null, to: null });
  });

  it('have an unknown release last, wherever its hosts stand', () => {
    const rows = rowsOf(running(1, '3.2.26'), running(2, null), running(3, '2.8.27'));
    expect(rows.map(({ release }) => release)).toEqual(['2.8.27', '3.2.26', 'unknown']);
  });

  it('have the highest leak probability of their cohorts, where one is known', () => {
    const now = assessment([running(1, '2.8.27'), assessed(2, { version: '2.8.27', role: 'api' })]);
    const of = (...known: (number | null)[]) =>
      releaseMatrix(
        {
          ...now,
          cohorts: now.cohorts.map((cohort, index) => ({ ...cohort, leakProbability: known[index] ?? null })),
        },
        KNOWLEDGE,
        at,
      )[0]?.leakProbability;
    expect(of(0.2, 0.7)).toBe(0.7);
    expect(of(0.2, null)).toBe(0.2);
    expect(of(null, null)).toBeNull();
  });

  it('have what is known of a release: its leaks, bugs of every kind, and where to go', () => {
    const [row] = rowsOf(running(1, '2.8.11-1ubuntu2'));
    expect(row).toMatchObject({
      release: '2.8.11',
      branch: '2.8',
      advisories: 2,
      endOfLife: '2028-04-01',
      life: 'alive',
      to: '2.8.30',
    });
    expect(row?.leaks).toEqual([
      {
        id: 'HAPX-0001',
        summary: KNOWLEDGE.advisories[0]?.summary,
        status: 'affected',
        fixedIn: '2.8.14',
        source: 'https://example.org/fix',
      },
      expect.objectContaining({ id: 'HAPX-0007', fixedIn: '2.8.20' }),
    ]);
  });

  it('count bugs that are no leak among the known ones alone', () => {
    const [first] = KNOWLEDGE.advisories;
    if (!first) throw new Error('no advisory');
    const crash = { ...first, id: 'HAPX-0008', kinds: ['crash' as const] };
    const [row] = releaseMatrix(
      assessment([running(1, '2.8.11')]),
      { ...KNOWLEDGE, advisories: [...KNOWLEDGE.advisories, crash] },
      at,
    );
    expect(row?.advisories).toBe(3);
    expect(row?.leaks.map(({ id }) => id)).toEqual(['HAPX-0001', 'HAPX-0007']);
  });

  it('say nothing of a release that is not known', () => {
    expect(rowsOf(running(1, null))).toMatchObject([
      { branch: null, leaks: [], advisories: 0, endOfLife: null, life: null, to: null },
    ]);
  });
});

describe('branches that end', () => {
  const onDay = (instant: string) => {
    const hosts = [running(1, '3.1.17'), running(2, '2.6.12'), running(3, '2.6.33'), running(4, '2.8.30')];
    const now = new Date(instant);
    return endingBranches(releaseMatrix(assessment([...hosts, running(5, null)]), KNOWLEDGE, now));
  };

  it('are those in use that ended or soon will, the soonest first, with all of their hosts', () => {
    expect(onDay(AT)).toEqual([
      { branch: '3.1', endOfLife: '2026-01-01', life: 'ended', hosts: 1, to: '3.2.26' },
      { branch: '2.6', endOfLife: '2027-04-01', life: 'ends-soon', hosts: 2, to: '2.8.30' },
    ]);
  });

  it('are in the order of their ends, whatever that of their names', () => {
    const ends = ['2027-01-01', '2025-01-01', '2026-01-01'];
    const branches = KNOWLEDGE.branches.slice(0, 3).map((branch, index) => ({
      ...branch,
      endOfLife: ends[index] ?? '',
    }));
    const knowledge = { ...KNOWLEDGE, branches: [...branches, ...KNOWLEDGE.branches.slice(3)] };
    const now = assessment([running(1, '2.6.12'), running(2, '2.8.27'), running(3, '3.1.17')]);
    const ending = endingBranches(releaseMatrix(now, knowledge, at));
    expect(ending.map(({ branch }) => branch)).toEqual(['2.8', '3.1', '2.6']);
  });

  it('are none while all in use go on', () => {
    const early = new Date(Date.parse('2026-01-01T00:00:00Z') - 400 * DAY).toISOString();
    expect(onDay(early)).toEqual([]);
  });
});
