import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { adviceFor } from './ses-refusals.ts';

export interface Mail {
  from: string;
  to: readonly string[];
  subject: string;
  html: string;
  text: string;
  /** Printable ASCII alone; SES takes 15. */
  headers: Readonly<Record<string, string>>;
  attachments: readonly { name: string; contentType: string; text: string }[];
}

/**
 * Hands an e-mail to SES.
 * @returns SES's message id
 * @throws with what to do about it, where SES refuses it
 */
export async function sendMail(ses: SESv2Client, mail: Mail, region: string): Promise<string> {
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  try {
    const { MessageId = '' } = await ses.send(
      new SendEmailCommand({
        FromEmailAddress: mail.from,
        Destination: { ToAddresses: [...mail.to] },
        Content: {
          Simple: {
            Subject: utf8(mail.subject),
            Body: { Html: utf8(mail.html), Text: utf8(mail.text) },
            Headers: Object.entries(mail.headers).map(([Name, Value]) => ({ Name, Value })),
            Attachments: mail.attachments.map(({ name, contentType, text }) => ({
              FileName: name,
              ContentType: contentType,
              ContentDisposition: 'ATTACHMENT',
              ContentTransferEncoding: 'BASE64',
              RawContent: new TextEncoder().encode(text),
            })),
          },
        },
      }),
    );
    return MessageId;
  } catch (error) {
    const advice = adviceFor(error, { ...mail, region });
    throw advice === null ? error : new Error(`SES refused the report: ${advice}`, { cause: error });
  }
}
