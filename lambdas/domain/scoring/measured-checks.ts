import { Disbelief } from '../records/evidence.ts';
import type { Answer, Check, Measure } from './checks/check.ts';
import { CHECKS, type CheckName } from './checks/index.ts';
import type { HostTrend } from './host-trend.ts';

/**
 * What every check measured on a host, a kilobyte: of a large fleet each host's is kept until it is known how sound ones
 * drift. Numbers stand in the order of `CHECKS` and `FIELDS`, `NaN` where nothing was read.
 */
export type MeasuredChecks = Float32Array;

const FIELDS = [
  'level',
  'toldPerDay',
  'perDay',
  'standardError',
  'halfWidth',
  'toldHalfWidth',
  'base',
  'slowest',
  'fastest',
  'shape',
  'step',
  'days',
] as const satisfies readonly (keyof Measure)[];
const [DETAIL, LOAD_OUT, ALIBI] = [FIELDS.length, FIELDS.length + 1, FIELDS.length + 2];
const WIDTH = FIELDS.length + 3;

const UNMEASURED: Measure = {
  ...(Object.fromEntries(FIELDS.map((field) => [field, 0])) as Record<(typeof FIELDS)[number], number>),
  detail: null,
  isLoadOut: false,
  alibi: null,
};

export function measureChecks(host: HostTrend): MeasuredChecks {
  const measured = new Float32Array(CHECKS.length * WIDTH).fill(Number.NaN);
  for (const [place, check] of CHECKS.entries()) {
    const measure = check.measure(host);
    if (!measure) continue;
    for (const [index, field] of FIELDS.entries()) measured[place * WIDTH + index] = measure[field];
    measured[place * WIDTH + DETAIL] = measure.detail ?? Number.NaN;
    measured[place * WIDTH + LOAD_OUT] = Number(measure.isLoadOut);
    measured[place * WIDTH + ALIBI] = measure.alibi ? Disbelief.options.indexOf(measure.alibi) : Number.NaN;
  }
  return measured;
}

/** Each check that could answer, with what it measured. */
export function measuresOf(measured: MeasuredChecks): { check: NamedCheck; measure: Measure }[] {
  const measures: { check: NamedCheck; measure: Measure }[] = [];
  for (const [place, check] of CHECKS.entries()) {
    const number = (index: number) => measured[place * WIDTH + index] ?? Number.NaN;
    if (Number.isNaN(number(0))) continue;
    const measure: Measure = { ...UNMEASURED };
    for (const [index, field] of FIELDS.entries()) measure[field] = number(index);
    measure.detail = Number.isNaN(number(DETAIL)) ? null : number(DETAIL);
    measure.isLoadOut = number(LOAD_OUT) === 1;
    measure.alibi = Disbelief.options[number(ALIBI)] ?? null;
    measures.push({ check, measure });
  }
  return measures;
}

type NamedCheck = Check<CheckName>;

/** What each of them answers, where sound hosts drift so many times as far as usual. */
export const answersOf = (
  measured: MeasuredChecks,
  unusual: Readonly<Partial<Record<CheckName, number>>> = {},
): ReadonlyMap<CheckName, Answer> =>
  new Map(
    measuresOf(measured).map(({ check, measure }) => [
      check.name,
      check.answer(measure, unusual[check.name]),
    ]),
  );
