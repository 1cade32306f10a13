import { describe, expect, it } from 'vitest';
import { installedPackage } from '../../../lambdas/domain/recommend/installed-package.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { release } from './made-release.ts';

const FOUNDING = 'HAPX-0001';
const told = (packaged: string | null, known = {}, leak: string | null = null) =>
  installedPackage({ package: packaged, notes: ['package-newer'] }, release(known), leak, knowledge);

describe('a package that was installed below the running worker', () => {
  it('is none where the worker is what is installed', () => {
    const host = { package: 'haproxy 2.8.30-1', notes: ['config-changed'] };
    expect(installedPackage(host, release(), null, knowledge)).toBeNull();
  });

  it.each([
    {
      is: 'a newer release',
      found: told('haproxy 2.8.30-1'),
      isEnough: true,
      to: '2.8.30',
      reason: 'The installed package has 2.8.30-1, the running worker is still 2.8.11: a restart is enough',
    },
    {
      is: 'an older release',
      found: told('haproxy 2.8.3-1'),
      isEnough: false,
      to: '2.8.3',
      reason: "The installed package has 2.8.3-1, which is older: don't restart into it",
    },
    {
      is: 'one without the leak that is to end',
      found: told('haproxy 2.8.14-1', {}, FOUNDING),
      isEnough: true,
      to: '2.8.14',
      reason: 'The installed package has 2.8.14-1, the running worker is still 2.8.11: a restart is enough',
    },
    {
      is: 'one with the leak that is to end',
      found: told('haproxy 2.8.12-1', {}, FOUNDING),
      isEnough: false,
      to: '2.8.12',
      reason: `The installed package has 2.8.12-1, which has ${FOUNDING} too: a restart is not enough`,
    },
    {
      is: 'the same release built again, that is to be left',
      found: told('haproxy 2.8.11-2', { callsForUpgrade: true }),
      isEnough: false,
      to: '2.8.11',
      reason: 'The installed package has 2.8.11-2, the same release: a restart is not enough',
    },
    {
      is: 'the same release built again, that may stay',
      found: told('haproxy 2.8.11-2'),
      isEnough: true,
      to: '2.8.11',
      reason: 'The installed package has 2.8.11-2, the running worker is still 2.8.11: a restart is enough',
    },
    {
      is: 'a newer release where the running one is to be left',
      found: told('haproxy 2.8.12-1', { callsForUpgrade: true }),
      isEnough: true,
      to: '2.8.12',
      reason: 'The installed package has 2.8.12-1, the running worker is still 2.8.11: a restart is enough',
    },
    {
      is: 'any where nobody knows what runs',
      found: told('haproxy 2.8.30-1', { running: null }),
      isEnough: true,
      to: '2.8.30',
      reason: 'The installed package has 2.8.30-1; the running worker is older',
    },
    {
      is: 'one that cannot be read',
      found: told('haproxy built-here'),
      isEnough: true,
      to: null,
      reason:
        'A package newer than the running worker is installed, its release could not be read: look at what a restart would start',
    },
    {
      is: 'HAProxy Enterprise',
      found: told('hapee-2.8r1-lb 1.0.0-329.1202'),
      isEnough: true,
      to: null,
      reason:
        'The installed package hapee-2.8r1-lb 1.0.0-329.1202 is newer than the running worker: a restart starts it',
    },
  ])('is $is', ({ found, isEnough, to, reason }) => {
    expect(found).toEqual({ isEnough, to, reason });
  });
});
