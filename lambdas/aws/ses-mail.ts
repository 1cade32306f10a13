import {
  AccountSuspendedException,
  MailFromDomainNotVerifiedException,
  MessageRejected,
  NotFoundException,
  type SESv2Client,
  SendEmailCommand,
  SendingPausedException,
} from '@aws-sdk/client-sesv2';

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
 * @throws with what to do about it, where SES refuses sender or recipients
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
    const advice = adviceFor(error, mail, region);
    throw advice === null ? error : new Error(`SES refused the report: ${advice}`, { cause: error });
  }
}

/** What to do about a refusal; `null` where SES's own words are all there is. */
function adviceFor(error: unknown, { from, to }: Mail, region: string): string | null {
  if (error instanceof AccountSuspendedException || error instanceof SendingPausedException) {
    return `sending is paused for this account in ${region}; the SES console's account dashboard says why.`;
  }
  if (error instanceof MailFromDomainNotVerifiedException) {
    return `the MAIL FROM domain of ${from} is not verified in ${region}: complete its DNS records, or take it off the identity.`;
  }
  const isUnverified =
    (error instanceof MessageRejected || error instanceof NotFoundException) &&
    /not verified|does not exist/i.test(error.message);
  if (!isUnverified) return null;
  const isNamed = (address: string) => error.message.toLowerCase().includes(address.toLowerCase());
  const unverifiedAddresses = to.filter((address) => address !== from && isNamed(address));
  if (isNamed(from) || unverifiedAddresses.length === 0) {
    return `the sender ${from} is not verified in ${region}: verify this address or its domain as an SES identity there.`;
  }
  return `the account is in SES's sandbox in ${region}, where mail goes to verified addresses alone, and ${unverifiedAddresses.join(', ')} ${unverifiedAddresses.length === 1 ? 'is' : 'are'} not: verify ${unverifiedAddresses.length === 1 ? 'it' : 'them'}, or request production access for SES.`;
}
