import type {
  GetAccountCommandOutput,
  GetConfigurationSetCommandOutput,
  GetEmailIdentityCommandOutput,
  SendEmailCommandOutput,
} from '@aws-sdk/client-sesv2';
import { AwsError } from './aws-error.ts';
import type { Answer, EmbeddedApi, ReceivedRequest, Refusals } from './embedded-api.ts';
import { parseSendEmail, type SendEmailInput } from './ses-message.ts';

export interface SesOptions {
  /** E-mail addresses and domains whose owner has verified them. */
  readonly identities: readonly string[];
  /** Whether mail goes to verified identities alone, as in every new account. */
  readonly sandbox: boolean;
  /** Name of the configuration set that each identity has as its default, and whether it is there and sends. */
  readonly configurationSet?: { readonly name: string; readonly state: 'sending' | 'paused' | 'missing' };
  readonly region: string;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** An e-mail that SES took. */
export interface StoredMail extends SendEmailInput {
  readonly messageId: string;
  readonly at: Date;
}

export interface Ses {
  readonly api: EmbeddedApi;
  /** All e-mails that were accepted, in order. */
  mails(): readonly StoredMail[];
}

/** The message with base64 in it: 40 MB and what JSON adds. */
const BODY_LIMIT = 60 * 1024 * 1024;
const SANDBOX_QUOTA = 200;

/** SES v2 of the embedded endpoint, REST and JSON: SendEmail with simple content, GetEmailIdentity, GetConfigurationSet, GetAccount. */
export function createSes({ identities, sandbox, configurationSet, region, now, newId }: SesOptions): Ses {
  const stored: StoredMail[] = [];
  const verifiedIdentities = new Set(identities.map((identity) => identity.toLowerCase()));
  const isVerified = (address: string) =>
    identitiesOf(address).some((identity) => verifiedIdentities.has(identity));

  function sendEmail(input: unknown): Omit<SendEmailCommandOutput, '$metadata'> {
    const mail = parseSendEmail(input);
    const { ToAddresses, CcAddresses, BccAddresses } = mail.Destination;
    const recipients = sandbox ? [...ToAddresses, ...CcAddresses, ...BccAddresses] : [];
    const unverifiedAddresses = [mail.FromEmailAddress, ...recipients].filter(
      (address) => !isVerified(address),
    );
    if (unverifiedAddresses.length > 0) {
      throw new AwsError(
        'MessageRejected',
        `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${[...new Set(unverifiedAddresses)].join(', ')}`,
      );
    }
    checkConfigurationSet();
    const sentLastDay = stored.filter(({ at }) => now().getTime() - at.getTime() < 86_400_000).length;
    if (sandbox && sentLastDay >= SANDBOX_QUOTA) {
      throw new AwsError('TooManyRequestsException', 'Daily message quota exceeded.', 429);
    }
    const messageId = `0100-${newId()}-000000`;
    stored.push({ ...mail, messageId, at: now() });
    return { MessageId: messageId };
  }

  function checkConfigurationSet(): void {
    if (configurationSet?.state === 'missing') throw noSuchSet(configurationSet.name);
    if (configurationSet?.state === 'paused') {
      const message = `Sending is paused for configuration set <${configurationSet.name}>.`;
      throw new AwsError('SendingPausedException', message);
    }
  }

  function getConfigurationSet(name: string): Omit<GetConfigurationSetCommandOutput, '$metadata'> {
    if (configurationSet?.name !== name || configurationSet.state === 'missing') throw noSuchSet(name);
    return {
      ConfigurationSetName: name,
      SendingOptions: { SendingEnabled: configurationSet.state === 'sending' },
    };
  }

  function getEmailIdentity(identity: string): Omit<GetEmailIdentityCommandOutput, '$metadata'> {
    if (!verifiedIdentities.has(identity.toLowerCase())) {
      throw new AwsError('NotFoundException', `Email identity ${identity} does not exist.`, 404);
    }
    return {
      IdentityType: identity.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN',
      VerifiedForSendingStatus: true,
      VerificationStatus: 'SUCCESS',
      ...(configurationSet && { ConfigurationSetName: configurationSet.name }),
    };
  }

  const getAccount = (): Omit<GetAccountCommandOutput, '$metadata'> => ({
    ProductionAccessEnabled: !sandbox,
    SendingEnabled: true,
    EnforcementStatus: 'HEALTHY',
    SendQuota: {
      Max24HourSend: sandbox ? SANDBOX_QUOTA : 50_000,
      MaxSendRate: sandbox ? 1 : 14,
      SentLast24Hours: stored.length,
    },
  });

  const api: EmbeddedApi = {
    name: 'ses',
    signingName: 'ses',
    bodyLimitBytes: BODY_LIMIT,
    refusals: SES_REFUSALS,
    operationOf,
    perform(operation, request) {
      switch (operation) {
        case 'SendEmail':
          return reply(200, sendEmail(inputOf(request)));
        case 'GetEmailIdentity':
          return reply(200, getEmailIdentity(decodeURIComponent(request.path.slice(IDENTITIES.length))));
        case 'GetConfigurationSet':
          return reply(200, getConfigurationSet(decodeURIComponent(request.path.slice(SETS.length))));
        case 'GetAccount':
          return reply(200, getAccount());
        default:
          throw new AwsError('UnknownOperationException', '', 404);
      }
    },
    refuse: ({ code, message, status }) => reply(status, { message }, { 'x-amzn-errortype': code }),
  };
  return { api, mails: () => stored };
}

const IDENTITIES = '/v2/email/identities/';
const SETS = '/v2/email/configuration-sets/';

const noSuchSet = (name: string): AwsError =>
  new AwsError('NotFoundException', `Configuration set <${name}> does not exist.`, 404);

function operationOf({ method, path }: ReceivedRequest): string {
  if (method === 'POST' && path === '/v2/email/outbound-emails') return 'SendEmail';
  if (method === 'GET' && path === '/v2/email/account') return 'GetAccount';
  if (method === 'GET' && path.startsWith(SETS)) return 'GetConfigurationSet';
  return method === 'GET' && path.startsWith(IDENTITIES) ? 'GetEmailIdentity' : '';
}

/** An address is verified by itself, or by its domain or one above. */
function identitiesOf(address: string): string[] {
  const bare = (/<([^<>]+)>\s*$/.exec(address)?.[1] ?? address).toLowerCase();
  const labels = (bare.split('@')[1] ?? '').split('.');
  return [bare, ...labels.map((_, index) => labels.slice(index).join('.'))];
}

function inputOf({ body }: ReceivedRequest): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'The request body is no JSON');
  }
}

const reply = (status: number, body: object, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

const WRONG_SIGNATURE =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

const SES_REFUSALS: Refusals = {
  unsigned: () => new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403),
  unknownKey: () =>
    new AwsError(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      403,
    ),
  badSignature: (reason = WRONG_SIGNATURE) => new AwsError('InvalidSignatureException', reason, 403),
  changedBody: () => new AwsError('InvalidSignatureException', WRONG_SIGNATURE, 403),
  skewed: (reason) => new AwsError('InvalidSignatureException', reason, 403),
  throttled: () => new AwsError('TooManyRequestsException', 'Too many requests', 429),
  failed: (status) =>
    new AwsError(status === 503 ? 'ServiceUnavailable' : 'InternalServiceErrorException', '', status),
  tooLarge: () => new AwsError('RequestEntityTooLargeException', 'Request size exceeded the limit', 413),
};
