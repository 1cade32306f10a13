import {
  GetAccountCommand,
  GetConfigurationSetCommand,
  GetEmailIdentityCommand,
  NotFoundException,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import { type MailConfig, mailOf } from '../../infra/config/report.ts';
import { type Diagnosis, looking, type Patient, some } from './diagnosis.ts';

/** May SES send for the sender, and to the recipients? */
export async function examineMail({ ses, config, region: stackRegion }: Patient): Promise<Diagnosis[]> {
  const mail = mailOf(config.report);
  if (mail === null) {
    return [{ check: 'mail', state: 'ok', says: 'the report is not mailed; a topic tells where it lies' }];
  }
  const region = mail.mailRegion ?? stackRegion;
  return [
    ...(await looking('mail: sender', 'ses:GetEmailIdentity', () => sender(ses, mail, region))),
    ...(await looking('mail: account', 'ses:GetAccount', () => account(ses, mail.recipients, region))),
  ];
}

interface FoundIdentity {
  readonly name: string;
  readonly isVerified: boolean;
  /** The configuration set that SES takes where a mail names none. */
  readonly configurationSet: string | undefined;
}

async function sender(ses: SESv2Client, mail: MailConfig, region: string): Promise<Diagnosis[]> {
  const check = 'mail: sender';
  const found = await identitiesFor(ses, mail.sender);
  const [mostSpecific] = found;
  if (mostSpecific === undefined) {
    const fix = mail.senderIdentity.startsWith('new-')
      ? 'deploy the stack, which makes one'
      : 'verify the address or its domain there, or correct report.sender or report.mailRegion in cdk.json';
    const says = `SES in ${region} has no identity of ${mail.sender}, its domain or one above`;
    return [{ check, state: 'problem', says, fix }];
  }
  const verified = found.find(({ isVerified }) => isVerified);
  if (verified === undefined) {
    const { name } = mostSpecific;
    const fix = name.includes('@')
      ? `follow the link that SES has mailed to ${name}`
      : "publish the DKIM records in the stack's outputs, or of the identity in the SES console";
    return [{ check, state: 'problem', says: `SES has not verified ${name}`, fix }];
  }
  const says = `SES has verified ${verified.name}${verified.name === mail.sender ? '' : `, and so ${mail.sender}`}`;
  return [{ check, state: 'ok', says }, ...(await configurationSet(ses, mostSpecific.configurationSet))];
}

const configurationSet = async (ses: SESv2Client, name: string | undefined): Promise<Diagnosis[]> =>
  name === undefined
    ? []
    : looking('mail: configuration set', 'ses:GetConfigurationSet', async () => {
        const check = 'mail: configuration set';
        const set = await orNull(ses.send(new GetConfigurationSetCommand({ ConfigurationSetName: name })));
        const fix = "resume or make it, or take it off the identity's defaults";
        if (set === null)
          return [{ check, state: 'problem', says: `the sender's, ${name}, is not there`, fix }];
        if (set.SendingOptions?.SendingEnabled === false)
          return [{ check, state: 'problem', says: `the sender's, ${name}, is paused`, fix }];
        return [{ check, state: 'ok', says: `the sender's, ${name}, sends` }];
      });

async function account(
  ses: SESv2Client,
  recipients: readonly string[],
  region: string,
): Promise<Diagnosis[]> {
  const check = 'mail: account';
  const { ProductionAccessEnabled, SendingEnabled } = await ses.send(new GetAccountCommand({}));
  if (!SendingEnabled) {
    const fix = "the SES console's account dashboard says why";
    return [{ check, state: 'problem', says: `SES has paused sending in ${region}`, fix }];
  }
  if (ProductionAccessEnabled) return [{ check, state: 'ok', says: 'SES sends to any address' }];
  const strangers: string[] = [];
  for (const address of recipients) {
    const found = await identitiesFor(ses, address);
    if (!found.some(({ isVerified }) => isVerified)) strangers.push(address);
  }
  if (strangers.length === 0) {
    return [{ check, state: 'ok', says: "in SES's sandbox, where each recipient is verified" }];
  }
  return [
    {
      check,
      state: 'problem',
      says: `in SES's sandbox, which sends to verified addresses alone; not verified: ${some(strangers)}`,
      fix: `request production access for SES in ${region}, or verify them`,
    },
  ];
}

/** Identities that vouch for an address, the most specific first: itself, its domain, and those above that. */
async function identitiesFor(ses: SESv2Client, address: string): Promise<FoundIdentity[]> {
  const labels = address.slice(address.lastIndexOf('@') + 1).split('.');
  // A name of one label is no domain of anybody's.
  const domains = labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
  const found: FoundIdentity[] = [];
  for (const name of [address, ...domains]) {
    const identity = await orNull(ses.send(new GetEmailIdentityCommand({ EmailIdentity: name })));
    if (identity === null) continue;
    const isVerified = identity.VerifiedForSendingStatus ?? false;
    found.push({ name, isVerified, configurationSet: identity.ConfigurationSetName });
  }
  return found;
}

/** `null` where there is no such thing. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NotFoundException) return null;
    throw error;
  }
}
