import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';

/** The SDK's usual number of attempts without its pauses, which are of the machine's clock and not the simulation's. */
export function immediately(attempts: number): RetryStrategyV2 {
  const token = (count: number): RetryToken => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
  return {
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (used: RetryToken, { errorType }: RetryErrorInfo) => {
      const count = used.getRetryCount() + 1;
      if (count >= attempts || errorType === 'CLIENT_ERROR') throw new Error('no more attempts');
      return token(count);
    },
    recordSuccess: () => {},
  };
}
