import * as z from 'zod';
import { Interval } from './evidence.ts';

/** What a host can run out of; of two reached at the same instant the earlier one here is told. */
export const LIMITED_RESOURCES = [
  'connections',
  'descriptors',
  'memory',
  'tcp-memory',
  'orphans',
  'local-ports',
] as const;
export const LimitedResource = z.enum(LIMITED_RESOURCES);
export type LimitedResource = z.infer<typeof LimitedResource>;

export const SecondsToLimit = z
  .object({ estimate: z.number(), low: z.number(), high: z.number().nullable() })
  .meta({
    id: 'SecondsToLimit',
    description: 'Until a limit at the present growth, 0 at it; `high` is `null` where it may be never.',
  });
export type SecondsToLimit = z.infer<typeof SecondsToLimit>;

export const HostLimit = z
  .object({
    resource: LimitedResource,
    level: z.number().describe('Median of the last day; bytes for memory. Of local ports an upper bound.'),
    highest: z.number().describe('The highest three hours of the last day, each a median.'),
    limit: z.number(),
    isAssumed: z
      .literal(true)
      .optional()
      .describe("Nobody read the limit: it is the kernel's default for the host's memory."),
    growthPerDay: Interval.nullable().describe(
      'Load taken out; `null` where it is not known, as in the first two days.',
    ),
    secondsToLimit: SecondsToLimit.nullable().describe(
      '`null` where nothing surely grows, and for local ports, of which only an upper bound is known.',
    ),
  })
  .meta({ id: 'HostLimit', description: 'How a host stands to one limit; those that were read are listed.' });
export type HostLimit = z.infer<typeof HostLimit>;

export const NearestLimit = z
  .object({ resource: LimitedResource, secondsToLimit: SecondsToLimit })
  .meta({ id: 'NearestLimit', description: 'The limit that is reached first.' });
export type NearestLimit = z.infer<typeof NearestLimit>;

/** What a host's record says of its nearest limit; that of an earlier version knows TCP memory's alone. */
export interface LimitForecast {
  secondsToPressure: SecondsToLimit | null;
  nearestLimit?: NearestLimit | null | undefined;
  limits?: readonly HostLimit[] | undefined;
  memoryGrowthBytesPerDay: Interval | null;
  restartEverySeconds?: number | null | undefined;
}

/** What score and urgency go by, also where growth is not clear. */
export function nearestLimitOf({
  nearestLimit,
  secondsToPressure,
}: Pick<LimitForecast, 'nearestLimit' | 'secondsToPressure'>): NearestLimit | null {
  if (nearestLimit !== undefined) return nearestLimit;
  return secondsToPressure && { resource: 'tcp-memory', secondsToLimit: secondsToPressure };
}

/**
 * The nearest limit as far as people are told of it: none where it rests on growth whose interval holds zero, since such
 * a host may not grow at all.
 */
export function forecastOf(host: LimitForecast): NearestLimit | null {
  const nearest = nearestLimitOf(host);
  if (nearest === null || nearest.resource !== 'tcp-memory' || nearest.secondsToLimit.estimate <= 0)
    return nearest;
  const growth = host.memoryGrowthBytesPerDay;
  return growth !== null && growth.low <= 0 ? null : nearest;
}

/** Whether a host is regularly restarted before it would reach a limit. */
export const isHeldOff = (
  { restartEverySeconds }: Pick<LimitForecast, 'restartEverySeconds'>,
  { estimate }: SecondsToLimit,
): boolean => Boolean(restartEverySeconds) && (restartEverySeconds ?? 0) < estimate;

/** Time to the nearest limit; `null` where none is foreseen, or where regular restarts come before it. */
export function limitBeforeRestart(host: LimitForecast): SecondsToLimit | null {
  const left = nearestLimitOf(host)?.secondsToLimit ?? null;
  return left !== null && isHeldOff(host, left) ? null : left;
}
