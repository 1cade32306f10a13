import {
  GetAccountCommand,
  GetEmailIdentityCommand,
  NotFoundException,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import { type Diagnosis, looking, type Patient, some } from './diagnosis.ts';

/** May SES send for the sender, and to the recipients? */
export async function examineMail({ ses, config, region }: Patient): Promise<Diagnosis[]> {
  const { sender, recipients, senderIdentity } = config.report;
  const name = senderIdentity.endsWith('-domain') ? sender.slice(sender.lastIndexOf('@') + 1) : sender;
  return [
    ...(await looking('mail: sender', 'ses:GetEmailIdentity', async () => [
      senderDiagnosis(name, region, await isVerified(ses, name)),
    ])),
    ...(await looking('mail: account', 'ses:GetAccount', () => account(ses, recipients, region))),
  ];
}

function senderDiagnosis(name: string, region: string, verified: boolean | null): Diagnosis {
  const check = 'mail: sender';
  if (verified) return { check, state: 'ok', says: `SES has verified ${name}` };
  return {
    check,
    state: 'problem',
    says: verified === null ? `SES has no identity ${name} in ${region}` : `SES has not verified ${name}`,
    fix:
      verified === null
        ? 'deploy the stack, which makes it, or correct report.senderIdentity in cdk.json'
        : name.includes('@')
          ? `follow the link that SES has mailed to ${name}`
          : "publish the DKIM records in the stack's outputs",
  };
}

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
    const domain = address.slice(address.lastIndexOf('@') + 1);
    if (!((await isVerified(ses, address)) || (await isVerified(ses, domain)))) strangers.push(address);
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

/** `null` where there is no such identity. */
async function isVerified(ses: SESv2Client, name: string): Promise<boolean | null> {
  try {
    const identity = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: name }));
    return identity.VerifiedForSendingStatus ?? false;
  } catch (error) {
    if (error instanceof NotFoundException) return null;
    throw error;
  }
}
