import {
  type FeatureName,
  type Features,
  featureNames,
  type Weights,
} from '../../lambdas/domain/scoring/checks/check.ts';
import { CHECKS, type CheckName, type CheckWeights } from '../../lambdas/domain/scoring/checks/index.ts';

/** A host whose truth is known: what it says to each check, and how much it counts. */
export interface Example {
  leaks: boolean;
  features: Readonly<Partial<Record<CheckName, Features>>>;
  weight: number;
}

/** Features that can't speak against a leak, and those that can't speak for one: what the fit may not turn round. */
const FOR = new Set(['suspicious', 'significant', 'material']);
const AGAINST = new Set(['saturating', 'asked']);
const RIDGE = 2e-5;
const STEPS = 800;

/**
 * Weights of all features together by logistic regression with a slight ridge. The examples' own share of leaks is
 * taken out, so that the prior is free; there is no constant beside it. Adam's steps; deterministic.
 */
export function fitWeights(examples: readonly Example[]): CheckWeights {
  const names = namesOf(examples);
  const rows = examples.map(({ features }) =>
    Float64Array.from(names, ({ check, feature }) => features[check]?.[feature] ?? 0),
  );
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  const leaky = examples.reduce((sum, { leaks, weight }) => sum + (leaks ? weight : 0), 0);
  const prior = Math.log(leaky / (total - leaky));
  const columns = names.map(({ feature }) => ({
    kind: feature.replace('LoadUnknown', ''),
    weight: 0,
    slope: 0,
    mean: 0,
    square: 0,
  }));
  for (let step = 1; step <= STEPS; step += 1) {
    for (const column of columns) column.slope = 2 * RIDGE * column.weight;
    for (const [index, { leaks, weight }] of examples.entries()) {
      const row = rows[index] ?? new Float64Array();
      const logOdds = columns.reduce((sum, column, place) => sum + column.weight * (row[place] ?? 0), prior);
      const off = ((1 / (1 + Math.exp(-logOdds)) - (leaks ? 1 : 0)) * weight) / total;
      for (const [place, column] of columns.entries()) column.slope += off * (row[place] ?? 0);
    }
    for (const column of columns) {
      column.mean = 0.9 * column.mean + 0.1 * column.slope;
      column.square = 0.999 * column.square + 0.001 * column.slope ** 2;
      const move = column.mean / (1 - 0.9 ** step) / (Math.sqrt(column.square / (1 - 0.999 ** step)) + 1e-9);
      column.weight = bounded(column.kind, column.weight - 0.05 * move);
    }
  }
  const fitted: Partial<Record<CheckName, Weights>> = {};
  for (const [place, { check, feature }] of names.entries()) {
    const weight = Number((columns[place]?.weight ?? 0).toFixed(2));
    if (weight !== 0) fitted[check] = { ...fitted[check], [feature]: weight };
  }
  return fitted;
}

function bounded(kind: string, weight: number): number {
  if (FOR.has(kind)) return Math.max(0, weight);
  return AGAINST.has(kind) ? Math.min(0, weight) : weight;
}

function namesOf(examples: readonly Example[]): { check: CheckName; feature: FeatureName }[] {
  const seen = new Map<string, { check: CheckName; feature: FeatureName }>();
  for (const { features } of examples) {
    for (const { name: check } of CHECKS) {
      for (const feature of featureNames(features[check] ?? {}))
        seen.set(`${check}/${feature}`, { check, feature });
    }
  }
  return [...seen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
}
