import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../lambdas/domain/releases/effect.ts';
import type { ShownKind } from '../../../lambdas/domain/releases/explanation.ts';
import { explainHost } from '../../../lambdas/domain/releases/host-explanation.ts';
import type { Need } from '../../../lambdas/domain/releases/need.ts';
import { type HostFeature, OrdinaryCause } from '../../../lambdas/domain/releases/ordinary-cause.ts';

type Bug = { id: string; kinds: Effect[]; needs: Need[] };

const bug = (id: string, kinds: Effect[], needs: Need[] = []): Bug => ({ id, kinds, needs });

const BUGS = [
  bug('loop', ['cpu']),
  bug('h2-loop', ['cpu'], ['h2']),
  bug('leak', ['memory']),
  bug('both', ['memory', 'cpu'], ['threads']),
];

const cause = (id: string, kinds: ShownKind[], takes: HostFeature[][], before?: string): OrdinaryCause =>
  OrdinaryCause.parse({
    id,
    title: 'something ordinary',
    kinds,
    takes,
    ...(before && { before }),
    advice: 'do something',
    quote: 'it is so',
    source: 'https://example.org/manual',
    readOn: '2026-11-28',
  });

const CAUSES = [
  cause('hashes', ['cpu'], [['hashed-passwords']]),
  cause(
    'ports',
    ['cpu'],
    [
      ['ports-short', 'tls'],
      ['ports-short', 'tls-servers'],
    ],
  ),
  cause('quic', ['memory'], [['memory-limits', 'quic']], '3.0'),
];

function explained(kinds: ShownKind[], features: HostFeature[] | null, version = '2.8.2') {
  const explanation = explainHost({ version, advisories: BUGS }, CAUSES, { kinds, features });
  const idsOf = (list: readonly { id: string }[]) => list.map(({ id }) => id).sort();
  return {
    bugs: idsOf(explanation.bugs),
    causes: idsOf(explanation.ordinaryCauses),
    otherwise: idsOf(explanation.otherwise),
    unexplained: explanation.unexplained,
    toRuleOut: idsOf(explanation.toRuleOut),
  };
}

describe('explainHost', () => {
  it('names the bugs, and what to rule out, where nothing is said of the host', () => {
    expect(explained(['cpu'], null)).toEqual({
      bugs: ['both', 'h2-loop', 'loop'],
      causes: [],
      otherwise: [],
      unexplained: ['cpu'],
      toRuleOut: ['hashes', 'ports'],
    });
  });

  it('blames no bug for what an ordinary cause explains, and names those that are left otherwise', () => {
    expect(explained(['cpu'], ['hashed-passwords', 'h2'])).toEqual({
      bugs: [],
      causes: ['hashes'],
      otherwise: ['h2-loop', 'loop'],
      unexplained: [],
      toRuleOut: [],
    });
  });

  it.each<[HostFeature[], string[]]>([
    [['ports-short'], []],
    [['tls', 'tls-servers'], []],
    [['ports-short', 'tls'], ['ports']],
    [['ports-short', 'tls-servers'], ['ports']],
    [
      ['ports-short', 'tls', 'hashed-passwords'],
      ['hashes', 'ports'],
    ],
    [['memory-limits', 'quic'], []],
    [[], []],
  ])('takes all of a set: of %j CPU is explained by %j', (features, causes) => {
    expect(explained(['cpu'], features).causes).toEqual(causes);
    expect(explained(['cpu'], features).bugs.length > 0).toBe(causes.length === 0);
  });

  it('takes signs alone for an answer on causes, not on what bugs take', () => {
    expect(explained(['cpu'], ['hashed-passwords']).otherwise).toEqual(['both', 'h2-loop', 'loop']);
    expect(explained(['cpu'], ['ports-short']).bugs).toEqual(['both', 'h2-loop', 'loop']);
    expect(explained(['cpu'], []).bugs).toEqual(['loop']);
  });

  it('still names a bug that does something else of what the host shows as well', () => {
    expect(explained(['cpu', 'memory'], ['hashed-passwords', 'threads'])).toEqual({
      bugs: ['both', 'leak'],
      causes: ['hashes'],
      otherwise: ['loop'],
      unexplained: ['memory'],
      toRuleOut: ['quic'],
    });
  });

  it.each([
    ['2.8.15', ['quic']],
    ['2.9.15', ['quic']],
    ['3.0-dev12', []],
    ['3.0.0', []],
    ['3.2.1', []],
  ])('of %s, what is so before 3.0 alone is explained by %j', (version, causes) => {
    expect(explained(['memory'], ['memory-limits', 'quic'], version).causes).toEqual(causes);
  });

  it('refuses a cause that takes nothing but what bugs take', () => {
    expect(() => cause('tls', ['cpu'], [['hashed-passwords'], ['tls']])).toThrow(
      'expected a sign in each set',
    );
  });
});
