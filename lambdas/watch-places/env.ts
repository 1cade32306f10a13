import * as z from 'zod';
import { FleetName } from '../domain/records/fleet-name.ts';
import { wholeNumber } from '../domain/records/whole-number.ts';

/** Lambda variables of `watch-places`, as the stack writes them. */
export const WatchPlacesEnv = z.object({
  ACCOUNT_ID: z.string().regex(/^\d{12}$/, 'expected a 12-digit account id'),
  /** Set by Lambda itself. */
  AWS_REGION: z.string().min(1),
  ARCHIVE_BUCKET: z.string().min(3),
  /** Of one fleet among several. */
  FLEET_NAME: FleetName.optional(),
  /** Regions whose samples the bucket takes, separated by commas. */
  REGIONS: z.string().transform((text) => text.split(',')),
  /** The StackSet that deploys the places' stacks; absent where somebody else does. */
  STACK_SET: z.string().min(1).optional(),
  STACK_SET_CALL_AS: z.enum(['SELF', 'DELEGATED_ADMIN']).optional(),
  /** Seconds between two audits. */
  PERIOD_SECONDS: wholeNumber,
  /** Audits on end that a place may miss before it counts as silent. */
  MISSED_AUDITS: wholeNumber,
  /** Most metrics (name and dimensions) of places. */
  METRIC_BUDGET: wholeNumber,
  /** A run with more hosts is not read. */
  MAXIMUM_HOSTS: wholeNumber,
});
export type WatchPlacesEnv = z.infer<typeof WatchPlacesEnv>;

/** What the stack has to set: all of it but Lambda's own. */
export type WatchPlacesVariables = Omit<z.input<typeof WatchPlacesEnv>, 'AWS_REGION'>;

export const WatchPlacesEvent = z.object({ scheduledAt: z.iso.datetime() });
export type WatchPlacesEvent = z.infer<typeof WatchPlacesEvent>;
