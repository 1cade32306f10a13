import { createRequire } from 'node:module';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EndpointOptions } from '../../infra/local/aws/endpoint.ts';
import type { Fault } from '../../infra/local/aws/faults.ts';
import { sendMail } from '../../lambdas/aws/ses-mail.ts';
import { adviceFor } from '../../lambdas/aws/ses-refusals.ts';
import { composeReport } from '../../lambdas/report/compose-report.ts';
import { mailHeaders } from '../../lambdas/report/mail-headers.ts';
import { attachedFiles, fileText, reportFiles } from '../../lambdas/report/report-files.ts';
import { failureOf, startEndpoint } from '../infra/local/aws/fleet.ts';
import { FLEETS } from '../report/fleets.ts';

// CommonJS whose types promise another default export than Node gives.
const { default: startSes } = createRequire(import.meta.url)(
  'aws-ses-v2-local',
) as typeof import('aws-ses-v2-local');

const FROM = 'reports@example.com';
const TO = ['sre@example.org', 'ops@example.net'];

const MAIL = {
  from: FROM,
  to: TO,
  subject: 'All is well',
  html: '<p>All is well</p>',
  text: 'All is well',
  headers: { 'Auto-Submitted': 'auto-generated' },
  attachments: [],
};

describe('a refusal', () => {
  const cases: { of: string; options: Partial<EndpointOptions>; says: RegExp }[] = [
    {
      of: 'an unverified sender',
      options: { mail: { identities: TO, sandbox: false } },
      says: /the sender reports@example\.com is not verified in eu-west-1/,
    },
    {
      of: 'an unverified sender in the sandbox',
      options: { mail: { identities: [], sandbox: true } },
      says: /the sender reports@example\.com is not verified in eu-west-1/,
    },
    {
      of: 'the sandbox',
      options: { mail: { identities: [FROM, 'example.org'], sandbox: true } },
      says: /sandbox in eu-west-1.* ops@example\.net is not: verify it, or request production access/,
    },
    { of: 'a paused account', options: withFault('SendingPausedException'), says: /sending is paused/ },
    {
      of: 'a suspended account',
      options: withFault('AccountSuspendedException'),
      says: /AWS has suspended sending for this account in eu-west-1/,
    },
    {
      of: 'a MAIL FROM domain',
      options: withFault('MailFromDomainNotVerifiedException'),
      says: /MAIL FROM domain of reports@example\.com/,
    },
    {
      of: 'a paused configuration set',
      options: withSet('paused'),
      says: /configuration set that SES takes for reports@example\.com in eu-west-1.*corporate.*: resume or make it/,
    },
    {
      of: 'a configuration set that is gone',
      options: withSet('missing'),
      says: /configuration set .*corporate.* does not exist.*take it off the identity's defaults/,
    },
    {
      of: 'a used up quota, of many recipients',
      options: withFault('TooManyRequestsException'),
      says: /uses up what SES takes a second/,
    },
    { of: 'anything else', options: withFault('InternalServiceErrorException'), says: /^(?!SES refused)/ },
  ];

  /** What the embedded endpoint has no reason to say. */
  const words: { name: string; message: string; says: RegExp }[] = [
    {
      name: 'AccessDeniedException',
      message:
        "User `arn:aws:sts::111122223333:assumed-role/r/f' is not authorized to perform `ses:SendEmail' on resource `arn:aws:ses:eu-west-1:111122223333:configuration-set/corporate'",
      says: /may not mail as reports@example\.com with arn:aws:ses:eu-west-1:111122223333:configuration-set\/corporate: .*allow ses:SendEmail/,
    },
    {
      name: 'AccessDeniedException',
      message: 'denied',
      says: /may not mail as reports@example\.com: a permissions boundary/,
    },
    {
      name: 'TooManyRequestsException',
      message: 'Daily message quota exceeded.',
      says: /daily quota in eu-west-1 is used up/,
    },
    {
      name: 'LimitExceededException',
      message: 'Maximum sending rate exceeded.',
      says: /run the report again, or request a higher rate/,
    },
    {
      name: 'BadRequestException',
      message: 'Message length is more than 41943040 bytes long.',
      says: /too large \("Message length is more than 41943040 bytes long"\): set report\.attach to false/,
    },
    {
      name: 'BadRequestException',
      message: 'Local address contains control or whitespace',
      says: /does not take this message .*check report\.sender and report\.recipients/,
    },
    {
      name: 'MessageRejected',
      message: 'Message content is rejected.',
      says: /does not take this message \("Message content is rejected"\)/,
    },
  ];

  it.each(words)('$name, "$message", says what to do', ({ name, message, says }) => {
    const error = Object.assign(new Error(message), { name });
    expect(adviceFor(error, { ...MAIL, region: 'eu-west-1' })).toMatch(says);
  });

  it('of the network is left as it is', () => {
    expect(adviceFor(new Error('socket hang up'), { ...MAIL, region: 'eu-west-1' })).toBeNull();
    expect(adviceFor('no error at all', { ...MAIL, region: 'eu-west-1' })).toBeNull();
  });

  it.each(cases)('because of $of says what to do', async ({ options, says }) => {
    const { config } = await startEndpoint(options);
    const ses = new SESv2Client({ ...config, maxAttempts: 1 });
    expect((await failureOf(sendMail(ses, MAIL, 'eu-west-1')))?.message).toMatch(says);
  });
});

describe('an e-mail received by another implementation of SES', () => {
  it('has both parts, the headers and the attachment as they were sent', async () => {
    const server = await startSes({ port: 0 });
    onTestFinished(() => void server.close());
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    const ses = new SESv2Client({ endpoint: url, region: 'eu-west-1', credentials });
    const sources = FLEETS['founding-leak']();
    const report = composeReport(sources);
    const files = reportFiles(report, sources.now, { url: 'https://example.org/report' });
    const attached = attachedFiles(report, files, { hasPage: true });
    const messageId = await sendMail(
      ses,
      {
        ...MAIL,
        subject: report.subject,
        html: fileText(files, 'e-mail.html'),
        text: fileText(files, 'e-mail.txt'),
        headers: mailHeaders(report),
        attachments: attached,
      },
      'eu-west-1',
    );
    const { emails } = (await (await fetch(`${url}/store`)).json()) as { emails: Received[] };
    expect(emails).toHaveLength(1);
    const [email] = emails;
    expect(email).toMatchObject({
      messageId,
      from: FROM,
      destination: { to: TO },
      subject: report.subject,
      body: { html: fileText(files, 'e-mail.html'), text: fileText(files, 'e-mail.txt') },
    });
    const received = Object.fromEntries(
      (email?.attachments ?? []).map(({ filename, content }) => [
        filename,
        Buffer.from(content, 'base64').toString(),
      ]),
    );
    expect(received).toEqual(Object.fromEntries(attached.map(({ name, text }) => [name, text])));
    expect(email?.headers).toEqual(
      Object.entries(mailHeaders(report)).map(([name, value]) => ({ name, value })),
    );
  });
});

interface Received {
  headers: { name: string; value: string }[];
  attachments: { filename: string; content: string }[];
}

/** The identity has a default configuration set, as companies give theirs. */
const withSet = (state: 'paused' | 'missing'): Partial<EndpointOptions> => ({
  mail: { identities: [FROM], sandbox: false, configurationSet: { name: 'corporate', state } },
});

function withFault(code: string): Partial<EndpointOptions> {
  const fault: Fault = { kind: 'error', status: 400, code };
  return { mail: { identities: [FROM], sandbox: false }, faults: () => fault };
}
