import { daysPhrase, growthPhrase } from '../../format.ts';
import type { HostTrend, Response } from '../host-trend.ts';
import { type Growth, interval } from '../trend/growth.ts';
import type { Check, Features } from './check.ts';

export interface GrowthQuestion {
  name: string;
  isMechanism: boolean;
  response: Response;
  /** Standard deviation of a total over the window that the model doesn't know of: arrivals in clumps, accounting. */
  slack(host: HostTrend, growth: Growth): number;
  /** What stands now, for the beginning of the sentence. */
  subject(level: number, host: HostTrend): string;
  phrase(value: number): string;
  /** Whether the reading means what the check takes it to mean on this host. */
  applies?(host: HostTrend): boolean;
  more?(host: HostTrend, growth: Growth): Features;
}

/** Standard errors up to which growth may be chance, and beyond which more of them say little more. */
const [CHANCE, CERTAIN] = [3, 10];
/** Log-likelihood ratios beyond which saturating growth is no better told from linear. */
const SURE_SHAPE = 8;

/** A check that asks whether a reading grows, beyond load, season and what fills after a start. */
export function growthCheck(question: GrowthQuestion): Check {
  const { name, isMechanism, response } = question;
  return {
    name,
    isMechanism,
    ask(host) {
      const level = host.level(response);
      const growth = host.growth(response);
      if (level === null || growth === null || question.applies?.(host) === false) return null;
      const slackPerDay = question.slack(host, growth) / Math.max(growth.days, 0.5);
      const widened = { ...growth, standardError: Math.hypot(growth.standardError, slackPerDay) };
      const growthPerDay = interval(widened);
      const features = { ...significanceFeatures(widened), ...question.more?.(host, widened) };
      return {
        features: host.isLoadKnown || isMechanism ? features : unadjusted(features),
        growthPerDay,
        summary: `${question.subject(level, host)}, ${growthPhrase(growthPerDay, question.phrase)} over ${daysPhrase(growth.days)}${host.isLoadKnown || isMechanism ? '' : ', load unknown'}`,
      };
    },
  };
}

/** Growth that may be the load's has weights of its own. */
const unadjusted = (features: Features): Features =>
  Object.fromEntries(Object.entries(features).map(([name, value]) => [`${name}LoadUnknown`, value]));

/** The slope over its error, in two parts so that certainty and suspicion can weigh differently, and its shape. */
export function significanceFeatures({ perDay, standardError, shape }: Growth): Features {
  const significance = perDay / standardError;
  return {
    asked: 1,
    suspicious: clamp(significance, -1, CHANCE) / CHANCE,
    significant: clamp(significance - CHANCE, 0, CERTAIN - CHANCE) / (CERTAIN - CHANCE),
    saturating: significance > 2 ? clamp(-shape, 0, SURE_SHAPE) / SURE_SHAPE : 0,
  };
}

export const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, value));

/** Standard deviation of a total of things that come in pairs at random: Poisson's, doubled. */
export const pairsAtRandom = (_: HostTrend, growth: Growth): number =>
  2 * Math.sqrt(Math.max(1, Math.abs(growth.perDay * growth.days)));
