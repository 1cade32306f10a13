import { describe, expect, it } from 'vitest';
import { findVersion, type Knowledge } from '../../../lambdas/domain/releases/knowledge.ts';
import { packagesFor } from '../../../lambdas/domain/releases/package-advice.ts';
import { adviseRelease } from '../../../lambdas/domain/releases/release-advice.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { advisory } from './an-advisory.ts';

const built = (distribution: string, version: string) => ({
  distribution,
  version,
  readOn: '2026-11-20',
  source: 'an index',
});

const LEAK = advisory(
  {},
  { events: [{ introduced: '2.8.2' }, { fixed: '2.8.10' }, { introduced: '2.8.20' }, { fixed: '2.8.22' }] },
  { branch: '2.4', events: [{ introduced: '2.4.3' }, { last_affected: '2.4.20' }] },
  { branch: '2.6', status: 'unclear' },
  { branch: '3.0', events: [{ introduced: '3.0.1' }], confidence: 'reverted' },
  { branch: '3.2', events: [{ introduced: '3.2.0' }, { fixed: '3.2.4' }], confidence: 'inferred-lockstep' },
);

function packagesOf(version: string, packages: Knowledge['packages'], isAllAsked = false) {
  const known = { ...knowledge, advisories: [LEAK], packages };
  const found = findVersion(version, known);
  if ('reason' in found) throw new Error(`${version} ${found.reason}`);
  const advice = adviseRelease(found, known, new Date('2026-11-22T12:00:00Z'));
  return packagesFor(advice, known, isAllAsked);
}

const PACKAGES = [
  built('Debian 12', '2.6.12-1+deb12u4'),
  built('Debian sid', '3.2.26-1'),
  built('Ubuntu 24.04', '2.8.30-0ubuntu0.24.04.2'),
  built('RHEL 9', '2.8.14-3.el9_8.2'),
  built('RHEL 10', '3.0.5-6.el10_2.2'),
  built('Amazon Linux 2', '2.2.17-1.amzn2.0.1'),
  built('Amazon Linux 2023', '3.0.23-2.amzn2023.0.1'),
  built('Alpine 3.24', '3.4.8-r0'),
];

describe('packagesFor', () => {
  it.each<[string, string[], string | null]>([
    ['2.8.5-1ubuntu3.4', ['Ubuntu 24.04'], null],
    ['2.8.5-0ubuntu0.24.04.1', ['Ubuntu 24.04'], 'Ubuntu 24.04'],
    ['2.8.5-1+deb12u4', ['Debian 12', 'Debian sid'], 'Debian 12'],
    ['2.8.5-1', ['Debian 12', 'Debian sid'], null],
    ['2.8.5-3.el9_3', ['RHEL 9', 'RHEL 10'], 'RHEL 9'],
    ['2.8.5-1.el7', ['RHEL 9', 'RHEL 10'], null],
    ['2.8.5-1.amzn2.0.1', ['Amazon Linux 2', 'Amazon Linux 2023'], 'Amazon Linux 2'],
    ['2.8.5-1.amzn2023.0.1', ['Amazon Linux 2', 'Amazon Linux 2023'], 'Amazon Linux 2023'],
    ['2.8.5-r0', ['Alpine 3.24'], null],
    ['2.8.5-1.fc40', [], null],
    ['2.8.5', [], null],
    ['2.8.5-fdd8154ed', [], null],
  ])('lists for %s the packages %j, of its own release %s', (version, distributions, own) => {
    const packages = packagesOf(version, PACKAGES);
    expect(packages.map(({ distribution }) => distribution)).toEqual(distributions);
    expect(packages.find(({ isOwn }) => isOwn)?.distribution ?? null).toBe(own);
  });

  it('lists those of every distribution where that is asked, whatever the version', () => {
    for (const version of ['2.8.5', '2.8.5-r0', '2.8.5-1.fc40'])
      expect(packagesOf(version, PACKAGES, true)).toHaveLength(PACKAGES.length);
  });

  it.each([
    ['2.8.1-1', 'free', 'the leak came later'],
    ['2.8.2-1', 'affected', 'it has the leak'],
    ['2.8.10-1', 'fixed', 'the fix is in'],
    ['2.8.21-1', 'affected', 'the leak has come back'],
    ['2.8.30-1', 'fixed', 'the second fix is in'],
    ['2.4.20-1', 'affected', 'it is the last that was read'],
    ['2.4.21-1', 'unknown', 'later ones were not read'],
    ['2.4.2-1', 'free', 'the leak came later, though its end is not known'],
    ['2.6.12-1', 'unknown', 'it is unclear whether the branch has it'],
    ['3.0.5-1', 'affected', 'the fix was taken back'],
    ['3.4.8-1', 'free', 'the branch never had it'],
    ['2.2.17-1', 'unknown', 'the branch is not known'],
    ['1.8.27-5.el8_10.2', 'unknown', 'the branch is older than all that is known'],
  ])('judges %s as %s: %s', (version, state) => {
    expect(packagesOf('2.8.5', [built('Debian 12', version)], true)).toMatchObject([
      { version, readOn: '2026-11-20', advisory: 'HAPX-9001', state },
    ]);
  });

  it('says how the fixed release is known', () => {
    const packages = [built('Debian sid', '3.2.26-1'), built('Debian 13', '2.8.30-1')];
    const known = packagesOf('2.8.5', packages, true).map(({ confidence }) => confidence);
    expect(known).toEqual(['inferred-lockstep', 'changelog']);
  });

  it('compares nothing where the version has no leak', () => {
    const packages = packagesOf('2.8.11-1ubuntu2', PACKAGES);
    expect(packages).toMatchObject([{ distribution: 'Ubuntu 24.04', advisory: null, state: null }]);
  });
});
