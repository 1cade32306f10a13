import { expect, it } from 'vitest';
import { findVersion } from '../../../lambdas/domain/releases/knowledge.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';

const LATEST_LONG_TERM = ['2.4.36', '2.6.33', '2.8.30', '3.0.27', '3.2.26', '3.4.8'];

it.each([
  ['2.8.99', 'is not a known release', ['2.8.30', '2.9.0']],
  ['2.8.99-1ubuntu2', 'is not a known release', ['2.8.30', '2.9.0']],
  ['2.8', 'is a branch, not a release', ['2.8.30']],
  ['v2.8.11', 'is not a HAProxy version', ['2.8.11', '2.8.12']],
  ['haproxy 3.4', 'is not a HAProxy version', ['3.4.8']],
  ['2.2.9-2+deb11u6', 'is of branch 2.2, which is not known', ['2.4.0']],
  ['3.5-dev5', 'is of branch 3.5, which is not known', ['3.4.8']],
  ['99.1.1', 'is of branch 99.1, which is not known', ['3.4.8']],
  ['2.8.0-1.0.0-329.1202', 'is a build of HAProxy Enterprise, of which nothing is known here', []],
  ['nginx', 'is not a HAProxy version', LATEST_LONG_TERM],
  ['', 'is not a HAProxy version', LATEST_LONG_TERM],
  ['9'.repeat(100_000), 'is not a HAProxy version', LATEST_LONG_TERM],
])('does not know %.20s, which %s', (text, reason, nearest) => {
  expect(findVersion(text, knowledge)).toEqual({ reason, nearest });
});

it.each(['2.8.11', '2.8.11-1ubuntu2', '3.4.0', '3.0-dev12-d236b43'])('knows %s', (text) => {
  expect(findVersion(text, knowledge)).toMatchObject({ version: { text } });
});
