import {
  GetAccountCommand,
  GetConfigurationSetCommand,
  GetEmailIdentityCommand,
  SESv2Client,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { describe, expect, it } from 'vitest';
import type { EndpointOptions } from '../../../../infra/local/aws/endpoint.ts';
import { failureOf, startEndpoint } from './fleet.ts';

const FROM = 'reports@example.com';
const TO = 'sre@example.org';

async function start(
  identities = ['example.com', TO],
  sandbox = true,
  configurationSet?: NonNullable<EndpointOptions['mail']>['configurationSet'],
) {
  const { config, endpoint, advance } = await startEndpoint({
    mail: { identities, sandbox, ...(configurationSet && { configurationSet }) },
    // A client keeps its clock while the tests turn the endpoint's.
    clockSkewSeconds: 200_000,
  });
  const ses = new SESv2Client({ ...config, maxAttempts: 1 });
  const send = ({
    from = FROM,
    to = [TO],
    simple = {},
  }: {
    from?: string;
    to?: string[];
    simple?: object;
  } = {}) =>
    ses.send(
      new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: to },
        Content: { Simple: { Subject: { Data: 'x' }, Body: { Text: { Data: 'y' } }, ...simple } },
      }),
    );
  return { ses, send, endpoint, advance };
}

describe('SendEmail', () => {
  it('keeps what it takes', async () => {
    const { send, endpoint } = await start();
    const attachment = { FileName: 'a.csv', RawContent: Buffer.from('a,b'), ContentType: 'text/csv' };
    const { MessageId } = await send({ simple: { Attachments: [attachment] } });
    expect(endpoint.mails()).toEqual([
      expect.objectContaining({
        messageId: MessageId,
        FromEmailAddress: FROM,
        Content: {
          Simple: expect.objectContaining({
            Attachments: [expect.objectContaining({ RawContent: Buffer.from('a,b').toString('base64') })],
          }),
        },
      }),
    ]);
  });

  it.each([
    { of: 'a sender that nobody verified', identities: [TO], mail: {}, names: [FROM] },
    { of: 'a stranger in the sandbox', identities: ['example.com'], mail: {}, names: [TO] },
    { of: 'both', identities: [], mail: {}, names: [FROM, TO] },
    { of: 'a domain that only ends alike', identities: ['ample.com', TO], mail: {}, names: [FROM] },
  ])('refuses $of, and names them', async ({ identities, mail, names }) => {
    const { send, endpoint } = await start(identities);
    expect(await failureOf(send(mail))).toMatchObject({
      name: 'MessageRejected',
      message: `Email address is not verified. The following identities failed the check in region EU-WEST-1: ${names.join(', ')}`,
      $metadata: { httpStatusCode: 400 },
    });
    expect(endpoint.mails()).toEqual([]);
  });

  it.each([
    { of: 'the address itself', identities: [FROM] },
    { of: 'its domain', identities: ['example.com'] },
    { of: 'the domain above', identities: ['com'] },
  ])('sends to anyone outside the sandbox from $of', async ({ identities }) => {
    const { send } = await start(identities, false);
    await send({ to: ['anyone@elsewhere.example'] });
  });

  it.each([
    { of: 'no recipients', mail: { to: [] }, name: 'BadRequestException' },
    { of: '51 recipients', mail: { to: Array(51).fill(TO) }, name: 'BadRequestException' },
    { of: 'an address that is none', mail: { to: ['nobody'] }, name: 'BadRequestException' },
    {
      of: 'a subject of two lines',
      mail: { simple: { Subject: { Data: 'a\r\nBcc: b@c.de' } } },
      name: 'BadRequestException',
    },
    { of: 'no body', mail: { simple: { Body: {} } }, name: 'BadRequestException' },
    {
      of: 'a header with a colon',
      mail: { simple: { Headers: [{ Name: 'A:', Value: 'b' }] } },
      name: 'ValidationException',
    },
    {
      of: 'a header beyond ASCII',
      mail: { simple: { Headers: [{ Name: 'A', Value: 'ü' }] } },
      name: 'ValidationException',
    },
    {
      of: 'a header of 871',
      mail: { simple: { Headers: [{ Name: 'A', Value: 'b'.repeat(871) }] } },
      name: 'ValidationException',
    },
    {
      of: '16 headers',
      mail: {
        simple: { Headers: Array.from({ length: 16 }, (_, index) => ({ Name: `A${index}`, Value: 'b' })) },
      },
      name: 'ValidationException',
    },
    {
      of: 'a header twice',
      mail: {
        simple: {
          Headers: [
            { Name: 'A', Value: 'b' },
            { Name: 'a', Value: 'c' },
          ],
        },
      },
      name: 'BadRequestException',
    },
    {
      of: 'a program',
      mail: { simple: { Attachments: [{ FileName: 'a.exe', RawContent: Buffer.from('x') }] } },
      name: 'BadRequestException',
    },
    {
      of: 'more than 40 MB in base64',
      mail: { simple: { Attachments: [{ FileName: 'a.csv', RawContent: Buffer.alloc(32e6) }] } },
      name: 'BadRequestException',
    },
  ])('refuses $of', async ({ mail, name }) => {
    const { send, endpoint } = await start();
    expect(await failureOf(send(mail))).toMatchObject({ name });
    expect(endpoint.mails()).toEqual([]);
  });

  it('takes 200 e-mails a day in the sandbox', async () => {
    const { send, advance } = await start();
    for (let count = 0; count < 200; count++) await send();
    expect(await failureOf(send())).toMatchObject({ name: 'TooManyRequestsException' });
    advance(86_400);
    await send();
  });
});

describe('what an account may do', () => {
  it('is returned by GetAccount and GetEmailIdentity', async () => {
    const { ses } = await start();
    expect(await ses.send(new GetAccountCommand({}))).toMatchObject({ ProductionAccessEnabled: false });
    const identity = (EmailIdentity: string) => ses.send(new GetEmailIdentityCommand({ EmailIdentity }));
    expect(await identity(TO)).toMatchObject({
      VerifiedForSendingStatus: true,
      IdentityType: 'EMAIL_ADDRESS',
    });
    expect(await identity('example.com')).toMatchObject({ IdentityType: 'DOMAIN' });
    expect(await failureOf(identity('other.com'))).toMatchObject({ name: 'NotFoundException' });
  });

  it.each(['sending', 'paused'] as const)('has a default configuration set that is %s', async (state) => {
    const { ses } = await start([TO], true, { name: 'corporate', state });
    expect(await ses.send(new GetEmailIdentityCommand({ EmailIdentity: TO }))).toMatchObject({
      ConfigurationSetName: 'corporate',
    });
    const set = (ConfigurationSetName: string) =>
      ses.send(new GetConfigurationSetCommand({ ConfigurationSetName }));
    expect(await set('corporate')).toMatchObject({
      SendingOptions: { SendingEnabled: state === 'sending' },
    });
    expect(await failureOf(set('other'))).toMatchObject({ name: 'NotFoundException' });
  });
});
