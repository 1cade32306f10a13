import { describe, expect, it } from 'vitest';
import { whereabouts } from '../../../lambdas/domain/records/whereabouts.ts';

const at = (accountId: string, region: string) => ({ accountId, region });
const HOME = at('111122223333', 'eu-west-1');
const FAR = at('111122223333', 'us-east-1');
const OTHER = at('444455556666', 'eu-west-1');
const NOWHERE = at('none', 'none');
const NAMES = new Map([
  ['444455556666', ' payments '],
  ['111122223333', ' '],
]);

describe('where the hosts of a fleet are', () => {
  it.each([
    { of: 'no host', hosts: [], title: null, scope: [], words: [] },
    { of: 'one place', hosts: [HOME, HOME], title: null, scope: [], words: [null, null] },
    { of: 'hosts outside of AWS', hosts: [NOWHERE], title: null, scope: [], words: [null] },
    {
      of: 'two regions',
      hosts: [HOME, FAR],
      title: '2 regions',
      scope: ['account 111122223333', '2 regions'],
      words: ['111122223333/eu-west-1', '111122223333/us-east-1'],
    },
    {
      of: 'two accounts, of which one has a name, and a host outside of AWS',
      hosts: [HOME, OTHER, NOWHERE],
      title: '2 accounts',
      scope: ['2 accounts', 'eu-west-1'],
      words: ['111122223333/eu-west-1', 'payments 444455556666/eu-west-1', null],
    },
    {
      of: 'several of both',
      hosts: [HOME, FAR, OTHER],
      title: '2 accounts',
      scope: ['2 accounts', '2 regions'],
      words: ['111122223333/eu-west-1', '111122223333/us-east-1', 'payments 444455556666/eu-west-1'],
    },
  ])('is told of $of', ({ hosts, title, scope, words }) => {
    const where = whereabouts(hosts, NAMES);
    expect(where.title).toBe(title);
    expect(where.scope).toEqual(scope);
    expect(hosts.map(where.of)).toEqual(words);
  });

  it('knows the name of an account, wherever the fleet is', () => {
    const { accountName } = whereabouts([OTHER], NAMES);
    expect([OTHER, HOME, NOWHERE, {}].map(accountName)).toEqual(['payments', null, null, null]);
  });
});
