import { gzipSync } from 'node:zlib';
import { printSamples } from '../../lambdas/domain/records/archive.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { DAY_SECONDS, printInstant } from '../../lambdas/domain/records/time.ts';
import { type ImportRules, importDay } from './import-day.ts';
import type { ImportedDay, StateFile } from './import-state.ts';
import type { PrometheusApi, Range } from './prometheus-api.ts';

/** Where the samples of a run go: all of them at once, under a key of the import's own. */
export type PutSamples = (runAt: string, gzipped: Buffer) => Promise<void>;

/** The instants from which to which a period is asked for: those of the step's own grid, so that runs meet in time. */
export function gridOf(until: Date, days: number, step: number): Range {
  const to = Math.floor(until.getTime() / 1000 / step) * step;
  return { from: to - days * DAY_SECONDS + step, to, step };
}

/** A period's days in UTC, the oldest first; the first and the last may be parts of one. */
export function daysOf({ from, to, step }: Range): { date: string; range: Range }[] {
  const days = [];
  for (let start = from; start <= to; ) {
    const midnight = Math.floor(start / DAY_SECONDS) * DAY_SECONDS;
    const next = midnight + DAY_SECONDS;
    const last = Math.min(to, next - step);
    days.push({ date: printInstant(midnight * 1000).slice(0, 10), range: { from: start, to: last, step } });
    start = next;
  }
  return days;
}

/**
 * Imports a period, a day after another; what an earlier call has done is not done again, so that an import that broke
 * off goes on.
 * @param told after each day that was read
 */
export async function runImport(
  api: PrometheusApi,
  period: Range,
  rules: ImportRules,
  { state, put, told }: { state: StateFile; put: PutSamples; told: (day: ImportedDay) => void },
): Promise<void> {
  for (const { date, range } of daysOf(period)) {
    if (state.done(date, range) !== undefined) continue;
    const { samples, day } = await importDay(api, date, range, rules);
    for (const [at, ofInstant] of samples) await put(printInstant(at * 1000), zipped(ofInstant));
    state.add(day);
    told(day);
  }
}

const zipped = (samples: readonly Sample[]): Buffer => gzipSync(printSamples(samples));
