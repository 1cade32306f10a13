import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../lambdas/domain/releases/effect.ts';
import { explainingBugs, SHOWN_KINDS, type ShownKind } from '../../../lambdas/domain/releases/explanation.ts';
import { NEEDS, type Need } from '../../../lambdas/domain/releases/need.ts';

type Bug = { id: string; kinds: Effect[]; needs: Need[] };

const bug = (id: string, kinds: Effect[], needs: Need[] = []): Bug => ({ id, kinds, needs });

const BUGS = [
  bug('founding', ['stuck-streams', 'dead-sockets', 'tcp-memory']),
  bug('quic', ['memory'], ['quic']),
  bug('stuck', ['stuck-streams', 'memory'], ['threads']),
  bug('loop', ['cpu', 'memory']),
  bug('dead', ['dead-sockets'], ['h2']),
  bug('spoe', ['memory'], ['spoe', 'h2']),
  bug('crash', ['crash']),
];

const explained = (shown: ShownKind[], features?: Need[]): string[] =>
  explainingBugs(BUGS, shown, features ?? null).map(({ id }) => id);

describe('explainingBugs', () => {
  it.each<[ShownKind[], string[], string]>([
    [['dead-sockets'], ['founding', 'dead'], 'the founding leak stands first'],
    [['stuck-streams'], ['founding', 'stuck'], 'what does the most stands first'],
    [
      ['memory'],
      ['stuck', 'loop', 'quic', 'spoe'],
      'what any host meets stands before what takes a rarer feature',
    ],
    [
      ['memory', 'cpu'],
      ['loop', 'stuck', 'quic', 'spoe'],
      'a bug that does both stands before one that does one',
    ],
    [['cpu'], ['loop'], 'no bug of another kind is named'],
    [['descriptors'], [], 'nothing explains a kind that no bug has'],
    [['tcp-memory'], [], 'growing TCP memory alone is blamed on none'],
    [['tcp-memory', 'cpu'], ['loop'], 'TCP memory beside another kind adds nothing'],
    [[], [], 'nothing shown is explained by nothing'],
  ])('explains %j by %j: %s', (shown, ids) => {
    expect(explained(shown)).toEqual(ids);
  });

  it.each<[Need[], string[]]>([
    [[], ['loop']],
    [['threads'], ['stuck', 'loop']],
    [['quic'], ['quic', 'loop']],
    [['spoe'], ['loop']],
    [
      ['spoe', 'h2', 'lua'],
      ['spoe', 'loop'],
    ],
  ])('leaves out a bug that takes anything but %j', (features, ids) => {
    expect(explained(['memory'], features).toSorted()).toEqual(ids.toSorted());
  });

  it('leaves nothing out where the host has every feature', () => {
    for (const kind of SHOWN_KINDS)
      expect(explained([kind], [...NEEDS]).toSorted()).toEqual(explained([kind]).toSorted());
  });
});
