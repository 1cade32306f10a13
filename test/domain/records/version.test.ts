import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  branchOf,
  compareUpstream,
  compareVersions,
  parseVersion,
  upstreamRelease,
  type Version,
} from '../../../lambdas/domain/records/version.ts';

function version(text: string): Version {
  const parsed = parseVersion(text);
  if (!parsed) throw new Error(`${text} does not parse`);
  return parsed;
}

describe('parseVersion', () => {
  it.each([
    // text, upstream, branch, commit, distribution
    ['2.8.11', '2.8.11', '2.8', null, null],
    ['2.8.11-1ubuntu2', '2.8.11', '2.8', null, 'Ubuntu'],
    ['2.8.5-1ubuntu3.4', '2.8.5', '2.8', null, 'Ubuntu'],
    ['2.8.11-1ppa1~jammy', '2.8.11', '2.8', null, 'Ubuntu'],
    ['2.6.12-1+deb12u4', '2.6.12', '2.6', null, 'Debian'],
    ['2.8.14-1~bpo12+1', '2.8.14', '2.8', null, 'Debian'],
    ['3.2.26-1+b1', '3.2.26', '3.2', null, 'Debian'],
    ['3.4.7-1', '3.4.7', '3.4', null, 'Debian or a derivative'],
    ['2.8.10-1.amzn2023.0.2', '2.8.10', '2.8', null, 'Amazon Linux'],
    ['2.4.22-3.el9_3', '2.4.22', '2.4', null, 'Enterprise Linux'],
    ['3.0.5-1.fc41', '3.0.5', '3.0', null, 'Fedora'],
    ['2.8.10-r0', '2.8.10', '2.8', null, 'Alpine'],
    ['2.8.11+git0.01c1056a4-150600.3.3.1', '2.8.11', '2.8', null, 'SUSE'],
    ['2.8.11_1', '2.8.11', '2.8', null, 'FreeBSD'],
    ['2.8.0-fdd8154ed', '2.8.0', '2.8', 'fdd8154ed', null],
    ['2.4.22-f8e3218', '2.4.22', '2.4', 'f8e3218', null],
    ['3.0-dev12', '3.0-dev12', '3.0', null, null],
    ['3.0-dev12-d236b43', '3.0-dev12', '3.0', 'd236b43', null],
    ['3.0-dev12-d236b43-27', '3.0-dev12', '3.0', 'd236b43', null],
    ['2.7-dev2-53bfac8+mangadex-50d2515', '2.7-dev2', '2.7', '53bfac8', null],
    ['1.8-rc4-358847-18', '1.8-rc4', '1.8', '358847', null],
  ])('reads %s as upstream %s of branch %s', (text, upstream, branch, commit, distribution) => {
    const parsed = version(text);
    expect(upstreamRelease(text)).toBe(upstream);
    expect(branchOf(parsed)).toBe(branch);
    expect(parsed).toMatchObject({ commit, distribution });
    expect(parsed.text).toBe(text);
  });

  it.each([
    '',
    '2',
    '2.8',
    'v2.8.11',
    '2.8.11 ',
    ' 2.8.11',
    '2.8.11\n',
    '02.8.11',
    '2.8.011',
    '2.8.x',
    '2.8.11;reboot',
    '2.8.11-\u001b[31m',
    '2.8-dev',
    '2.8.-1',
    '2.8.11-é',
    '9999999.1.1',
    `2.8.11-${'1'.repeat(200)}`,
  ])('refuses %j', (text) => {
    expect(parseVersion(text)).toBeNull();
    expect(upstreamRelease(text)).toBeNull();
  });

  it('answers any text without throwing, and never tries for ever', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        upstreamRelease(text);
      }),
    );
    // An expression that goes back over such a text in every way takes years; the time limit ends it.
    for (const text of ['1-'.repeat(1e6), `2.8.1${'-~+'.repeat(31)}!`, `2.8.1-${'a'.repeat(90)}\n`])
      runInNewContext('upstreamRelease(text)', { upstreamRelease, text }, { timeout: 30_000 });
  });
});

describe('compareVersions', () => {
  it('puts what was released or packaged later last', () => {
    const ordered = [
      '1.8-rc4',
      '2.6.12-1+deb12u3',
      '2.6.12-1+deb12u4',
      '2.8-dev5',
      '2.8-dev12',
      '2.8-rc1',
      '2.8.0',
      '2.8.9',
      '2.8.11~pre1',
      '2.8.11',
      '2.8.11-1~bpo12+1',
      '2.8.11-1',
      '2.8.11-1ubuntu2',
      '2.8.11-1ubuntu10',
      '2.8.11-2',
      '2.8.11-0123456-3',
      '2.8.11-fedcba9-12',
      '2.10.0',
      '3.0-dev12-d236b43',
      '3.0-dev12-a236b43-4',
      '3.0.0',
    ];
    const shuffled = [...ordered].reverse().map(version);
    expect(shuffled.sort(compareVersions).map(({ text }) => text)).toEqual(ordered);
  });

  it('is a total order in which only identical texts are equal', () => {
    fc.assert(
      fc.property(anyVersion, anyVersion, anyVersion, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        expect(compareVersions(a, b) === 0).toBe(a.text === b.text);
        const [low, middle, high] = [a, b, c].sort(compareVersions) as [Version, Version, Version];
        expect(compareVersions(low, middle)).toBeLessThanOrEqual(0);
        expect(compareVersions(middle, high)).toBeLessThanOrEqual(0);
        expect(compareVersions(low, high)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('agrees with the upstream order whatever the build', () => {
    fc.assert(
      fc.property(anyVersion, anyVersion, (a, b) => {
        const upstream = Math.sign(compareUpstream(a, b));
        fc.pre(upstream !== 0);
        expect(Math.sign(compareVersions(a, b))).toBe(upstream);
      }),
    );
  });

  it('survives a round trip through its text', () => {
    fc.assert(
      fc.property(anyVersion, (a) => {
        expect(parseVersion(a.text)).toEqual(a);
      }),
    );
  });
});

// Small numbers and few characters, so that generated versions collide often enough to test the ties.
const small = fc.integer({ min: 0, max: 12 });
const build = fc.oneof(
  fc.constantFrom(
    '',
    '-1',
    '-01',
    '-1ubuntu2',
    '-1+deb12u4',
    '-d236b43',
    '-d236b43-4',
    '-0236b43-04',
    '+mangadex-50d2515',
  ),
  fc.string({ unit: fc.constantFrom(...'019aZ.+~_:^-'), maxLength: 6 }).map((text) => `-${text}`),
);
const anyVersion = fc
  .tuple(small, small, fc.constantFrom('.', '-dev', '-rc'), small, build)
  .map(([major, minor, stage, number, tail]) => version(`${major}.${minor}${stage}${number}${tail}`));
