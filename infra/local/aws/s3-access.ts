import type { Caller, RequestHeaders } from './embedded-api.ts';
import { allows, type ResourcePolicy } from './resource-policy.ts';

export interface BucketAccess {
  /** Whose the buckets are; its own rights are a matter of IAM, which the embedded endpoint doesn't evaluate. */
  readonly owner: Caller;
  /** Of each bucket that others may use. What their own roles forbid them isn't looked at. */
  readonly policies: ReadonlyMap<string, ResourcePolicy>;
  /** The organization that every account is of. */
  readonly organizationId: string | undefined;
}

export interface Asked {
  readonly caller: Caller;
  readonly operation: string;
  readonly bucketName: string;
  readonly key: string;
  readonly headers: RequestHeaders;
}

const ACTIONS: Readonly<Record<string, string>> = {
  PutObject: 's3:PutObject',
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  DeleteObject: 's3:DeleteObject',
  ListObjectsV2: 's3:ListBucket',
};

/** Headers of a write that are condition keys of the same name. */
const WRITE_CONDITIONS = [
  'if-none-match',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-storage-class',
];

/** Whether somebody may do that with a bucket: who is not its owner may what its policy says, and else nothing. */
export function mayDo(
  { owner, policies, organizationId }: BucketAccess,
  { caller, operation, bucketName, key, headers }: Asked,
): boolean {
  if (caller === owner) return true;
  const policy = policies.get(bucketName);
  const action = ACTIONS[operation];
  if (policy === undefined || action === undefined) return false;
  const writeConditions = operation === 'PutObject' ? WRITE_CONDITIONS : [];
  return allows(policy, {
    action,
    resource: `arn:aws:s3:::${bucketName}${action === 's3:ListBucket' ? '' : `/${key}`}`,
    context: {
      'aws:PrincipalAccount': caller.accountId,
      'aws:PrincipalArn': caller.arn,
      ...(organizationId !== undefined && { 'aws:PrincipalOrgID': organizationId }),
      // No request leaves the machine.
      'aws:SecureTransport': 'true',
      ...Object.fromEntries(
        writeConditions.flatMap((name) => {
          const value = headers.get(name);
          return value === null ? [] : [[`s3:${name}`, value]];
        }),
      ),
    },
  });
}
