import * as z from 'zod';

/** Regions that the policy of a bucket, 20 kB at most, has room for: a statement each. */
export const MAXIMUM_REGIONS = 24;
/** Characters of a role's path that it has room for. */
export const MAXIMUM_ROLE_PATH = 100;

const Region = z
  .string()
  .max(14)
  .regex(/^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/, 'expected the name of a region such as eu-west-1');

const AccountId = z.string().regex(/^\d{12}$/, 'expected a 12-digit account id');

const unique = (list: readonly string[]): boolean => new Set(list).size === list.length;

export const OrganizationConfig = z
  .strictObject({
    id: z
      .string()
      .regex(/^o-[a-z0-9]{10,32}$/, 'expected the id of an organization such as o-a1b2c3d4e5')
      .describe('Id of the organization of AWS Organizations; the archive takes samples of no other.'),
    organizationalUnitIds: z
      .array(
        z
          .string()
          .regex(
            /^(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|r-[0-9a-z]{4,32})$/,
            'expected the id of an organizational unit such as ou-ab12-c3d4e5f6, or of the root such as r-ab12',
          ),
      )
      .min(1)
      .refine(unique, 'expected each unit once')
      .optional()
      .describe(
        "Needed unless deployedFrom is elsewhere: units whose accounts are audited, those within them and those that join later included; the root's id stands for all accounts. The organization's management account is never among them.",
      ),
    accounts: z
      .array(AccountId)
      .min(1)
      .refine(unique, 'expected each account once')
      .optional()
      .describe('Of these units, these accounts alone.'),
    excludedAccounts: z
      .array(AccountId)
      .min(1)
      .refine(unique, 'expected each account once')
      .optional()
      .describe('Of these units, all accounts but these.'),
    regions: z
      .array(Region)
      .min(1)
      .max(MAXIMUM_REGIONS)
      .refine(unique, 'expected each region once')
      .describe("Regions that are audited in each account; the stack's own account and region always is."),
    regionsTogether: z
      .boolean()
      .default(false)
      .describe('Whether a wave of the plan may change a role in several regions at once.'),
    deployedFrom: z
      .enum(['delegated-administrator', 'management-account', 'elsewhere'])
      .default('delegated-administrator')
      .describe(
        'Who deploys to the other accounts. A StackSet of this stack, whose account is a delegated administrator of CloudFormation StackSets or the management account; or elsewhere, by what `auditor template spoke` prints.',
      ),
  })
  .refine(({ accounts, excludedAccounts }) => accounts === undefined || excludedAccounts === undefined, {
    path: ['excludedAccounts'],
    message: 'expected none beside accounts: these name all that are audited',
  })
  .refine(
    ({ organizationalUnitIds, deployedFrom }) =>
      organizationalUnitIds !== undefined || deployedFrom === 'elsewhere',
    {
      path: ['organizationalUnitIds'],
      message: 'expected for a StackSet; where the accounts are deployed to elsewhere, set deployedFrom',
    },
  )
  .meta({
    id: 'OrganizationConfig',
    description:
      'Other accounts and regions of an organization, each audited by a stack of its own that writes its samples into the archive of this one.',
  });
export type OrganizationConfig = z.infer<typeof OrganizationConfig>;

/** One whose accounts a StackSet of the stack deploys to. */
export type DeployedOrganization = OrganizationConfig & { organizationalUnitIds: string[] };

/** Whether the stack itself deploys to the other accounts. */
export const isDeployedHere = (
  organization: OrganizationConfig | undefined,
): organization is DeployedOrganization =>
  organization?.organizationalUnitIds !== undefined && organization.deployedFrom !== 'elsewhere';
