import * as z from 'zod';
import { FleetName } from '../domain/records/fleet-name.ts';
import { wholeNumber } from '../domain/records/whole-number.ts';

/** Lambda variables of `audit-fleet`, as the stack writes them. */
export const AuditFleetEnv = z.object({
  ACCOUNT_ID: z.string().regex(/^\d{12}$/, 'expected a 12-digit account id'),
  /** Set by Lambda itself. */
  AWS_REGION: z.string().min(1),
  ARCHIVE_BUCKET: z.string().min(3),
  /**
   * Region of the bucket, where it is a hub's, which this account can't list: samples are then all that a run leaves
   * behind, and the hub publishes the metrics.
   */
  ARCHIVE_REGION: z.string().min(1).optional(),
  /** Of one fleet among several. */
  FLEET_NAME: FleetName.optional(),
  /** Name of the SSM document; its version is always 1. */
  PROBE_DOCUMENT: z.string().regex(/^[\w.-]{3,128}$/),
  /** The document of the release before, where it is another: the new one has to stand its trial beside it. */
  PREVIOUS_PROBE_DOCUMENT: z
    .string()
    .regex(/^[\w.-]{3,128}$/)
    .optional(),
  /** Hosts with this tag and value are the fleet. */
  FLEET_TAG_KEY: z.string().min(1).max(128),
  FLEET_TAG_VALUE: z.string().max(256),
  /** Tag whose value is a host's role. */
  ROLE_TAG_KEY: z.string().min(1).max(128),
  /** Seconds between two scheduled instants. */
  PERIOD_SECONDS: wholeNumber,
  /** Seconds after the start at which hosts that have not answered are recorded as unreachable. */
  DEADLINE_SECONDS: wholeNumber,
  /** Most CloudWatch metrics (name and dimensions) a run may publish of the fleet, its roles and releases. */
  METRIC_BUDGET: wholeNumber,
  /** `true` publishes metrics for each host; each costs $0.30 a month. */
  PER_HOST_METRICS: z.enum(['true', 'false']).transform((text) => text === 'true'),
});
export type AuditFleetEnv = z.infer<typeof AuditFleetEnv>;

/** What the stack has to set: all of it but Lambda's own. */
export type AuditFleetVariables = Omit<z.input<typeof AuditFleetEnv>, 'AWS_REGION'>;

/** The scheduled event: EventBridge Scheduler fills in the instant it was due at, the run's identity. */
export const AuditFleetEvent = z.object({ scheduledAt: z.iso.datetime() });
export type AuditFleetEvent = z.infer<typeof AuditFleetEvent>;
