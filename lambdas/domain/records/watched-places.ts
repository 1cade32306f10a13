import * as z from 'zod';
import { instant, quantity, text } from './figure.ts';
import { PlaceName } from './shard.ts';
import { DAY } from './time.ts';

/** A run is written at most so long after its instant: its event is tried for hours. A watch looks so far back, too. */
export const LATEST_WRITE = 2 * DAY;

/** Why a place is silent, as far as the hub can tell. */
export const SilenceReason = z.enum([
  'stack-failed',
  'stack-pending',
  'write-denied',
  'unreadable',
  'late-start',
  'nothing-written',
  'stopped',
]);
export type SilenceReason = z.infer<typeof SilenceReason>;

/** What the newest run of a place said that could be read. */
export const PlaceFigures = z.object({
  runAt: instant,
  hosts: z.int(),
  unreachable: z.int(),
  malformed: z.int(),
  // Sums of what hosts say: more than a whole number that is exact.
  stuckStreams: quantity,
  deadSockets: quantity,
  pressureEvents: quantity,
  /** Of the host nearest to its kernel's pressure limit, and which that is. */
  percentOfPressure: quantity,
  worstHostId: text,
});
export type PlaceFigures = z.infer<typeof PlaceFigures>;

/** A place that should write samples, as the hub last saw it. */
export const WatchedPlace = z.object({
  ...PlaceName.shape,
  /** Since when samples of it are waited for. */
  expectedSince: instant,
  /** Its first run; `null` before that, and where it wrote before anybody watched. */
  joinedAt: instant.nullable(),
  /** Of CloudFormation's stack instance; `null` where no stack of it is known. */
  stack: z.object({ status: z.string(), reason: text }).nullable(),
  /** When its stack left the StackSet: from then on nothing is waited for, unless it writes again. */
  removedAt: instant.nullable(),
  newest: PlaceFigures.nullable(),
  /** What its newest object is where that is no run of which anybody was asked. */
  trouble: z
    .object({ runAt: instant, reason: z.enum(['unreadable', 'late-start']), detail: text })
    .nullable(),
  silence: z.object({ since: instant, reason: SilenceReason, detail: text }).nullable(),
  /** When the newest object that was read was written, and the keys of those written shortly before. */
  seenTo: instant.nullable(),
  seenKeys: z.array(z.string()),
});
export type WatchedPlace = z.infer<typeof WatchedPlace>;

/** What the hub knows of the places of its fleet: written with each watch, the newest alone. */
export const WatchedPlaces = z.object({
  schema: z.literal(1),
  watchedAt: instant,
  /** `null` where the stack deploys to no other account; `problem` is the last error of listing it. */
  stackSet: z.object({ listedAt: instant.nullable(), problem: text }).nullable(),
  places: z.array(WatchedPlace),
  /** Those with metrics of their own, by account and region: chosen anew each hour, as CloudWatch counts metrics. */
  told: z.array(z.string()),
});
export type WatchedPlaces = z.infer<typeof WatchedPlaces>;
