import { describe, expect, it } from 'vitest';
import { statusAt } from './outcome.ts';

const FIRST = Date.parse('2026-01-05T00:00:00Z');
const leak = { leaking: true, material: true, kind: 'linear', r: 1, onsetAt: null };
const onset = { ...leak, onsetAt: '2026-01-15T00:00:00Z' };

describe('statusAt', () => {
  it.each([
    {
      name: 'a healthy host',
      truth: { ...leak, leaking: false, material: false },
      day: 20,
      status: 'healthy',
      since: null,
    },
    { name: 'a leak from the start, young', truth: leak, day: 6.5, status: 'other', since: 6.5 },
    { name: 'a leak from the start, a week on', truth: leak, day: 7, status: 'material', since: 7 },
    {
      name: 'a leak that never matters',
      truth: { ...leak, material: false },
      day: 20,
      status: 'other',
      since: 20,
    },
    { name: 'before the onset', truth: onset, day: 10, status: 'healthy', since: null },
    { name: 'after the onset', truth: onset, day: 12, status: 'other', since: 2 },
    { name: 'a week after the onset', truth: onset, day: 17, status: 'material', since: 7 },
    {
      name: 'an onset before the first bin',
      truth: { ...leak, onsetAt: '2025-12-01T00:00:00Z' },
      day: 3,
      status: 'other',
      since: 3,
    },
  ])('$name', ({ truth, day, status, since }) => {
    expect(statusAt(truth, FIRST, FIRST + day * 86_400_000)).toEqual({ status, daysSinceOnset: since });
  });
});
