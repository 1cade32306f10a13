import * as z from 'zod';
import type { HostRef } from './host-key.ts';
import { LeakKind } from './leak-kind.ts';
import { matchesPattern } from './name-pattern.ts';

const Target = z
  .string()
  .min(1)
  .describe(
    'Id or name of a host, a pattern of either with `*` for any characters (`edge-*`), `role:edge` for all hosts of a role, or `cohort:edge/2.8.11` for all of a cohort: wherever they are. Behind an account and a region, or patterns of them (`111122223333/eu-west-1/i-0abc`, `111122223333/*/edge-*`), an id, a name or a pattern is of the hosts there alone.',
  );
/** `*` alone, or of all accounts and regions, would silence a fleet. */
const HostTarget = Target.regex(
  /[^*/]/,
  'expected more than `*`: an acknowledgement says which hosts it is for',
);

const accepted = {
  target: Target,
  kinds: z
    .array(LeakKind)
    .min(1)
    .optional()
    .describe('Kinds of leak that are accepted: another kind opens the finding again. All kinds without it.'),
  reason: z.string().min(1),
  until: z.iso.datetime().describe('It holds until then, and the finding comes back.'),
  by: z.string().min(1).optional().describe('Who accepted it.'),
};

export const Acknowledgement = z.strictObject({ ...accepted, target: HostTarget }).meta({
  id: 'Acknowledgement',
  description: 'A finding that a person has accepted, as the configuration or a file has it.',
});
export type Acknowledgement = z.infer<typeof Acknowledgement>;

/** An acknowledgement that a scoring goes by, and where it is from. */
export interface UsedAcknowledgement extends Acknowledgement {
  /** From the hash of its content. */
  id?: string | undefined;
  source?: 'configuration' | 'archive' | 'file' | undefined;
  acknowledgedAt?: string | undefined;
}

/** What of a host an acknowledgement can name. */
export interface AcknowledgeableHost extends HostRef {
  name: string | null;
  role: string | null;
  cohort: string;
}

/** Whether an acknowledgement names a host, its role or its cohort, whatever its date and the host's verdict. */
export function isTarget(host: AcknowledgeableHost, { target }: Pick<Acknowledgement, 'target'>): boolean {
  const { role, cohort } = host;
  if (target === `cohort:${cohort}` || (role !== null && target === `role:${role}`)) return true;
  return isNamed(host, target) || isNamedInPlace(host, target);
}

const isNamed = ({ hostId, name }: AcknowledgeableHost, word: string): boolean =>
  [hostId, name].some((text) => text !== null && isWord(text, word));

/** `111122223333/eu-west-1/edge-*`: the first two parts are where the host is. */
function isNamedInPlace(host: AcknowledgeableHost, target: string): boolean {
  const [account = '', region = '', ...rest] = target.split('/');
  const { accountId, region: hostRegion } = host;
  if (rest.length === 0 || !accountId || !hostRegion) return false;
  return isWord(accountId, account) && isWord(hostRegion, region) && isNamed(host, rest.join('/'));
}

const isWord = (text: string, word: string): boolean =>
  text === word || (word.includes('*') && matchesPattern(text, word));

export const HostAcknowledgement = z
  .object({
    reason: z.string(),
    until: z.iso.datetime().describe('When the first of those ends that cover what the host leaks.'),
    ids: z
      .array(z.string())
      .optional()
      .describe(
        'Of the acknowledgements that cover what it leaks; absent in assessments of earlier versions.',
      ),
  })
  .meta({ id: 'HostAcknowledgement', description: 'What holds for one host.' });
export type HostAcknowledgement = z.infer<typeof HostAcknowledgement>;

export const AcknowledgementState = z
  .object({
    ...accepted,
    id: z
      .string()
      .optional()
      .describe(
        'The first 16 digits of the SHA-256 of its content; the archive has it as acknowledgements/…/<id>.json. Absent in assessments of earlier versions.',
      ),
    source: z
      .enum(['configuration', 'archive', 'file'])
      .optional()
      .describe("The stack's configuration, `auditor acknowledge`, or a file named on the command line."),
    acknowledgedAt: z.iso.datetime().optional().describe('When, for one of the archive.'),
    state: z.enum(['in-force', 'expired', 'unknown']),
    hosts: z.int(),
  })
  .meta({
    id: 'AcknowledgementState',
    description:
      'An acknowledgement that was gone by and what it came to: `unknown` matches no host of the fleet, of any verdict. One of the archive is listed while it holds and for a week after.',
  });
export type AcknowledgementState = z.infer<typeof AcknowledgementState>;

export const AcknowledgementIssue = z
  .object({
    file: z.string(),
    line: z.int(),
    path: z.string().describe('Inside the object; empty for the whole.'),
    message: z.string(),
  })
  .meta({
    id: 'AcknowledgementIssue',
    description: 'An object of the archive that is no acknowledgement: it accepts nothing.',
  });
