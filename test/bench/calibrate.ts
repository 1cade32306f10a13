import type { Bin } from '../../lambdas/domain/bin.ts';
import { CHECKS } from '../../lambdas/domain/checks/index.ts';
import type { Features } from '../../lambdas/domain/evidence.ts';
import { hostTrend } from '../../lambdas/domain/host-trend.ts';
import { TREND_OPTIONS, type TrendOptions } from '../../lambdas/domain/trend/design.ts';

/** A host whose truth is known: what it says to each check, and how much it counts. */
export interface Example {
  leaks: boolean;
  features: Readonly<Record<string, Features>>;
  weight: number;
}

export function featuresOf(bins: readonly Bin[], options: TrendOptions = TREND_OPTIONS): Example['features'] {
  const host = hostTrend(bins, options);
  return Object.fromEntries(
    CHECKS.flatMap((check) => {
      const answer = check.ask(host);
      return answer ? [[check.name, answer.features]] : [];
    }),
  );
}

/** Features that can't speak against a leak, and those that can't speak for one: what the fit may not turn round. */
const FOR = new Set(['suspicious', 'significant', 'material']);
const AGAINST = new Set(['saturating', 'asked']);

/**
 * Weights of all features together by logistic regression (with a ridge), the examples' own share of leaks taken out,
 * so that the prior is free. Steepest descent with Adam's steps; deterministic.
 */
export function calibrate(
  examples: readonly Example[],
  ridge = 0.0002,
): Record<string, Record<string, number>> {
  const names = [
    ...new Set(
      examples.flatMap(({ features }) =>
        Object.entries(features).flatMap(([check, own]) =>
          Object.keys(own).map((name) => `${check}/${name}`),
        ),
      ),
    ),
  ].sort();
  const rows = examples.map(({ features }) =>
    Float64Array.from(names, (name) => {
      const [check = '', feature = ''] = name.split('/');
      return features[check]?.[feature] ?? 0;
    }),
  );
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  const leaky = examples.reduce((sum, { leaks, weight }) => sum + (leaks ? weight : 0), 0);
  const prior = Math.log(leaky / (total - leaky));
  const weights = new Float64Array(names.length);
  const [first, second] = [new Float64Array(names.length), new Float64Array(names.length)];
  for (let step = 1; step <= 800; step += 1) {
    const slope = weights.map((weight) => 2 * ridge * weight);
    for (const [index, row] of rows.entries()) {
      const { leaks, weight } = examples[index] as Example;
      const sum = row.reduce((all, value, column) => all + value * (weights[column] as number), prior);
      const off = ((1 / (1 + Math.exp(-sum)) - (leaks ? 1 : 0)) * weight) / total;
      for (let column = 0; column < row.length; column += 1)
        slope[column] = (slope[column] as number) + off * (row[column] as number);
    }
    for (const [column, name] of names.entries()) {
      first[column] = 0.9 * (first[column] as number) + 0.1 * (slope[column] as number);
      second[column] = 0.999 * (second[column] as number) + 0.001 * (slope[column] as number) ** 2;
      const move =
        (first[column] as number) /
        (1 - 0.9 ** step) /
        (Math.sqrt((second[column] as number) / (1 - 0.999 ** step)) + 1e-9);
      const next = (weights[column] as number) - 0.05 * move;
      const feature = (name.split('/')[1] ?? '').replace('LoadUnknown', '');
      weights[column] = FOR.has(feature)
        ? Math.max(0, next)
        : AGAINST.has(feature)
          ? Math.min(0, next)
          : next;
    }
  }
  const fitted: Record<string, Record<string, number>> = {};
  for (const [column, name] of names.entries()) {
    const [check = '', feature = ''] = name.split('/');
    fitted[check] = { ...fitted[check], [feature]: Number((weights[column] as number).toFixed(2)) };
  }
  return fitted;
}
