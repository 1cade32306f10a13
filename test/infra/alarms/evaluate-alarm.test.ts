import { describe, expect, it } from 'vitest';
import { arithmetic } from '../../../infra/local/aws/alarms/arithmetic.ts';
import { nextState, ringings } from '../../../infra/local/aws/alarms/evaluate-alarm.ts';
import type { StoredMetric } from '../../../infra/local/aws/metric-store.ts';
import type { TemplateAlarm } from './template-alarms.ts';

// The tables of the CloudWatch User Guide, oldest first as there: 0 is fine, X breaches, - is missing.
const documented: [of: [number, number], points: string, states: [string, string, string, string]][] = [
  [[3, 3], '0 - X - X', ['OK', 'OK', 'OK', 'OK']],
  [[3, 3], '0 - - - -', ['OK', 'OK', 'OK', 'OK']],
  [[3, 3], '- - - - -', ['INSUFFICIENT_DATA', 'as before', 'ALARM', 'OK']],
  [[3, 3], '0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  [[3, 3], '- - - - X', ['INSUFFICIENT_DATA', 'as before', 'ALARM', 'OK']],
  [[3, 3], 'X - - - -', ['ALARM', 'as before', 'ALARM', 'OK']],
  [[2, 3], '0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  [[2, 3], '0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  [[2, 3], '0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
  [[2, 3], '- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
  [[2, 3], '- - - - X', ['INSUFFICIENT_DATA', 'as before', 'ALARM', 'OK']],
];

describe('an evaluation, by the documented tables', () => {
  const cases = documented.flatMap(([[datapoints, periods], text, states]) =>
    (['missing', 'ignore', 'breaching', 'notBreaching'] as const).map((missing, index) => ({
      datapoints,
      periods,
      text,
      missing,
      expected: states[index],
    })),
  );
  it.each(cases)('answers "$expected" to $text at $datapoints of $periods, with $missing', (one) => {
    const points = one.text
      .split(' ')
      .map((sign) => (sign === '-' ? null : sign === 'X'))
      .reverse();
    for (const before of ['OK', 'ALARM'] as const) {
      expect(nextState(one, points, before)).toBe(one.expected === 'as before' ? before : one.expected);
    }
  });
});

const FROM = new Date('2026-11-01T00:00:00Z');
const UNTIL = new Date('2026-11-01T12:00:00Z');
const plain = { extraPeriods: 0, delaySeconds: 120, windows: 'sliding' } as const;

/** Hourly values, `null` for none. */
const hourly = (values: readonly (number | null)[], unit = 'Count'): StoredMetric => ({
  namespace: 'N',
  metricName: 'M',
  dimensions: [],
  points: values.flatMap((value, hour) =>
    value === null
      ? []
      : [
          {
            startsAt: FROM.getTime() + hour * 3_600_000,
            unit,
            minimum: value,
            maximum: value,
            sum: value,
            sampleCount: 1,
          },
        ],
  ),
});

const alarm = (changed: Partial<TemplateAlarm> = {}): TemplateAlarm => ({
  id: 'A',
  description: '',
  actions: [],
  metrics: new Map([
    [
      'm',
      {
        namespace: 'N',
        metricName: 'M',
        dimensions: [],
        statistic: 'Maximum',
        periodSeconds: 3600,
        unit: 'Count',
      },
    ],
  ]),
  expression: 'm',
  periodSeconds: 3600,
  operator: 'GreaterThanOrEqualToThreshold',
  threshold: 5,
  datapoints: 2,
  periods: 3,
  missing: 'notBreaching',
  warmUpSeconds: 0,
  ringsWithoutData: false,
  ...changed,
});
const window = { from: FROM, until: UNTIL };
const rounded = (list: ReturnType<typeof ringings>) =>
  list.map(({ from, to }) => [Math.round(from), Math.round(to)]);

describe('an alarm over time', () => {
  const values = [0, 0, 6, 6, 6, 0, 0, 6, 0, 0, 0, 0];

  it('rings from the second breach until the second that is none', () => {
    expect(rounded(ringings(alarm(), [hourly(values)], window, plain))).toEqual([[3, 6]]);
  });

  it.each([
    { of: 'another unit', stored: hourly(values, 'Percent'), changed: {} },
    {
      of: 'another dimension',
      stored: { ...hourly(values), dimensions: [{ name: 'D', value: 'v' }] },
      changed: {},
    },
    { of: 'another name', stored: { ...hourly(values), metricName: 'Other' }, changed: {} },
    { of: 'three of three', stored: hourly(values), changed: { periods: 4, datapoints: 4 } },
  ])('never rings by $of', ({ stored, changed }) => {
    expect(ringings(alarm(changed), [stored], window, plain)).toEqual([]);
  });

  it('computes before it compares', () => {
    const halved = alarm({ expression: '(m + m) / 4', threshold: 3 });
    expect(rounded(ringings(halved, [hourly(values)], window, plain))).toEqual([[3, 6]]);
  });

  it('rings for silence only after its warm-up, and the later the more is retrieved', () => {
    const silent = alarm({ periods: 2, missing: 'breaching', threshold: 1000, warmUpSeconds: 4 * 3600 });
    expect(rounded(ringings(silent, [], window, plain))).toEqual([[4, 12]]);
    const stops = [hourly([1, 1, 1, 1, 1, 1])];
    expect(rounded(ringings(silent, stops, window, plain))).toEqual([[7, 12]]);
    expect(rounded(ringings(silent, stops, window, { ...plain, extraPeriods: 2 }))).toEqual([[9, 12]]);
  });

  it('flaps where a point that is not there yet counts as fine, and one more period would help', () => {
    expect(rounded(ringings(alarm({ periods: 2 }), [hourly(values)], window, plain))).toEqual([
      [3, 4],
      [4, 5],
    ]);
  });

  it('rings an hour later where windows end at full hours', () => {
    const [first] = ringings(alarm(), [hourly(values)], window, { ...plain, windows: 'aligned' });
    expect(Math.round(first?.from ?? 0)).toBe(4);
  });
});

describe('arithmetic', () => {
  it.each([
    ['a / 2 - 1', 4],
    ['2 * (a + 1) - a', 12],
    ['100 * a / 20', 50],
  ])('%s is %d', (text, value) => {
    expect(arithmetic(text)(() => 10)).toBe(value);
  });

  it.each(['FILL(a, 0)', 'a +', '(a', 'a a', ''])('refuses %j', (text) => {
    expect(() => arithmetic(text)(() => 1)).toThrow('not arithmetic');
  });
});
