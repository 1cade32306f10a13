import type { EmbeddedApi } from './embedded-api.ts';
import { createQueryApi } from './query-api.ts';

export interface StsOptions {
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly newId: () => string;
}

/** STS of the embedded endpoint: GetCallerIdentity. */
export const createSts = ({ accountId, accessKeyId, newId }: StsOptions): EmbeddedApi =>
  createQueryApi({
    name: 'sts',
    signingName: 'sts',
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    bodyLimitBytes: 64 * 1024,
    newId,
    operations: {
      GetCallerIdentity: () => ({
        Arn: `arn:aws:iam::${accountId}:user/auditor`,
        UserId: accessKeyId,
        Account: accountId,
      }),
    },
  });
