import { ConnectionReset } from '../../infra/local/aws/aws-error.ts';
import type { Endpoint } from '../../infra/local/aws/endpoint.ts';
import type { Fault } from '../../infra/local/aws/faults.ts';
import type { Random } from '../../infra/local/hosts/simulation/random.ts';

/** What can happen to a call. */
export const CALL_FAULTS = [
  'throttled',
  'server-error',
  'reset',
  'answer-lost',
  'answer-cut',
  'answer-corrupt',
  'write-conflict',
] as const;
export type CallFault = (typeof CALL_FAULTS)[number];

export interface SteppedClock {
  now(): Date;
  wait(seconds: number): void;
}

/** A clock that stands still until somebody waits, or until it is moved on to an instant that is later. */
export function steppedClock(from: Date): SteppedClock & { reach(at: Date): void } {
  let now = from;
  return {
    now: () => now,
    wait: (seconds) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
    reach: (at) => {
      if (at > now) now = at;
    },
  };
}

/** An endpoint behind a network that fails, and functions that end between any two calls. */
export interface FaultyAws {
  /** Stands in for the endpoint's. */
  handle(request: Request): Promise<Response>;
  /** Lets a call pass that nothing happens to here; for one behind which the function has ended it never settles. */
  pass(): Promise<void>;
  /** For the endpoint's own switch: the fault that was drawn for the call that is under way. */
  fault(): Fault | undefined;
  /** From now on so many calls go through, and no later one is ever answered. */
  endAfter(calls: number): Promise<'killed'>;
  /** Settles when so many more calls were made. */
  made(calls: number): Promise<void>;
  /** Nothing fails and nobody ends any more. */
  calm(): void;
  readonly fired: ReadonlyMap<CallFault, number>;
  /** Instants at which SES or SNS took a message and its answer was not heard: whoever sends then sends again. */
  readonly unheard: readonly Date[];
}

export interface FaultyAwsOptions {
  readonly random: Random;
  readonly share: number;
  readonly kinds: readonly CallFault[];
  readonly clock: SteppedClock;
}

/**
 * @param share of the calls that fail, by one of the kinds
 * @param clock moves on with each call: two functions at once then ask at different instants
 */
export function faultyAws(
  inner: () => Pick<Endpoint, 'handle'>,
  { random, share, kinds, clock }: FaultyAwsOptions,
): FaultyAws {
  const fired = new Map<CallFault, number>();
  const unheard: Date[] = [];
  let pending: Fault | undefined;
  let rate = share;
  let left = Number.POSITIVE_INFINITY;
  let count = 0;
  const awaited = new Map<number, () => void>();
  let killed = Promise.withResolvers<'killed'>();

  async function pass(): Promise<void> {
    if (left-- <= 0) {
      killed.resolve('killed');
      await new Promise(() => {});
    }
    awaited.get(++count)?.();
    clock.wait(random.whole(0, 1));
  }

  async function call(request: Request, kind: CallFault | undefined): Promise<Response> {
    pending = kind && endpointFault(kind);
    if (kind === 'reset') throw new ConnectionReset();
    const response = await inner().handle(request);
    const isMail =
      new URL(request.url).pathname.endsWith('/outbound-emails') ||
      request.headers.get('authorization')?.includes('/sns/aws4_request');
    if (isMail && kind?.startsWith('answer-')) unheard.push(clock.now());
    if (kind === 'answer-lost') throw new ConnectionReset();
    if (kind === 'answer-cut' || kind === 'answer-corrupt') return damaged(response, kind);
    return response;
  }

  return {
    fired,
    unheard,
    fault: () => {
      const fault = pending;
      pending = undefined;
      return fault;
    },
    endAfter(calls) {
      left = calls;
      killed = Promise.withResolvers();
      return killed.promise;
    },
    made: (calls) => new Promise((resolve) => awaited.set(count + calls, resolve)),
    calm() {
      rate = 0;
      left = Number.POSITIVE_INFINITY;
    },
    pass,
    async handle(request) {
      await pass();
      const kind = random.chance(rate) ? drawn(request, kinds, random) : undefined;
      if (kind) fired.set(kind, (fired.get(kind) ?? 0) + 1);
      return call(request, kind);
    },
  };
}

function drawn(request: Request, kinds: readonly CallFault[], random: Random): CallFault | undefined {
  const isConditional = ['if-none-match', 'if-match'].some((name) => request.headers.has(name));
  const possible = kinds.filter((kind) => kind !== 'write-conflict' || isConditional);
  return possible.length > 0 ? random.pick(possible) : undefined;
}

function endpointFault(kind: CallFault): Fault | undefined {
  if (kind === 'throttled') return { kind: 'throttle' };
  if (kind === 'server-error') return { kind: 'error', status: 503 };
  if (kind === 'write-conflict') return { kind: 'error', status: 409, code: 'ConditionalRequestConflict' };
  return undefined;
}

/** Half of the body, or a body whose bytes changed on the way: what S3's checksums and every parser have to notice. */
async function damaged(response: Response, kind: 'answer-cut' | 'answer-corrupt'): Promise<Response> {
  const body = new Uint8Array(await response.arrayBuffer());
  if (body.length === 0) throw new ConnectionReset();
  const { status, headers } = response;
  if (kind === 'answer-cut') return new Response(body.slice(0, body.length >> 1), { status, headers });
  body.fill(0xff, 0, Math.min(8, body.length));
  return new Response(body, { status, headers });
}
