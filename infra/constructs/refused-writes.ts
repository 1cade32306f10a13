const SENT = 'false';

/**
 * Writes, each by itself, that a spoke never asks for unless it is captured.
 * @param spokes the ARN of their roles, a pattern
 */
export const refusedWrites = (
  spokes: string,
): { folders?: 'samples'[]; conditions: Record<string, Record<string, string | string[]>> }[] => [
  // What is archived is evidence: nobody changes what was written before.
  { conditions: { ArnLike: { 'aws:PrincipalArn': spokes }, Null: { 's3:if-none-match': 'true' } } },
  // One object that is encrypted with a key of its writer's, or has to be restored first, can't be read, and would keep all
  // places from being scored. The hub's own writes say none of it either, and with the roles' names the policy would be too long.
  ...[
    { Null: { 's3:x-amz-server-side-encryption': SENT } },
    { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': SENT } },
    { StringEquals: { 's3:x-amz-storage-class': ['GLACIER', 'DEEP_ARCHIVE'] } },
  ].map((conditions) => ({ folders: ['samples' as const], conditions })),
];
