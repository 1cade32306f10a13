import { describe, expect, it } from 'vitest';
import { digestPlaces } from '../../../lambdas/domain/assess/digest-places.ts';
import { newPlace } from '../../../lambdas/domain/audit/watch-places.ts';
import { WatchedPlaces } from '../../../lambdas/domain/records/watched-places.ts';
import { whereabouts } from '../../../lambdas/domain/records/whereabouts.ts';

const AT = '2026-11-22T18:20:00Z';
const place = (index: number, chosen: object) => ({
  ...newPlace({ accountId: `22223333444${index}`, region: 'us-east-1' }, AT),
  ...chosen,
});
const silence = (detail: string | null = null) => ({
  silence: { since: '2026-11-22T12:00:00Z', reason: 'stack-failed', detail },
});
const lines = (places: readonly object[]) =>
  digestPlaces(
    WatchedPlaces.parse({ schema: 1, watchedAt: AT, stackSet: null, told: [], places }),
    AT,
    whereabouts(
      [
        { accountId: '222233334440', region: 'us-east-1' },
        { accountId: '222233334441', region: 'us-east-1' },
      ],
      new Map([['222233334440', 'payments']]),
    ),
  );

describe('what a digest says of accounts and regions', () => {
  it('is who is silent since when and why, and who joined within a day', () => {
    expect(
      lines([
        place(0, silence('quota \u202e<b>')),
        place(1, { joinedAt: '2026-11-22T09:00:00Z' }),
        place(2, { joinedAt: '2026-11-20T09:00:00Z' }),
      ]),
    ).toEqual([
      '- payments 222233334440/us-east-1 has been silent since 2026-11-22 12:00 UTC: CloudFormation could not deploy or update the stack there (stack-failed): quota ?/b/.',
      '- 222233334441/us-east-1 joined: its hosts have been audited since 2026-11-22 09:00 UTC.',
    ]);
  });

  it('is a few of many, and how many more there are', () => {
    const made = lines(Array.from({ length: 8 }, (_, index) => place(index, silence())));
    expect(made).toHaveLength(6);
    expect(made.at(-1)).toBe('- 3 more are silent.');
  });

  it.each(['missing', 'unreadable'] as const)('is nothing where it is %s', (watched) => {
    expect(digestPlaces(watched, AT, whereabouts([]))).toEqual([]);
  });
});
