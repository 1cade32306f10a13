import * as z from 'zod';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** Bytes of one Lambda variable: a function's variables have 4 kB together, and the others need their part. */
export const MAXIMUM_VARIABLE_BYTES = 3_000;

const TimeZone = z.string().refine(isTimeZone, 'expected an IANA time zone such as Europe/Berlin');

export const ReportConfig = z
  .strictObject({
    sender: z.email().describe('Address that the report comes from.'),
    recipients: z
      .array(z.email())
      .min(1)
      .max(50)
      .refine(
        (addresses) => Buffer.byteLength(addresses.join()) <= MAXIMUM_VARIABLE_BYTES,
        `expected at most ${MAXIMUM_VARIABLE_BYTES} bytes of addresses, joined by commas: a Lambda variable carries them`,
      )
      .describe('Addresses that it goes to; SES takes 50 a message.'),
    senderIdentity: z
      .enum(['new-address', 'new-domain', 'existing-address', 'existing-domain'])
      .default('new-address')
      .describe(
        "SES's identity that vouches for the sender: its address or its domain, one that SES has or a new one that the stack makes. SES mails a new address a link to follow; a new domain's DKIM records are outputs of the stack.",
      ),
    timeZone: TimeZone.default('UTC').describe(
      'IANA name of the zone that it is scheduled in, and that its days and weeks are told in.',
    ),
    weekday: z.enum(WEEKDAYS).default('monday').describe('Day on which it is mailed.'),
    time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as 08:00')
      .default('08:00')
      .describe('Time of day in that zone.'),
    attach: z
      .boolean()
      .default(true)
      .describe('Whether the full report is attached; otherwise it lies in the archive alone.'),
  })
  .meta({
    id: 'ReportConfig',
    description:
      'What `context.auditor.report` says: who mails the report to whom, and when. Only the addresses have no default.',
  });
export type ReportConfig = z.infer<typeof ReportConfig>;

/** Intl also takes offsets and any case; EventBridge Scheduler takes neither. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z][A-Za-z]*([/_+-][A-Za-z0-9]+)*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
