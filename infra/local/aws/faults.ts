import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError, ConnectionReset } from './aws-error.ts';
import type { ApiName, EmbeddedApi } from './embedded-api.ts';

export interface ApiCall {
  readonly service: ApiName;
  readonly operation: string;
}

export type FaultSwitch = (
  call: ApiCall & { /** Of this operation; the first is 0. */ readonly index: number },
) => Fault | undefined;

export type Fault =
  /** The API's own throttling error. */
  | { readonly kind: 'throttle' }
  /** An error of the API; its own internal error where no code is given. */
  | { readonly kind: 'error'; readonly status: number; readonly code?: string }
  /** The connection breaks without an answer. */
  | { readonly kind: 'reset' }
  /** The call is done, and the connection breaks before its answer. */
  | { readonly kind: 'answer-lost' }
  /** The answer comes late. */
  | { readonly kind: 'latency'; readonly ms: number };

/** What happens instead of the call, or before it. */
export async function applyFault(fault: Fault | undefined, api: EmbeddedApi): Promise<void> {
  switch (fault?.kind) {
    case 'throttle':
      throw api.refusals.throttled();
    case 'error':
      throw fault.code ? new AwsError(fault.code, '', fault.status) : api.refusals.failed(fault.status);
    case 'reset':
      throw new ConnectionReset();
    case 'latency':
      await sleep(fault.ms);
  }
}
