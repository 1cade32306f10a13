import * as z from 'zod';
import { FleetName } from '../domain/records/fleet-name.ts';

/** Lambda variables of `send-report`, as the stack writes them. */
export const SendReportEnv = z.object({
  ACCOUNT_ID: z.string().regex(/^\d{12}$/, 'expected a 12-digit account id'),
  /** Set by Lambda itself. */
  AWS_REGION: z.string().min(1),
  ARCHIVE_BUCKET: z.string().min(3),
  /** Of one fleet among several. */
  FLEET_NAME: FleetName.optional(),
  /** Whether the archive has places beside this one that are reported with it: `true` or `false`. */
  EVERY_PLACE: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  /** Address that the report comes from, of an identity that SES has verified; without it, it is not mailed. */
  SENDER: z.email().optional(),
  /** Addresses that it goes to, separated by commas; SES takes 50 a message. */
  RECIPIENTS: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.email()).min(1).max(50))
    .optional(),
  /** Whether an event tells where the report lies, beside the mail; without a mail, it does anyway. */
  ANNOUNCE_REPORT: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  /** Region whose SES mails it; Lambda's own without it. */
  MAIL_REGION: z.string().min(1).optional(),
  /** IANA name of the zone that the report's days and weeks are told in. */
  TIME_ZONE: z.string().min(1),
  /** Whether the full report is attached; otherwise it lies in the archive alone and is linked. */
  ATTACH_REPORT: z.enum(['true', 'false']).transform((text) => text === 'true'),
});
export type SendReportEnv = z.infer<typeof SendReportEnv>;

/** What the stack has to set: all of it but Lambda's own. */
export type SendReportVariables = Omit<z.input<typeof SendReportEnv>, 'AWS_REGION'>;

/** The scheduled event: the week that its instant lies in is the report's identity. */
export const SendReportEvent = z.object({ scheduledAt: z.iso.datetime() });
export type SendReportEvent = z.infer<typeof SendReportEvent>;
