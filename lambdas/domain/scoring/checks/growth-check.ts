import { daysPhrase, growthPhrase } from '../../format.ts';
import type { HostTrend } from '../host-trend.ts';
import { type Growth, interval } from '../trend/growth.ts';
import type { Check, FeatureName, Features, MeasuredFeature } from './check.ts';

/** What a check measures of a growth. */
type Measured = Partial<Record<MeasuredFeature, number>>;

/** A check that asks whether a reading grows: its entry, and how the reading grows on a host without any leak. */
export interface GrowthQuestion<Name extends string> extends Omit<Check<Name>, 'ask'> {
  /** Standard deviation of a total over the window that the model doesn't know of: arrivals in clumps, accounting. */
  slack(host: HostTrend, growth: Growth): number;
  /** What stands now, for the beginning of the sentence. */
  subject(level: number, host: HostTrend): string;
  /** Whether the reading means what the check takes it to mean on this host. */
  applies?(host: HostTrend): boolean;
  more?(host: HostTrend, growth: Growth): Measured;
}

/** Standard errors up to which growth may be chance, and beyond which more of them say little more. */
const [CHANCE, CERTAIN] = [3, 10];
/** Log-likelihood ratios beyond which saturating growth is no better told from linear. */
const SURE_SHAPE = 8;

/** A check that asks whether a reading grows, beyond load, season and what fills after a start. */
export function growthCheck<const Name extends string>(question: GrowthQuestion<Name>): Check<Name> {
  const { slack, subject, applies, more, ...entry } = question;
  const { reading, phrase, countsLeak } = entry;
  return {
    ...entry,
    ask(host) {
      const level = host.level(reading);
      const growth = host.growth(reading);
      if (level === null || growth === null || applies?.(host) === false) return null;
      const slackPerDay = slack(host, growth) / Math.max(growth.days, 0.5);
      const widened = { ...growth, standardError: Math.hypot(growth.standardError, slackPerDay) };
      const growthPerDay = interval(widened);
      const measured = { ...significanceFeatures(widened), ...more?.(host, widened) };
      const isLoadOut = host.isLoadKnown || countsLeak;
      return {
        features: isLoadOut ? measured : unadjusted(measured),
        growthPerDay,
        summary: `${subject(level, host)}, ${growthPhrase(growthPerDay, phrase)} over ${daysPhrase(growth.days)}${isLoadOut ? '' : ', load unknown'}`,
      };
    },
  };
}

function unadjusted(measured: Measured): Features {
  const features: Partial<Record<FeatureName, number>> = {};
  for (const name of Object.keys(measured) as MeasuredFeature[]) {
    features[`${name}LoadUnknown`] = measured[name] ?? 0;
  }
  return features;
}

/** The slope over its error, in two parts so that certainty and suspicion can weigh differently, and its shape. */
export function significanceFeatures({ perDay, standardError, shape }: Growth): Measured {
  const significance = perDay / standardError;
  return {
    asked: 1,
    suspicious: clamp(significance, -1, CHANCE) / CHANCE,
    significant: clamp(significance - CHANCE, 0, CERTAIN - CHANCE) / (CERTAIN - CHANCE),
    saturating: significance > 2 ? clamp(-shape, 0, SURE_SHAPE) / SURE_SHAPE : 0,
  };
}

export const clamp = (value: number, minimum: number, maximum: number): number =>
  Math.min(maximum, Math.max(minimum, value));

/** Standard deviation of a total of things that come in pairs at random: Poisson's, doubled. */
export const pairsAtRandom = (_: HostTrend, growth: Growth): number =>
  2 * Math.sqrt(Math.max(1, Math.abs(growth.perDay * growth.days)));
