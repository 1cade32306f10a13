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

export function measureChecks(host: HostTrend): MeasuredChecks {
  const measured = new Float32Array(CHECKS.length * WIDTH).fill(Number.NaN);
  for (const [place, check] of CHECKS.entries()) {
    const measure = check.measure(host);
    if (!measure) continue;
    measured.set(
      FIELDS.map((field) => measure[field]),
      place * WIDTH,
    );
    measured[place * WIDTH + DETAIL] = measure.detail ?? Number.NaN;
    measured[place * WIDTH + LOAD_OUT] = Number(measure.isLoadOut);
    measured[place * WIDTH + ALIBI] = measure.alibi ? Disbelief.options.indexOf(measure.alibi) : Number.NaN;
  }
  return measured;
}

/** Each check that could answer, with what it measured. */
export const measuresOf = (measured: MeasuredChecks): { check: NamedCheck; measure: Measure }[] =>
  CHECKS.flatMap((check, place) => {
    const numbers = measured.subarray(place * WIDTH, (place + 1) * WIDTH);
    if (Number.isNaN(numbers[0])) return [];
    const fields = Object.fromEntries(FIELDS.map((field, index) => [field, numbers[index]]));
    const detail = numbers[DETAIL] ?? Number.NaN;
    const measure = {
      ...(fields as Record<(typeof FIELDS)[number], number>),
      detail: Number.isNaN(detail) ? null : detail,
      isLoadOut: numbers[LOAD_OUT] === 1,
      alibi: Disbelief.options[numbers[ALIBI] ?? -1] ?? null,
    };
    return [{ check, measure }];
  });

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
