import { describe, expect, it } from 'vitest';
import { oldNodeRefusal } from '../../../cli/package/node-version.ts';

describe('the version of Node', () => {
  it.each([
    { running: '22.12.0' },
    { running: '22.13.1' },
    { running: '24.0.0' },
    { running: '100.0.0' },
    { running: '23.0.0-nightly20260101abcdef' },
  ])('$running is new enough', ({ running }) => {
    expect(oldNodeRefusal(running, '22.12', ['audit'])).toBeNull();
  });

  it.each([{ running: '22.11.9' }, { running: '20.20.2' }, { running: '9.0.0' }])(
    '$running is too old, with what to do about it in a sentence',
    ({ running }) => {
      expect(oldNodeRefusal(running, '22.12', ['advise', '2.8.11'])).toBe(
        `error: this is Node ${running}, and haproxy-fleet-auditor needs 22.12 or newer: install one from https://nodejs.org, or let npm fetch one by itself: npx -p node@24 -p haproxy-fleet-auditor auditor advise 2.8.11`,
      );
    },
  );
});
