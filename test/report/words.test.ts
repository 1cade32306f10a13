import { describe, expect, it } from 'vitest';
import { counted, probabilityPhrase, sharePhrase } from '../../lambdas/domain/format.ts';
import {
  recommendationText,
  restartText,
  URGENCY_WORDS,
} from '../../lambdas/domain/recommend/recommendation-words.ts';
import type { Recommendation } from '../../lambdas/domain/records/recommendation.ts';
import { limitText } from '../../lambdas/domain/scoring/limit-phrases.ts';
import { allPrintable, printable } from '../../lambdas/report/printable.ts';
import { capital, growthText, listText, sentence } from '../../lambdas/report/words.ts';
import { NOTHING } from './assessed.ts';

const [MIB, HOUR, DAY] = [2 ** 20, 3_600, 86_400];

describe('numbers in words', () => {
  it.each([
    [0, '0 hosts'],
    [1, '1 host'],
    [2, '2 hosts'],
    [5000, '5,000 hosts'],
  ])('counts %d as %s', (count, text) => {
    expect(counted(count, 'host')).toBe(text);
  });

  it('takes another plural where there is one', () => {
    expect([1, 2].map((count) => counted(count, 'host does', 'hosts do'))).toEqual([
      '1 host does',
      '2 hosts do',
    ]);
  });

  it.each([
    [1, '> 99 %'],
    [0.995, '> 99 %'],
    [0.9949, '99 %'],
    [0.304, '30 %'],
    [0.0051, '1 %'],
    [0.005, '1 %'],
    [0.0049, '< 1 %'],
    [0, '< 1 %'],
  ])('writes a probability of %d as %s', (probability, text) => {
    expect(probabilityPhrase(probability)).toBe(text);
  });

  it.each([
    [1, '100 %'],
    [0.9999, '99.9 %'],
    [0.99, '99.0 %'],
    [0.9899, '99 %'],
    [0.974, '97 %'],
    [0, '0 %'],
  ])('writes a share of %d as %s, and all only where it is all', (share, text) => {
    expect(sharePhrase(share)).toBe(text);
  });

  it('writes growth with its interval, or that it is not known', () => {
    expect(growthText({ estimate: 41 * MIB, low: 38 * MIB, high: 44 * MIB })).toBe(
      '41 MiB a day (38 to 44 MiB)',
    );
    expect(growthText(null)).toBe('unknown');
  });
});

describe('the time to pressure', () => {
  const grows = { memoryGrowthBytesPerDay: { estimate: 1, low: 1, high: 1 } };
  const within = (estimate: number, low: number, high: number | null) => ({
    ...grows,
    secondsToPressure: { estimate, low, high },
  });

  it.each([
    { of: within(0, 0, 0), text: 'now' },
    { of: within(5.4 * HOUR, 0, 9), text: '5 hours' },
    { of: within(2 * DAY - 1, 0, 9), text: '48 hours' },
    { of: within(2 * DAY, DAY, 3 * DAY), text: '2 days (1 to 3)' },
    { of: within(17.4 * DAY, 14.4 * DAY, 20.6 * DAY), text: '17 days (14 to 21)' },
    { of: within(300 * DAY, 200 * DAY, null), text: '300 days (200 or more)' },
    { of: within(3000 * DAY, 2000 * DAY, 4000 * DAY), text: '3,000 days (2,000 to 4,000)' },
    { of: { ...grows, secondsToPressure: null }, text: 'never' },
    { of: { memoryGrowthBytesPerDay: null, secondsToPressure: null }, text: 'unknown' },
  ])('is $text', ({ of, text }) => {
    expect(limitText(of)).toBe(text);
  });
});

it('never states a time to pressure of less than an hour', () => {
  const soon = { estimate: 60, low: 0, high: 120 };
  expect(limitText({ secondsToPressure: soon, memoryGrowthBytesPerDay: null })).toMatch(/^1 hour/);
});

describe('what to do, in words', () => {
  it.each<[Partial<Recommendation>, string]>([
    [{ action: 'upgrade', to: '2.8.27', urgency: 'this-week' }, 'upgrade to 2.8.27 this week'],
    [{ action: 'upgrade', to: null, urgency: 'next-window' }, 'upgrade to a fixed release next window'],
    [{ action: 'upgrade', to: '2.8.27', urgency: 'none' }, 'upgrade to 2.8.27'],
    [{ action: 'restart', urgency: 'now' }, 'restart now'],
    [{ action: 'change-directive', urgency: 'this-month' }, 'change a directive this month'],
    [{ action: 'watch', urgency: 'now' }, 'watch'],
    [{ action: 'nothing', urgency: 'none' }, 'nothing'],
  ])('of %o is %s', (told, text) => {
    expect(recommendationText({ ...NOTHING, ...told })).toBe(text);
  });

  it('says until when a restart can wait, or by when it stands in for an upgrade', () => {
    const of = (told: Partial<Recommendation>) =>
      restartText({ ...NOTHING, ...told }, (instant) => `<${instant}>`);
    expect(of({ action: 'restart', restartBy: 'x' })).toBe(', by <x>');
    expect(of({ action: 'upgrade', restartBy: 'x' })).toBe('; failing that restart by <x>');
    expect(of({ action: 'restart', restartBy: null })).toBe('');
  });

  it('has words for no urgency, too', () => {
    expect(URGENCY_WORDS.none).toBe('when convenient');
  });
});

describe('texts', () => {
  it.each([
    [[], 5, ''],
    [['a'], 5, 'a'],
    [['a', 'b'], 5, 'a and b'],
    [['a', 'b', 'c'], 3, 'a, b and c'],
    [['a', 'b', 'c', 'd'], 3, 'a, b and 2 more'],
    [['a', 'b', 'c', 'd', 'e'], undefined, 'a, b, c, d and e'],
    [['a', 'b', 'c', 'd', 'e', 'f'], undefined, 'a, b, c, d and 2 more'],
    [Array.from({ length: 2000 }, () => 'a'), 2, 'a and 1,999 more'],
  ])('lists %j, at most %s, as %s', (names, maximum, text) => {
    expect(listText(names, maximum)).toBe(text);
  });

  it.each([
    ['', ''],
    ['it leaks', 'it leaks.'],
    ['it leaks.', 'it leaks.'],
    ['it leaks!', 'it leaks!'],
    ['does it leak?', 'does it leak?'],
    ['2.8.14 has the fix', '2.8.14 has the fix.'],
  ])('ends %j with one full stop', (text, ended) => {
    expect(sentence(text)).toBe(ended);
  });

  it('begin with a capital', () => {
    expect(capital('it leaks')).toBe('It leaks');
    expect(capital('')).toBe('');
  });
});

describe('a printable text', () => {
  it.each([
    ['a  b\n\tc', 'a b c'],
    ['a\u0000b\u001b[31m', 'a?b?[31m'],
    ['\u202eabc\u200b\ud800', '?abc??'],
    ['a\u2028b\u2029c', 'a b c'],
    ['naïve 漢字 🙂', 'naïve 漢字 🙂'],
  ])('of %j is %j', (text, line) => {
    expect(printable(text)).toBe(line);
  });

  it('is cut with an ellipsis, by characters that may be pairs', () => {
    expect(printable('abcdef', 5)).toBe('abcd…');
    expect(printable('abcde', 5)).toBe('abcde');
    expect(printable('🙂🙂🙂', 3)).toBe('🙂🙂🙂');
    expect(printable('🙂🙂🙂🙂', 3)).toBe('🙂🙂…');
    expect(printable('x'.repeat(401))).toBe(`${'x'.repeat(399)}…`);
    expect(printable('x'.repeat(400))).toBe('x'.repeat(400));
  });

  it('is every text within a value, and nothing else of it', () => {
    const value = { a: ['b\n', 1, null, true, { c: 'd\te' }], f: undefined };
    expect(allPrintable(value)).toEqual({ a: ['b ', 1, null, true, { c: 'd e' }], f: undefined });
    expect(allPrintable(null)).toBeNull();
  });
});
