/** What of a mail a refusal may be about. */
interface Refused {
  readonly from: string;
  readonly to: readonly string[];
  readonly region: string;
}

type Advice = (message: string, mail: Refused) => string | null;

/** By the name of SES's error, what to do about it; the first that isn't `null` counts. */
const ADVICE: readonly (readonly [names: readonly string[], advice: Advice])[] = [
  [
    ['NotFoundException', 'BadRequestException', 'MessageRejected', 'SendingPausedException'],
    (message, { from, region }) =>
      /configuration set/i.test(message)
        ? `the configuration set that SES takes for ${from} in ${region} is missing or paused (${quoted(message)}): resume or make it, or take it off the identity's defaults.`
        : null,
  ],
  [
    ['AccountSuspendedException'],
    (_message, { region }) =>
      `AWS has suspended sending for this account in ${region}: answer AWS's mail about it, or open a support case.`,
  ],
  [
    ['SendingPausedException'],
    (_message, { region }) =>
      `sending is paused for this account in ${region}; the SES console's account dashboard says why.`,
  ],
  [
    ['MailFromDomainNotVerifiedException'],
    (_message, { from, region }) =>
      `the MAIL FROM domain of ${from} is not verified in ${region}: complete its DNS records, or take it off the identity.`,
  ],
  [['MessageRejected', 'NotFoundException'], unverified],
  [
    ['AccessDeniedException', 'AccessDenied'],
    (message, { from }) => {
      const resource = /arn:[\w:/.@+=-]+:(?:identity|configuration-set)\/[^\s'"`]+/.exec(message)?.[0];
      return `the function's role may not mail as ${from}${resource ? ` with ${resource}` : ''}: a permissions boundary, an organisation's policy or the identity's own policy forbids it; allow ses:SendEmail and ses:SendRawEmail there.`;
    },
  ],
  [
    ['TooManyRequestsException', 'LimitExceededException'],
    (message, { region }) =>
      /daily/i.test(message)
        ? `the account's daily quota in ${region} is used up (200 recipients in the sandbox): request a higher one for SES, then run the report again.`
        : `other mail of this account in ${region} uses up what SES takes a second: run the report again, or request a higher rate for SES.`,
  ],
  [
    ['BadRequestException', 'MessageRejected'],
    (message) =>
      /length|size|too (large|long)/i.test(message)
        ? `the message is too large (${quoted(message)}): set report.attach to false; the full report lies in the archive.`
        : `it does not take this message (${quoted(message)}): check report.sender and report.recipients; SES takes ASCII alone before the @.`,
  ],
];

/** What to do about a refusal of SES; `null` where the error is none. */
export function adviceFor(error: unknown, mail: Refused): string | null {
  if (!(error instanceof Error)) return null;
  for (const [names, advice] of ADVICE) {
    const found = names.includes(error.name) ? advice(error.message, mail) : null;
    if (found !== null) return found;
  }
  return null;
}

function unverified(message: string, { from, to, region }: Refused): string | null {
  if (!/not verified|does not exist/i.test(message)) return null;
  const isNamed = (address: string) => message.toLowerCase().includes(address.toLowerCase());
  const unverifiedAddresses = to.filter((address) => address !== from && isNamed(address));
  if (isNamed(from) || unverifiedAddresses.length === 0) {
    return `the sender ${from} is not verified in ${region}: verify this address, its domain or one above as an SES identity there, or set report.mailRegion to the region that has it.`;
  }
  const [are, them] = unverifiedAddresses.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return `the account is in SES's sandbox in ${region}, where mail goes to verified addresses alone, and ${unverifiedAddresses.join(', ')} ${are} not: verify ${them}, or request production access for SES.`;
}

const quoted = (message: string): string => `"${message.replace(/\.$/, '')}"`;
