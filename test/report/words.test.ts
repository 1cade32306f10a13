import { describe, expect, it } from 'vitest';
import { counted, sharePhrase } from '../../lambdas/domain/format.ts';
import { allPrintable, printable } from '../../lambdas/report/printable.ts';
import {
  capital,
  dataAge,
  dueText,
  growthText,
  knowledgeAge,
  levelText,
  listText,
  sentence,
} from '../../lambdas/report/words.ts';

const [MIB, HOUR] = [2 ** 20, 3_600];

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
    [1, '100%'],
    [0.9999, '99.9%'],
    [0.99, '99.0%'],
    [0.9899, '99%'],
    [0.974, '97%'],
    [0, '0%'],
  ])('writes a share of %d as %s, and all only where it is all', (share, text) => {
    expect(sharePhrase(share)).toBe(text);
  });

  it('writes growth with its interval, or that it is not known', () => {
    expect(growthText({ estimate: 41 * MIB, low: 38 * MIB, high: 44 * MIB })).toBe(
      'growing by 41 MiB/day (95% CI 38–44)',
    );
    expect(growthText(null)).toBe('not enough data to estimate growth');
  });
});

describe('how much TCP memory a host holds', () => {
  const day = (instant: string) => instant.slice(0, 10);
  const [memoryBytes, pressureBytes] = [625 * MIB, 993 * MIB];

  it('is said with its share of the limit, and with its day where it was read long ago', () => {
    const at = '2026-11-16T00:20:00Z';
    const levels = { memoryBytes, pressureBytes, levelsAt: '2026-11-16T00:00:00Z' };
    expect(levelText(levels, at, day)).toBe('625 MiB now, 63% of its limit');
    expect(levelText({ ...levels, levelsAt: '2026-11-12T00:00:00Z' }, at, day)).toBe(
      '625 MiB on 2026-11-12, 63% of its limit',
    );
    expect(levelText({ ...levels, pressureBytes: null }, at, day)).toBe('625 MiB now');
    expect(levelText({ ...levels, memoryBytes: null }, at, day)).toBeNull();
  });
});

describe('how old the report is', () => {
  it.each([
    [null, 'There are no readings.'],
    [0, 'The newest readings were less than an hour old.'],
    [6.2 * HOUR, 'The newest readings were 6 hours old.'],
    [47 * HOUR, 'The newest readings were 47 hours old.'],
    [73 * HOUR, 'The newest readings were 3 days old.'],
  ])('of readings that are %s seconds old is %s', (seconds, text) => {
    expect(dataAge(seconds)).toBe(text);
  });

  it('has the day on which knowledge was checked, and its age where that is a day or more', () => {
    const age = { dataSeconds: 0, knowledgeCheckedOn: '2026-11-22', isKnowledgeStale: false };
    expect([0, 1, 12].map((knowledgeDays) => knowledgeAge({ ...age, knowledgeDays }))).toEqual([
      'Releases and advisories were last checked on 2026-11-22.',
      'Releases and advisories were last checked on 2026-11-22, 1 day before this report.',
      'Releases and advisories were last checked on 2026-11-22, 12 days before this report.',
    ]);
  });
});

describe('when a decision is due', () => {
  const week = { id: '', name: '', from: '', to: '2026-11-23T03:20:00Z', timeZone: 'UTC', isFirst: false };
  it.each([
    ['now', '2026-11-23T03:20:00Z', 'now'],
    ['now', null, 'now'],
    ['this-week', '2026-11-30T03:20:00Z', 'this week: by 30 Nov 2026'],
    ['this-week', '2026-11-23T09:00:00Z', 'this week: today'],
    ['next-window', null, 'at the next window'],
  ] as const)('%s and by %s is said as %s', (urgency, dueAt, text) => {
    expect(dueText({ urgency, dueAt }, week)).toBe(text);
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

  it('leaves what is printable as it is, and copies no more than what has other texts', () => {
    const sound = { texts: ['a b', 'naïve'], numbers: [Number.NaN] };
    const value = { sound, odd: { text: 'a  b', sound } };
    const printed = allPrintable(value);
    expect(printed).toEqual({ sound, odd: { text: 'a b', sound } });
    expect(printed.sound).toBe(sound);
    expect(printed.odd.sound).toBe(sound);
    expect(value.odd.text).toBe('a  b');
  });
});
