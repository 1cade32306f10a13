import * as z from 'zod';
import { arn } from './arn.ts';

/** Days that CloudWatch Logs can keep a log group's events for. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** AWS's portable tag characters: without EC2's filter wildcards (* ? \) and IAM's policy variables ($). */
export const tagText = (length: number) =>
  z
    .string()
    .regex(
      new RegExp(`^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{1,${length}}$`, 'u'),
      `expected 1 to ${length} letters, digits, spaces or _ . : / = + - @`,
    );

const keyArn = arn('kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+', 'a KMS key');
const ids = (prefix: string, maximum: number) =>
  z
    .array(
      z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `expected ids such as ${prefix}-0123abcd`),
    )
    .min(1)
    .max(maximum);

export const VpcConfig = z
  .strictObject({ subnetIds: ids('subnet', 16), securityGroupIds: ids('sg', 5) })
  .meta({
    id: 'VpcConfig',
    description:
      'Subnets and security groups that the functions run in; from there they have to reach the endpoints of the services that they call.',
  });
export type VpcConfig = z.infer<typeof VpcConfig>;

/** Characters that the names of roles have left for prefix and name of the fleet, in the region with the longest name. */
export const ROLE_NAME_ROOM = 30;

/** Days in which an archived object that was overwritten or deleted can be had again. */
export const NONCURRENT_DAYS = 7;

/** What an account or its reviewers ask for, beside what the fleet needs. */
export const accountSettings = {
  archiveBucketName: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket')
    .optional()
    .describe(
      "A bucket of the region that is there already, instead of a new one; its encryption, policy, versions and lifecycle stay its owner's.",
    ),
  archiveKeyArn: keyArn
    .optional()
    .describe(
      "The customer key of the archive, a new bucket's or the existing one's; without it S3's own keys encrypt.",
    ),
  logRetentionDays: z
    .literal(LOG_RETENTION_DAYS)
    .default(30)
    .describe('Days to keep the logs of the functions.'),
  logKeyArn: keyArn
    .optional()
    .describe(
      "The customer key of the logs; its policy has to let CloudWatch Logs use it. Without it CloudWatch's own keys encrypt.",
    ),
  permissionsBoundaryArn: arn('iam::(\\d{12}|aws):policy/[\\w+=,.@/-]+', 'a managed policy')
    .optional()
    .describe('Set on each role of the stack.'),
  rolePath: z
    .string()
    .regex(/^\/([\w+=,.@-]+\/)*$/, 'expected a path such as /teams/edge/')
    .max(512)
    .optional()
    .describe('Path of each role of the stack.'),
  roleNamePrefix: z
    .string()
    .regex(/^[\w+=,.@-]+$/, 'expected letters, digits or _ + = , . @ -')
    .max(ROLE_NAME_ROOM)
    .optional()
    .describe(
      'What the name of each role begins with; the names of the fleet, the function and the region follow. Without it CloudFormation names them after the stack.',
    ),
  tags: z
    .record(
      tagText(128).refine((key) => !/^aws:/i.test(key), 'expected a key that does not begin with aws:'),
      tagText(256),
    )
    .refine((tags) => Object.keys(tags).length <= 40, 'expected at most 40 tags')
    .default({})
    .describe('Tags of each resource of the stack that can have some.'),
  vpc: VpcConfig.optional(),
  cloudFormation: z
    .enum(['current', 'older'])
    .default('current')
    .describe(
      'older leaves out what CloudFormation may not know yet in GovCloud, China and new regions: mutes, warm-ups of alarms and tags of the dashboard.',
    ),
};
