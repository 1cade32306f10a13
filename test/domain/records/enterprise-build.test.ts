import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEnterpriseBuild } from '../../../lambdas/domain/records/enterprise-build.ts';
import { compareReleases, parseVersion, upstreamRelease } from '../../../lambdas/domain/records/version.ts';

describe('a build of HAProxy Enterprise', () => {
  it.each([
    ['2.8.0-1.0.0-329.1202', '2.8.0-1.0.0-329.1202', '2.8'],
    ['1.8.0-1.0.0-200.523', '1.8.0-1.0.0-200.523', '1.8'],
    ['2.1.0-1.0.0-223.130', '2.1.0-1.0.0-223.130', '2.1'],
    ['3.2.0-2.1.0-41', '3.2.0-2.1.0-41', '3.2'],
    ['2.8.0-1.0.0-321.456 (hapee)', '2.8.0-1.0.0-321.456', '2.8'],
    ['2.8.0-1.0.0-321.456??hapee?', '2.8.0-1.0.0-321.456', '2.8'],
    ['2.8.0-1.0.0-321.456.el9', '2.8.0-1.0.0-321.456', '2.8'],
    ['2.8.0-1.0.0-321.456x', '2.8.0-1.0.0-321.456', '2.8'],
    ['2.8.0-1.0.0-321.45678901234', '2.8.0-1.0.0-321.45678901234', '2.8'],
    ['2.8.0-1.0.0-321.456+deb12u1', '2.8.0-1.0.0-321.456', '2.8'],
  ])('is read of %s as %s of branch %s, and as no version of HAProxy', (text, build, branch) => {
    expect(parseEnterpriseBuild(text)).toEqual({ text: build, branch });
    expect(upstreamRelease(text)).toBe(build);
    expect(parseVersion(text)).toBeNull();
  });

  it.each([
    '2.8.11',
    '2.8.5-1ubuntu3.4',
    '2.4.22-0ubuntu0.22.04.2',
    '2.4.22-3.el9_3.1',
    '2.8.10-1.amzn2023.0.2',
    '2.8.11+git0.01c1056a4-150600.3.3.1',
    '3.0-dev12-d236b43-27',
    '2.8.11-0123456-3',
    '1.0.0-329.1202',
    `2.8.0-1.0.0-329.1202 ${'x'.repeat(200)}`,
    '',
  ])('is not read of %s', (text) => {
    expect(parseEnterpriseBuild(text)).toBeNull();
  });

  it('never throws and never tries for ever, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        parseEnterpriseBuild(text);
      }),
    );
    for (const text of ['1.'.repeat(49), '1.1.1-1.1.1-'.repeat(8), '2.8.0-1.0.0-1.1 '.repeat(6)])
      runInNewContext('parse(text)', { parse: parseEnterpriseBuild, text }, { timeout: 30_000 });
  });
});

describe('the order of releases', () => {
  it.each([
    ['2.8.14', '2.8.11', 1],
    ['2.8.11', '2.8.11', 0],
    ['2.8.0-1.0.0-329.1202', '2.8.0-1.0.0-317.529', 1],
    ['2.8.0-1.0.0-329.99', '2.8.0-1.0.0-329.1202', -1],
    ['3.0.0-1.0.0-300.1', '2.8.0-1.0.0-329.1202', 1],
    ['2.8.0-1.0.0-329', '2.8.0-1.0.0-329.1', -1],
    ['2.8.0-1.0.0-329.1202', '2.8.0-1.0.0-329.1202', 0],
    ['2.8.0-1.0.0-329.1202', '2.8.28', null],
    ['2.8.28', '2.8.0-1.0.0-329.1202', null],
    ['2.8.28', 'nginx', null],
  ])('of %s and %s is %s', (a, b, order) => {
    const compared = compareReleases(a, b);
    expect(compared === null ? null : Math.sign(compared)).toBe(order);
  });
});
