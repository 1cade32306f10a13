import type { EmbeddedApi } from './embedded-api.ts';
import { createQueryApi } from './query-api.ts';

/** STS of the embedded endpoint: GetCallerIdentity. */
export const createSts = ({ newId }: { readonly newId: () => string }): EmbeddedApi =>
  createQueryApi({
    name: 'sts',
    signingName: 'sts',
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    bodyLimitBytes: 64 * 1024,
    newId,
    operations: {
      GetCallerIdentity: (_, { caller }) => ({
        Arn: caller.arn,
        UserId: caller.accessKeyId,
        Account: caller.accountId,
      }),
    },
  });
