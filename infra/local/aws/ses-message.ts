import * as z from 'zod';
import { AwsError } from './aws-error.ts';
import { parseInput } from './constraints.ts';

const Text = z.object({ Data: z.string(), Charset: z.string().optional() });

const Header = z.object({
  Name: z
    .string()
    .min(1)
    .max(126)
    .regex(/^[!-9;-@A-~]+$/),
  /** The API's reference says 870, AWS's guide 995: the narrower. */
  Value: z
    .string()
    .min(1)
    .max(870)
    .regex(/^[ -~]*$/),
});

const Attachment = z.object({
  FileName: z.string().min(1).max(255),
  /** Base64 on the wire. */
  RawContent: z.string(),
  ContentType: z.string().min(1).max(78).optional(),
  ContentDisposition: z.enum(['ATTACHMENT', 'INLINE']).optional(),
  ContentDescription: z.string().max(1000).optional(),
  ContentId: z.string().min(1).max(78).optional(),
  ContentTransferEncoding: z.enum(['BASE64', 'QUOTED_PRINTABLE', 'SEVEN_BIT']).optional(),
});

const addresses = z.array(z.string()).default([]);

const SendEmail = z.object({
  FromEmailAddress: z.string(),
  Destination: z.object({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses }),
  Content: z.object({
    Simple: z.object({
      Subject: Text,
      Body: z.object({ Text: Text.optional(), Html: Text.optional() }),
      Headers: z.array(Header).max(15).default([]),
      Attachments: z.array(Attachment).default([]),
    }),
  }),
});
export type SendEmailInput = z.infer<typeof SendEmail>;

const MAXIMUM_RECIPIENTS = 50;
const MAXIMUM_MESSAGE_BYTES = 40 * 1024 * 1024;
const MAXIMUM_HEADER = 996;

/** Endings that SES takes no file with, of the many that its guide lists. */
const REFUSED_ENDINGS = /\.(exe|bat|cmd|com|dll|js|jse|jar|msi|ps1|scr|vbs|wsf|hta|lnk|reg)$/i;

/** A SendEmail request, checked as SES checks it. Raw and template content are not implemented. */
export function parseSendEmail(input: unknown): SendEmailInput {
  const mail = parseInput(SendEmail, input);
  const { Subject, Body, Headers, Attachments } = mail.Content.Simple;
  const { ToAddresses, CcAddresses, BccAddresses } = mail.Destination;
  const recipients = [...ToAddresses, ...CcAddresses, ...BccAddresses];
  if (recipients.length === 0) refuse('The message has no recipients.');
  if (recipients.length > MAXIMUM_RECIPIENTS) refuse(`Recipient count exceeds ${MAXIMUM_RECIPIENTS}.`);
  for (const address of [mail.FromEmailAddress, ...recipients]) {
    if (!/^([^<>\r\n]*<)?[^\s<>@,;]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+>?$/.test(address)) {
      refuse(`Illegal address: ${address}`);
    }
  }
  if (Subject.Data === '' || /[\r\n]/.test(Subject.Data)) refuse('Subject must be one line of text.');
  if (!Body.Text && !Body.Html) refuse('Either a text or an HTML body is needed.');
  const names = Headers.map(({ Name }) => Name.toLowerCase());
  if (new Set(names).size < names.length) refuse('A header is given twice.');
  for (const { Name, Value } of Headers) {
    if (Name.length + Value.length > MAXIMUM_HEADER) refuse(`Header ${Name} is too long.`);
  }
  for (const { FileName } of Attachments) {
    if (REFUSED_ENDINGS.test(FileName)) refuse(`Attachment ${FileName} has an unsupported type.`);
  }
  if (sizeOf(mail) > MAXIMUM_MESSAGE_BYTES) refuse('Message length is more than 41943040 bytes long.');
  return mail;
}

/** Of the message with base64 in it. */
function sizeOf({ Content: { Simple } }: SendEmailInput): number {
  const { Subject, Body, Attachments } = Simple;
  const texts = [Subject.Data, Body.Text?.Data ?? '', Body.Html?.Data ?? ''];
  return (
    texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) +
    Attachments.reduce((sum, { RawContent }) => sum + RawContent.length, 0)
  );
}

function refuse(message: string): never {
  throw new AwsError('BadRequestException', message);
}
