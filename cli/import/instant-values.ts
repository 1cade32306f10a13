import type { Range, Series } from './prometheus-api.ts';

/** Values of a figure at the instants of a slice, by their place; NaN is not known. */
export type Values = Float64Array;

/** The labels of an info metric at the instants of a slice. */
export type Labels = (Series['labels'] | null)[];

export const instantsOf = ({ from, to, step }: Range): number => Math.floor((to - from) / step) + 1;

/** Points in their places; what is no number (`NaN`, `+Inf`) is not known. */
export function valuesOf({ points }: Series, range: Range): Values {
  const values = new Float64Array(instantsOf(range)).fill(Number.NaN);
  for (const [at, text] of points) {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    const place = Math.round((at - range.from) / range.step);
    if (Number.isFinite(value) && place >= 0 && place < values.length) values[place] = value;
  }
  return values;
}

export const knownCount = (values: Values): number =>
  values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);

/**
 * One figure of series that tell the same: of two servers that scrape in parallel, or under labels that changed. The one
 * with the most points is believed and the others fill its gaps, so that a counter doesn't jump between two.
 * @param all in an order that does not change from slice to slice
 */
export function filledUp(all: readonly Values[]): Values {
  const [first, ...others] = all.toSorted((a, b) => knownCount(b) - knownCount(a));
  const values = Float64Array.from(first ?? []);
  for (const other of others) {
    for (const [place, value] of values.entries()) {
      if (Number.isNaN(value)) values[place] = other[place] ?? Number.NaN;
    }
  }
  return values;
}

/** The sum of parts, at the instants at which one of them is known. */
export function summed(all: readonly Values[]): Values {
  const [first = new Float64Array(0)] = all;
  return first.map((_, place) => {
    const parts = all.map((values) => values[place] ?? Number.NaN).filter((value) => !Number.isNaN(value));
    return parts.length === 0 ? Number.NaN : parts.reduce((sum, value) => sum + value, 0);
  });
}

/**
 * Labels of an info metric by instant. Where two series overlap, as for some minutes after an upgrade, the one that begins
 * later says what is so now.
 */
export function labelsOf(all: readonly { series: Series; values: Values }[], length: number): Labels {
  const byStart = all.toSorted((a, b) => firstKnown(a.values) - firstKnown(b.values));
  return Array.from({ length }, (_, place) => {
    const last = byStart.findLast(({ values }) => !Number.isNaN(values[place] ?? Number.NaN));
    return last?.series.labels ?? null;
  });
}

const firstKnown = (values: Values): number => {
  const place = values.findIndex((value) => !Number.isNaN(value));
  return place === -1 ? Number.POSITIVE_INFINITY : place;
};
