import * as z from 'zod';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** Bytes of one Lambda variable: a function's variables have 4 kB together, and the others need their part. */
export const MAXIMUM_VARIABLE_BYTES = 3_000;

const TimeZone = z.string().refine(isTimeZone, 'expected an IANA time zone such as Europe/Berlin');

export const ReportConfig = z
  .strictObject({
    delivery: z
      .enum(['mail', 'topic'])
      .default('mail')
      .describe(
        'How the report reaches people: by e-mail, or as a link to it in the archive that is published to the topic `notify`, for accounts without SES.',
      ),
    sender: z.email().optional().describe('Address that the report comes from; needed for `mail`.'),
    recipients: z
      .array(z.email())
      .min(1)
      .max(50)
      .refine(
        (addresses) => Buffer.byteLength(addresses.join()) <= MAXIMUM_VARIABLE_BYTES,
        `expected at most ${MAXIMUM_VARIABLE_BYTES} bytes of addresses, joined by commas: a Lambda variable carries them`,
      )
      .optional()
      .describe('Addresses that it goes to, needed for `mail`; SES takes 50 a message.'),
    mailRegion: z
      .string()
      .regex(/^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/, 'expected the name of a region such as eu-west-1')
      .optional()
      .describe("Region whose SES has the sender's identity, where it is another one than the stack's."),
    senderIdentity: z
      .enum(['new-address', 'new-domain', 'existing-address', 'existing-domain'])
      .default('new-address')
      .describe(
        "SES's identity that vouches for the sender: its address or its domain (or one above), one that SES has or a new one that the stack makes. SES mails a new address a link to follow; a new domain's DKIM records are outputs of the stack.",
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
      'What `context.auditor.report` says: who mails the report to whom, and when. Only the addresses of a mail have no default.',
    // What reportProblems says, for editors.
    if: { properties: { delivery: { const: 'topic' } }, required: ['delivery'] },
    else: { required: ['sender', 'recipients'] },
  });
export type ReportConfig = z.infer<typeof ReportConfig>;

/** Who mails the report to whom; `null` where it is not mailed. */
export interface MailConfig {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly senderIdentity: ReportConfig['senderIdentity'];
  /** `undefined`: the stack's own. */
  readonly mailRegion: string | undefined;
}

export function mailOf({
  delivery,
  sender,
  recipients,
  senderIdentity,
  mailRegion,
}: ReportConfig): MailConfig | null {
  if (delivery === 'topic' || sender === undefined || recipients === undefined) return null;
  return { sender, recipients, senderIdentity, mailRegion };
}

/** Why a configuration of the report makes no sense, by the name of the setting. */
export function reportProblems(report: ReportConfig): [setting: keyof ReportConfig, message: string][] {
  const problems: [keyof ReportConfig, string][] = [];
  const needed = 'expected for a report by mail; without mail, set report.delivery to "topic"';
  for (const setting of ['sender', 'recipients'] as const) {
    if (report.delivery === 'mail' && report[setting] === undefined) problems.push([setting, needed]);
  }
  if (report.mailRegion !== undefined && isNewIdentity(report)) {
    const reason = 'the stack makes no identity in another region (mailRegion)';
    problems.push(['senderIdentity', `expected existing-address or existing-domain: ${reason}`]);
  }
  return problems;
}

/** The address or the domain that vouches for the sender of a mail. */
export const identityOf = ({ sender, senderIdentity }: MailConfig): string =>
  senderIdentity.endsWith('-domain') ? sender.slice(sender.lastIndexOf('@') + 1) : sender;

/** Whether the stack makes it. */
export const isNewIdentity = ({ senderIdentity }: Pick<ReportConfig, 'senderIdentity'>): boolean =>
  senderIdentity.startsWith('new-');

/** Intl also takes offsets and any case; EventBridge Scheduler takes neither. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z][A-Za-z]*([/_+-][A-Za-z0-9]+)*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
