import { expect, it } from 'vitest';
import { upstreamRelease } from '../../lambdas/domain/records/version.ts';
import { isKnownRelease } from '../../lambdas/knowledge/releases.ts';

it.each([
  ['2.8.11', true],
  ['2.8.11-1ubuntu2', true],
  ['3.4.7-1', true],
  ['2.8.99', false],
  ['3.0-dev12-d236b43', false],
  ['2.8.0-1.0.0-329.1202', false],
  ['toString', false],
])('finds the upstream release of %s in the list: %s', (text, known) => {
  expect(isKnownRelease(upstreamRelease(text) ?? text)).toBe(known);
});
